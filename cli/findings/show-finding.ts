import type { CliContext } from '../context.ts';
import { jsonText } from '../output/json.ts';
import { findById } from './find-id.ts';
import { findingText, inOrder } from './finding-views.ts';
import { withStore } from './open-store.ts';
import type { StoreOptions } from './store-options.ts';

/** Prints one finding whole. */
export async function showFinding(
  id: string,
  options: StoreOptions & { readonly format: string },
  context: CliContext,
): Promise<void> {
  await withStore(options, context, async (store) => {
    const finding = await findById(store, id);
    context.out.write(options.format === 'json' ? jsonText(inOrder(finding)) : findingText(finding));
  });
}

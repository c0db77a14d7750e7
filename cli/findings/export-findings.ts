import type { Finding } from '#core/finding';
import type { CliContext } from '../context.ts';
import { plural } from '../output/numbers.ts';
import { rowWriter } from '../output/rows.ts';
import { EXPORT_KEYS, inOrder } from './finding-views.ts';
import { asStoredFilter, type FilterOptions, filterOf } from './list-findings.ts';
import { withStore } from './open-store.ts';
import { everyFinding } from './select-findings.ts';
import type { StoreOptions } from './store-options.ts';

export interface ExportOptions extends FilterOptions, StoreOptions {
  readonly format: string;
}

/** Prints findings whole, one after the other: memory does not grow with their number. */
export async function exportFindings(options: ExportOptions, context: CliContext): Promise<void> {
  await withStore(options, context, async (store) => {
    const filter = await asStoredFilter(store, filterOf(options));
    const writer = rowWriter<Finding>(options.format, EXPORT_KEYS, context.out, { whole: true });
    let exported = 0;
    for await (const { findingId } of everyFinding(store, filter)) {
      const finding = await store.get(findingId);
      // It may have expired since the list was read.
      if (!finding) continue;
      writer.row(inOrder(finding));
      exported += 1;
      if (exported % 100 === 0) await context.out.flush();
    }
    writer.end();
    await context.out.flush();
    context.say(`${plural(exported, 'finding')} exported`);
  });
}

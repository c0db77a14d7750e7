import { changeFinding, type FindingChange } from '#app/change-finding';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { FindingStore } from '#ports/finding-store';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findById } from './find-id.ts';
import { withStore } from './open-store.ts';
import type { StoreOptions } from './store-options.ts';

/** Changes the status of each finding, and says which could not be changed; the others are. */
export async function changeFindings(
  ids: readonly string[],
  change: FindingChange,
  options: StoreOptions,
  context: CliContext,
): Promise<void> {
  await withStore(options, context, async (store) => {
    for (const id of ids) {
      const problem = await changeOne(id, change, store, context);
      if (problem === undefined) continue;
      context.say(`${context.errColours.red('error:')} ${escapeForTerminal(problem)}`);
      context.exitWith(EXIT.error);
    }
  });
}

/** Says what went wrong, or nothing. */
async function changeOne(
  id: string,
  change: FindingChange,
  store: FindingStore,
  context: CliContext,
): Promise<string | undefined> {
  try {
    const { findingId, status: before } = await findById(store, id);
    const changed = await changeFinding({ findings: store, clock: context.io.clock }, findingId, change);
    if (!changed.ok) return `${findingId}: ${changed.error}`;
    context.say(`${findingId}: ${before} -> ${changed.value.status}`);
    return undefined;
  } catch (error) {
    const about =
      error instanceof TrailhoundError && (error.code === 'TH_STORE_NOT_FOUND' || error.code === 'TH_USAGE');
    if (!about) throw error;
    return error.message.replaceAll('\n', ' ');
  }
}

import { sha256Text } from '#core/digest';
import type { EntryReading } from '#core/logs/entry-reading';
import type { MinerState } from '#core/logs/kinds/miner-state';
import { type Mined, templateMiner } from '#core/logs/kinds/template-miner';
import { type CellDeps, type CellMemory, changeCell } from '../versioned-cell.ts';

/** Kinds that nobody saw for so long are new again. */
const KEPT_MS = 400 * 86_400_000;

/** Templates of the groups that this process worked on: most batches then bring nothing new, and ask nothing. */
const memories = new WeakMap<object, CellMemory>();

/** A log group of one account and region. */
export interface GroupPlace {
  readonly accountId: string;
  readonly region: string;
  readonly group: string;
}

/** A short key of a log group, and of something in it. */
export const groupKey = ({ accountId, region, group }: GroupPlace, more = ''): string =>
  sha256Text(JSON.stringify([accountId, region, group, more]));

/**
 * Finds the kind of each error of a log group, in order, and keeps what was learnt.
 *
 * What was learnt is written before anybody uses a new kind: of two functions that meet a new kind at once, the second
 * takes the name that the first gave it. To repeat it changes nothing.
 */
export function mineKinds(
  place: GroupPlace,
  readings: readonly Pick<EntryReading, 'message' | 'exception' | 'kind'>[],
  deps: CellDeps,
): Promise<readonly Mined[]> {
  const memory = memories.get(deps.state) ?? new Map();
  memories.set(deps.state, memory);
  return changeCell<MinerState, readonly Mined[]>(
    `log-kinds#${groupKey(place)}`,
    deps,
    async (state) => {
      const miner = templateMiner(state);
      const result = readings.map((reading) => miner.mine(reading));
      return { next: miner.changed ? miner.state() : undefined, result };
    },
    { keptMs: KEPT_MS, memory },
  );
}

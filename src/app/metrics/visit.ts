import { type EpochMs, epochMs } from '#core/time';
import type { StateStore } from '#ports/state-store';
import {
  judgedBy,
  memoryOf,
  type OpenEpisode,
  type SeriesMemory,
  type StoredMemory,
} from './series-state.ts';
import { stateKeyOf, type WatchedSeries } from './watched-series.ts';

/** One series with what is remembered of it. */
export interface Visit {
  readonly target: WatchedSeries;
  readonly memory: SeriesMemory | undefined;
  /** What was open when it was judged in another way. */
  readonly orphans: readonly OpenEpisode[];
  readonly version: number | undefined;
  /** Listed no more: it is only looked at because something is open. */
  readonly isDormant: boolean;
}

/** Reads what is remembered of a series. What a changed watch judged is forgotten, but for what is open. */
export async function visitOf(
  target: WatchedSeries,
  isDormant: boolean,
  { state }: { readonly state: StateStore },
): Promise<Visit> {
  const stored = await state.read<StoredMemory>(stateKeyOf(target));
  const memory = stored && memoryOf(stored.value);
  const isSame = stored?.value.judgedBy === judgedBy(target.watch);
  return {
    ...{ target, isDormant, version: stored?.version },
    memory: isSame ? memory : undefined,
    orphans: isSame ? [] : (memory?.open ?? []),
  };
}

/** Where reading has to begin for a series. */
export function readingFrom({ target, memory }: Visit, now: EpochMs, lookBackMs: number): EpochMs {
  const periodMs = target.watch.periodSeconds * 1_000;
  const oldest = now - lookBackMs;
  const from = memory === undefined ? oldest : Math.max(memory.until + periodMs, oldest);
  return epochMs(Math.floor(from / periodMs) * periodMs);
}

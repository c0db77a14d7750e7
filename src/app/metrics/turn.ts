import { epochMs } from '#core/time';
import type { StateStore } from '#ports/state-store';
import type { WatchMetricsDeps } from './metrics-deps.ts';
import { stateKeyOf, type WatchedSeries } from './watched-series.ts';

const KEY = 'metric-turn';
const KEPT_MS = 86_400_000;

/** Series in the order in which a run takes them. */
export interface Turn {
  readonly targets: readonly WatchedSeries[];
  /** Whether a run before was cut short. */
  readonly wasCut: boolean;
  readonly version: number | undefined;
}

interface StoredTurn {
  /** Key of the series to begin with; `''` for any. */
  readonly next: string;
}

/** Sorts series, and begins where the last run had to stop, so that each has its turn however short time is. */
export async function inTurn(
  targets: readonly WatchedSeries[],
  { state }: { readonly state: StateStore },
): Promise<Turn> {
  const sorted = targets
    .map((target) => ({ target, key: stateKeyOf(target) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const kept = await state.read<StoredTurn>(KEY);
  const next = kept?.value.next ?? '';
  const at = next === '' ? 0 : sorted.findIndex(({ key }) => key >= next);
  const from = Math.max(at, 0);
  return {
    targets: [...sorted.slice(from), ...sorted.slice(0, from)].map(({ target }) => target),
    wasCut: next !== '',
    version: kept?.version,
  };
}

/** Keeps which series is next, where not all had their turn; `done` is how many had. */
export async function saveTurn(
  { targets, wasCut, version }: Turn,
  done: number,
  { state, clock }: Pick<WatchMetricsDeps, 'state' | 'clock'>,
): Promise<void> {
  const next = targets[done];
  if (!next && !wasCut) return;
  const value: StoredTurn = { next: next ? stateKeyOf(next) : '' };
  await state.write(KEY, value, version, epochMs(clock.now() + KEPT_MS));
}

import { canonicalJson } from '#core/canonical-json';
import { utf8Length } from '#core/cut';
import { epochMs } from '#core/time';
import type { MetricSeries, MetricWatch } from '#ports/metric-reader';
import type { WatchMetricsDeps } from './metrics-deps.ts';
import { memoryOf, type StoredMemory } from './series-state.ts';
import { endAll } from './watch-series.ts';
import { stateKeyOf, type WatchedSeries } from './watched-series.ts';

const KEY = 'metric-open';
const KEPT_MS = 100 * 86_400_000;
const MOST_KEPT = 500;
/** Usually about 100 KB; but a name may have 30 dimensions of 1,024 characters, and an item takes 400 KB. */
const MOST_BYTES = 300_000;

type StoredOpen = readonly { readonly watch: string; readonly series: MetricSeries }[];

/** Series with something open, as the last run left them. */
export interface OpenSeries {
  readonly series: readonly WatchedSeries[];
  readonly stored: string;
  readonly version: number | undefined;
}

type Deps = Pick<WatchMetricsDeps, 'state' | 'findings' | 'clock'>;

/**
 * Reads which series have something open: CloudWatch lists a series only for some hours after its last point, and what
 * stopped must be looked at until it comes back or is given up. What no watch looks at any more is closed.
 */
export async function openSeries(watches: readonly MetricWatch[], deps: Deps): Promise<OpenSeries> {
  const kept = await deps.state.read<StoredOpen>(KEY);
  const entries = kept?.value ?? [];
  const byId = new Map(watches.map((watch) => [watch.id, watch]));
  const series: WatchedSeries[] = [];
  for (const { watch: id, series: one } of entries) {
    const watch = byId.get(id);
    if (watch) series.push({ watch, series: one });
    else await giveUp(id, one, deps);
  }
  return { series, stored: canonicalJson(entries), version: kept?.version };
}

async function giveUp(watchId: string, series: MetricSeries, deps: Deps): Promise<void> {
  const key = stateKeyOf({ watch: { id: watchId }, series });
  const stored = await deps.state.read<StoredMemory>(key);
  const memory = stored && memoryOf(stored.value);
  if (memory) await endAll(memory.open, deps, 'it is no longer watched');
}

/** Keeps which series have something open. A run that another has overtaken writes nothing: that one saw the same. */
export async function saveOpen(
  series: readonly WatchedSeries[],
  before: OpenSeries,
  deps: Deps,
): Promise<void> {
  const entries: StoredOpen = series
    .map(({ watch, series: one }) => ({ watch: watch.id, series: one }))
    .sort((a, b) => (a.series.name < b.series.name ? -1 : 1))
    .slice(0, MOST_KEPT)
    .filter(withinBytes());
  if (canonicalJson(entries) === before.stored) return;
  await deps.state.write(KEY, entries, before.version, epochMs(deps.clock.now() + KEPT_MS));
}

/** Lets entries through while there is room for them. */
function withinBytes(): (entry: StoredOpen[number]) => boolean {
  let left = MOST_BYTES;
  return (entry) => {
    left -= utf8Length(JSON.stringify(entry)) + 1;
    return left >= 0;
  };
}

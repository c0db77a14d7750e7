import { groupMatches } from '#core/dedup';
import type { MetricContext } from '#core/finding-context';
import { recover } from '#core/life-cycle';
import type { FindingDelta } from '#core/merge';
import { observe } from '#core/metrics/observe';
import { epochMs } from '#core/time';
import type { SeriesPoints } from '#ports/metric-reader';
import { contextOf, type Episode, endingOf, episodesAfter, matchesOf, type SeenPoints } from './episodes.ts';
import { finalPoints } from './final-points.ts';
import type { WatchMetricsDeps } from './metrics-deps.ts';
import { type OpenEpisode, storedMemory } from './series-state.ts';
import type { Visit } from './visit.ts';
import { stateKeyOf } from './watched-series.ts';

const HOUR_MS = 3_600_000;
/** How far a quiet series may be ahead of what is remembered of it: reading points again costs nothing, writing does. */
const SAVE_AFTER_MS = 2 * HOUR_MS;
/** Far longer than the longest reading back. */
const KEPT_MS = 100 * 24 * HOUR_MS;
/** After so long without a value the resource is taken to be gone. */
const GONE_MS = 24 * HOUR_MS;
/** Episodes that ended before the first reading of a series are told only as far back as a crash could have left one open. */
const RECENT_MS = 48 * HOUR_MS;

/** What came of a visit. */
export interface Visited {
  readonly points: number;
  readonly opened: number;
  readonly closed: number;
  readonly isOpen: boolean;
}

/**
 * Takes the new points of one series: findings first, then what is remembered, so that a crash between the two repeats
 * both. What is repeated has the same keys and changes nothing.
 */
export async function watchSeries(
  visit: Visit,
  read: SeriesPoints,
  deps: WatchMetricsDeps,
): Promise<Visited> {
  const { target, memory } = visit;
  const { watch, series } = target;
  const now = deps.clock.now();
  const periodMs = watch.periodSeconds * 1_000;
  const notBefore = epochMs(now - deps.limits.lookBackMs);
  const points = finalPoints(read.points, { periodMs, after: memory?.until, notBefore, now });
  const observed = observe(series.name, memory?.state, points, watch);
  const seen = { points, chart: observed.chart };
  const episodes = episodesAfter(memory?.open ?? [], observed.changes);
  const lastValue = points.findLast(({ value }) => value !== null)?.at ?? memory?.lastValue;
  const isGone = visit.isDormant && lastValue !== undefined && now - lastValue >= GONE_MS;

  const open = await tell(episodes, visit, seen, deps);
  const ended = episodes.filter(({ isOver }) => isOver).length;
  await endOrphans(visit, open, deps);
  if (isGone) await endAll(open, deps, 'nothing was reported for a day; the resource is probably gone');
  const opened = observed.changes.filter(({ what }) => what === 'opened').length;
  const left = isGone ? [] : open;
  const until = points.at(-1)?.at ?? memory?.until;
  const isNews =
    observed.changes.length > 0 ||
    visit.orphans.length > 0 ||
    (open.length > 0 && (points.length > 0 || isGone));
  const isOld = until !== undefined && until - (memory?.until ?? 0) >= SAVE_AFTER_MS;
  if (until !== undefined && lastValue !== undefined && (isNews || isOld)) {
    const value = storedMemory(series.name, watch, { until, lastValue, state: observed.state, open: left });
    // Another run that was faster has written the same.
    await deps.state.write(stateKeyOf(target), value, visit.version, epochMs(now + KEPT_MS));
  }
  return { points: points.length, opened, closed: ended, isOpen: left.length > 0 };
}

/** Writes the findings of all episodes and closes those that are over; answers what stays open. */
async function tell(
  episodes: readonly Episode[],
  visit: Visit,
  seen: SeenPoints,
  deps: WatchMetricsDeps,
): Promise<readonly OpenEpisode[]> {
  const now = deps.clock.now();
  const settled = { account: deps.account, suppressions: deps.suppressions, now };
  const open: OpenEpisode[] = [];
  for (const episode of episodes) {
    const { anomaly, isOver } = episode;
    const isHistory = visit.memory === undefined && isOver;
    if (isHistory && now - (anomaly.end ?? 0) > RECENT_MS) continue;
    const deltas = groupMatches(matchesOf(episode, visit.target, seen, settled));
    if (!isHistory) await record(deltas, deps);
    const findingIds = [...new Set([...episode.findingIds, ...deltas.map(({ findingId }) => findingId)])];
    const { limits } = episode;
    if (!isOver) open.push({ anomaly, findingIds, ...(limits === undefined ? {} : { limits }) });
    else await end(findingIds, endingOf(anomaly), deps, contextOf(anomaly, visit.target, seen.chart));
  }
  return open;
}

async function record(deltas: readonly FindingDelta[], deps: WatchMetricsDeps): Promise<void> {
  if (deltas.length > 0) await deps.findings.record(deltas, { now: deps.clock.now(), ...deps.settings });
}

/** Closes findings by themselves. One that is closed, suppressed or not there stays as it is. */
async function end(
  findingIds: readonly string[],
  text: string,
  deps: Pick<WatchMetricsDeps, 'findings' | 'clock'>,
  context?: MetricContext,
): Promise<void> {
  const who = { by: 'trailhound', at: deps.clock.now() };
  for (const findingId of findingIds) {
    await deps.findings.change(findingId, (finding) => recover(finding, who, text, context));
  }
}

/** Closes the findings of episodes, saying why. */
export async function endAll(
  open: readonly OpenEpisode[],
  deps: Pick<WatchMetricsDeps, 'findings' | 'clock'>,
  text: string,
): Promise<void> {
  for (const { findingIds } of open) await end(findingIds, text, deps);
}

/** Closes what a changed watch had opened and the new one sees in another way. */
async function endOrphans(
  { orphans }: Visit,
  open: readonly OpenEpisode[],
  deps: WatchMetricsDeps,
): Promise<void> {
  const still = new Set(open.flatMap(({ findingIds }) => findingIds));
  for (const { findingIds } of orphans) {
    await end(
      findingIds.filter((id) => !still.has(id)),
      'the watch was changed, and sees nothing unusual',
      deps,
    );
  }
}

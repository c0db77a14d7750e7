import type { MetricContext } from '#core/finding-context';
import type { Match } from '#core/match';
import type { Anomaly, AnomalyChange } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import type { ChartPoint } from '#core/metrics/observed';
import { type EpochMs, isoFromMs } from '#core/time';
import type { MetricWatch } from '#ports/metric-reader';
import { judgedMatch } from '../judged-match.ts';
import type { ActiveSuppressions } from '../suppressions.ts';
import { metricCard } from './cards.ts';
import { isBreaching, type MetricAccount, metricEvent } from './metric-event.ts';
import type { OpenEpisode } from './series-state.ts';
import type { WatchedSeries } from './watched-series.ts';

/** An episode as it stands after a batch. */
export interface Episode {
  readonly anomaly: Anomaly;
  readonly isOver: boolean;
  /** Findings that were made of it before this batch. */
  readonly findingIds: readonly string[];
  /** Thresholds that hold it open, where they are more than one. */
  readonly limits?: number;
}

const nameOf = ({ kind, start }: Pick<Anomaly, 'kind' | 'start'>): string => `${kind} ${start}`;

/**
 * Joins what was open before a batch with what the batch changed: the newest word on each episode.
 *
 * Two thresholds that are crossed by the same point are one episode, which is over when the last of them is.
 */
export function episodesAfter(
  open: readonly OpenEpisode[],
  changes: readonly AnomalyChange[],
): readonly Episode[] {
  const episodes = new Map<string, Episode>(
    open.map((known) => [nameOf(known.anomaly), { ...known, isOver: false }]),
  );
  for (const change of changes) {
    const name = nameOf(change.anomaly);
    episodes.set(name, changed(episodes.get(name), change));
  }
  return [...episodes.values()];
}

function changed(known: Episode | undefined, { what, anomaly }: AnomalyChange): Episode {
  if (known === undefined || known.isOver)
    return { anomaly, isOver: what === 'closed', findingIds: known?.findingIds ?? [] };
  const { findingIds, limits = 1 } = known;
  if (what === 'closed' && limits > 1) return { ...known, limits: limits - 1 };
  const held = what === 'opened' ? limits + 1 : limits;
  return { anomaly, isOver: what === 'closed', findingIds, ...(held > 1 ? { limits: held } : {}) };
}

/** Says why an episode is over: it came back, or its level is what Trailhound now expects. */
export const endingOf = ({ isNewLevel }: Pick<Anomaly, 'isNewLevel'>): string =>
  isNewLevel
    ? 'its values stayed at the new level, which is now taken as usual'
    : 'its values are usual again';

/** What was seen of a series: the points of the batch, and the chart, which reaches back behind it. */
export interface SeenPoints {
  readonly points: readonly MetricPoint[];
  readonly chart: readonly ChartPoint[];
}

/**
 * The matches of one episode, one for each point of it that breaches. An episode that is new has one for its first point
 * in any case; of one that is known already, only the points of this batch count: the others were counted before.
 */
export function matchesOf(
  episode: Episode,
  target: WatchedSeries,
  seen: SeenPoints,
  deps: {
    readonly account: MetricAccount;
    readonly suppressions: ActiveSuppressions;
    readonly now: EpochMs;
  },
): readonly Match[] {
  const { anomaly } = episode;
  const rule = metricCard(anomaly.kind, target.watch);
  const context = contextOf(anomaly, target, seen.chart);
  return breachingPoints(episode, target.watch, seen).map((point) => {
    const event = metricEvent(target, anomaly, point, deps.account);
    return { ...judgedMatch(rule, event, deps.suppressions, deps.now), context };
  });
}

function breachingPoints(
  { anomaly, findingIds }: Episode,
  watch: MetricWatch,
  { points, chart }: SeenPoints,
): readonly MetricPoint[] {
  // The chart comes second: it knows what was expected.
  const all = new Map<number, ChartPoint>([...points, ...chart].map((point) => [point.at, point]));
  const { start, end, kind } = anomaly;
  const isKnown = findingIds.length > 0;
  const since = isKnown ? (points[0]?.at ?? Number.POSITIVE_INFINITY) : start;
  const first = all.get(start) ?? { at: start, value: kind === 'missing' ? null : anomaly.peak };
  const further = [...all.values()]
    .filter(({ at }) => at > start && at >= since && (end === undefined || at <= end))
    .filter((point) => breaches(point, kind, watch));
  return (isKnown ? further : [first, ...further]).map(({ at, value }) => ({ at, value }));
}

function breaches(point: ChartPoint, kind: Anomaly['kind'], { thresholds }: MetricWatch): boolean {
  const { value, low, high } = point;
  if (kind === 'missing') return value === null;
  if (value === null) return false;
  if (kind === 'threshold') return thresholds.some((one) => isBreaching(value, one));
  const hasBand = low !== undefined && high !== undefined;
  return !hasBand || value < low || value > high;
}

/** What alerts and reports draw. */
export function contextOf(
  anomaly: Anomaly,
  { watch, series }: WatchedSeries,
  chart: readonly ChartPoint[],
): MetricContext {
  const { start, end, peak, expected, score } = anomaly;
  const hasBand = chart.some(({ low, high }) => low !== undefined && high !== undefined);
  return {
    kind: 'metric',
    at: isoFromMs(chart.at(-1)?.at ?? end ?? start),
    series: series.name,
    unit: watch.unit,
    start: isoFromMs(start),
    ...(end === undefined ? {} : { end: isoFromMs(end) }),
    ...{ peak, expected, score, step: watch.periodSeconds },
    points: chart.map(({ value }) => value),
    ...(hasBand
      ? { low: chart.map(({ low }) => low ?? null), high: chart.map(({ high }) => high ?? null) }
      : {}),
  };
}

import type { Anomaly } from '#core/metrics/anomaly';
import type { LabelledSeries, Span } from './nab-data.ts';

/** How a detector did on a number of series. */
export interface Tally {
  readonly series: number;
  readonly days: number;
  readonly windows: number;
  readonly found: number;
  readonly falseAlarms: number;
}

/** One anomaly as far as counting goes. */
export type Episode = Pick<Anomaly, 'start' | 'end'>;

/** Points before and behind a window of cloud-monitoring that still count as it: people label to a few points. */
const SLACK_POINTS = { nab: 0, 'cloud-monitoring': 3 } as const;

/** Counts windows touched by an anomaly, and anomalies that touch no window. */
export function tally(judged: readonly { series: LabelledSeries; episodes: readonly Episode[] }[]): Tally {
  const sum = { series: 0, days: 0, windows: 0, found: 0, falseAlarms: 0 };
  for (const { series, episodes } of judged) {
    const last = series.points.at(-1)?.at ?? 0;
    const slack = SLACK_POINTS[series.set] * stepOf(series);
    const touch = (episode: Episode, [from, to]: Span): boolean =>
      episode.start <= to + slack && (episode.end ?? last) >= from - slack;
    sum.series += 1;
    sum.days += (last - (series.points[0]?.at ?? 0)) / 86_400_000;
    sum.windows += series.windows.length;
    sum.found += series.windows.filter((window) => episodes.some((each) => touch(each, window))).length;
    sum.falseAlarms += episodes.filter(
      (each) => !series.windows.some((window) => touch(each, window)),
    ).length;
  }
  return sum;
}

/** The usual distance between two points, in milliseconds. */
function stepOf({ points }: LabelledSeries): number {
  const gaps = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
}

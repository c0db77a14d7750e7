import type { Anomaly } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { observe } from '#core/metrics/observe';
import { isLearning } from '#core/metrics/watch-baseline';
import type { WatchSettings } from '#core/metrics/watch-settings';

/** What was found in a series. */
export interface Judged {
  /** Every episode as it stands at the end, in order of their starts. */
  readonly anomalies: readonly Anomaly[];
  /** A baseline was asked for, and the series is too short for one. */
  readonly isTooShort: boolean;
}

/** Judges a whole series by the code that a deployment runs. */
export function anomaliesOf(series: string, points: readonly MetricPoint[], settings: WatchSettings): Judged {
  const { changes, state } = observe(series, undefined, points, settings);
  const newest = new Map(changes.map(({ anomaly }) => [nameOf(anomaly), anomaly]));
  return {
    anomalies: [...newest.values()].sort((a, b) => a.start - b.start || (a.kind < b.kind ? -1 : 1)),
    isTooShort: settings.baseline && isLearning(state),
  };
}

/** Two limits may be crossed by one point; what is usual changes while an episode lasts, a limit does not. */
const nameOf = ({ kind, start, expected }: Anomaly): string =>
  `${kind} ${start} ${kind === 'threshold' ? expected : ''}`;

import type { Anomaly } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { observe } from '#core/metrics/observe';
import type { WatchSettings } from '#core/metrics/watch-settings';

/** Judges a whole series by the code that a deployment runs: every episode as it stands at the end, in order of their starts. */
export function anomaliesOf(
  series: string,
  points: readonly MetricPoint[],
  settings: WatchSettings,
): readonly Anomaly[] {
  const { changes } = observe(series, undefined, points, settings);
  const newest = new Map(changes.map(({ anomaly }) => [nameOf(anomaly), anomaly]));
  return [...newest.values()].sort((a, b) => a.start - b.start || (a.kind < b.kind ? -1 : 1));
}

/** Two limits may be crossed by one point; what is usual changes while an episode lasts, a limit does not. */
const nameOf = ({ kind, start, expected }: Anomaly): string =>
  `${kind} ${start} ${kind === 'threshold' ? expected : ''}`;

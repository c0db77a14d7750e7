import { sha256Text } from '#core/digest';
import type { WatchedEvent } from '#core/event';
import type { Anomaly, AnomalyKind } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { isoFromMs } from '#core/time';
import type { MetricSeries, MetricWatch } from '#ports/metric-reader';
import type { WatchedSeries } from './watched-series.ts';

/** Whose metrics are read. */
export interface MetricAccount {
  readonly accountId: string;
  readonly region: string;
}

/** The dimension that people call a resource by, where there are several. */
const NAMING = [
  ...['InstanceId', 'DBInstanceIdentifier', 'DBClusterIdentifier', 'FunctionName', 'LoadBalancer'],
  ...['LoadBalancerName', 'QueueName', 'TableName', 'ServiceName', 'ClusterName', 'AutoScalingGroupName'],
];

/** What a metric is about: `i-0123456789abcdef0`; the metric's own name where it has no dimension. */
export function resourceOf({ dimensions, metric }: MetricSeries): string {
  const naming = NAMING.find((name) => dimensions[name] !== undefined);
  return (naming === undefined ? Object.values(dimensions)[0] : dimensions[naming]) ?? metric;
}

/**
 * Makes the event that stands for one point of an episode.
 *
 * Everything in it is a function of the series, the watch, the start of the episode and the point, so that it is the same
 * whatever batch the point came in. `record` is what suppressions match on.
 */
export function metricEvent(
  { watch, series }: WatchedSeries,
  anomaly: Pick<Anomaly, 'kind' | 'start'>,
  { at, value }: MetricPoint,
  { accountId, region }: MetricAccount,
): WatchedEvent {
  const episode = `${anomaly.kind} ${isoFromMs(anomaly.start)}`;
  const key = sha256Text(JSON.stringify([watch.id, series.name, episode, at]));
  return {
    record: {
      ...{ series: series.name, namespace: series.namespace, metric: series.metric },
      ...{ dimensions: series.dimensions, statistic: watch.statistic, unit: watch.unit },
      ...{ watch: watch.id, kind: anomaly.kind, episode, accountId, region },
      ...(value === null ? {} : { value, reading: readingText(value, watch.unit) }),
      deviation: deviationText(anomaly.kind, value, watch),
      requestParameters: { series: series.name, value },
    },
    ...{ eventId: `metric:${key}`, key, at, timeNote: 'ok' as const },
    ...{ eventSource: series.namespace, eventName: series.metric, accountId, region },
    principal: resourceOf(series),
    ...{ sourceIp: '', userAgent: '', errorCode: anomaly.kind },
    origin: series.name,
  };
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

const readingText = (value: number, unit: string): string =>
  unit === '' || unit === 'None' ? rounded(value) : `${rounded(value)} ${unit}`;

function deviationText(
  kind: AnomalyKind,
  value: number | null,
  { thresholds }: Pick<MetricWatch, 'thresholds'>,
): string {
  if (kind === 'missing') return 'nothing is reported';
  if (kind === 'seasonal') return 'not what it is at this time of the day and week';
  if (kind === 'shift') return 'it moved to another level';
  const crossed = thresholds.find((one) => isBreaching(value, one)) ?? thresholds[0];
  if (crossed?.above !== undefined && (value === null || value > crossed.above))
    return `the limit is ${rounded(crossed.above)}`;
  return crossed?.below === undefined ? 'over its limit' : `it should be at least ${rounded(crossed.below)}`;
}

/** Whether a value lies beyond a threshold. */
export function isBreaching(
  value: number | null,
  { above, below, missing }: MetricWatch['thresholds'][number],
): boolean {
  if (value === null) return missing === 'breaching';
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}

import type { MetricPoint } from '#core/metrics/metric-point';
import type { ThresholdSettings } from '#core/metrics/watch-settings';
import type { Severity } from '#core/severity';
import type { EpochMs } from '#core/time';

/** Values that a dimension may have; `*` for any. */
export type DimensionValues = '*' | readonly string[];

/** Which series are meant. */
export interface MetricSelection {
  /** `AWS/EC2`, `CWAgent`. */
  readonly namespace: string;
  /** Metric names; absent for all of the namespace. */
  readonly names?: readonly string[];
  /** A series must have each of these dimensions, with one of its values. */
  readonly dimensions?: Readonly<Record<string, DimensionValues>>;
  /** A series that has one of these values is left out. */
  readonly except?: Readonly<Record<string, readonly string[]>>;
  /** Only series whose dimensions are exactly those named: sums over all of them are left out. @default false */
  readonly exact?: boolean;
  /** Only series of resources that have every one of these tags, with one of its values. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Length of a point. Series with points longer than an hour are listed also when none came in the last three hours. */
  readonly periodSeconds?: number;
}

/** What one kind of metric is watched for. */
export interface MetricWatch extends MetricSelection {
  /** Unique among the watches; its findings and what is remembered of its series go by it. */
  readonly id: string;
  /** A few words for people. */
  readonly title: string;
  /** `Average`, `Maximum`, `Minimum`, `Sum`, `SampleCount` or a percentile such as `p99`. */
  readonly statistic: string;
  /** Length of a point, a divisor of a day, at least 60. */
  readonly periodSeconds: number;
  readonly thresholds: readonly ThresholdSettings[];
  /** Whether each series is compared with its own past too. */
  readonly baseline: boolean;
  readonly severity: Severity;
  /** For people: `Percent`, `Bytes`; `''` where it is not known. */
  readonly unit: string;
  readonly why: string;
  readonly runbook: readonly string[];
}

/** One series of CloudWatch. */
export interface MetricSeries {
  /** See {@link seriesName}. */
  readonly name: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What is asked of a series. */
export interface SeriesQuery {
  readonly series: MetricSeries;
  readonly statistic: string;
  readonly periodSeconds: number;
}

/** Points of one series, in order of time, or why there are none that can be relied on. */
export interface SeriesPoints {
  readonly points: readonly MetricPoint[];
  /** Set where the service did not give all of the span: nothing may be concluded from what is not there. */
  readonly problem?: string;
}

/** Where metrics come from. Methods reject with `TH_METRICS_READ`. */
export interface MetricReader {
  /** Series that were written in the last hours, by name. More than `most` are not listed; `more` says so. */
  readonly discover: (
    selection: MetricSelection,
    most: number,
  ) => Promise<{ readonly series: readonly MetricSeries[]; readonly more: boolean }>;
  /** Reads [from, to), which should be whole periods; one answer for each query, in their order. */
  readonly read: (
    queries: readonly SeriesQuery[],
    span: { readonly from: EpochMs; readonly to: EpochMs },
  ) => Promise<readonly SeriesPoints[]>;
}

/** Names a series: `AWS/EC2/CPUUtilization{InstanceId=i-1}`, dimensions sorted. The same whatever order they came in. */
export function seriesName({ namespace, metric, dimensions }: Omit<MetricSeries, 'name'>): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  const inner = pairs.map(([name, value]) => `${name}=${value}`).join(',');
  return inner === '' ? `${namespace}/${metric}` : `${namespace}/${metric}{${inner}}`;
}

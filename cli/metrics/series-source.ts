import type { MetricPoint } from '#core/metrics/metric-point';
import type { WatchSettings } from '#core/metrics/watch-settings';

/** One series to be judged. */
export interface SourceSeries {
  readonly name: string;
  readonly points: readonly MetricPoint[];
  /** What to judge it by, where that is not the same for all. */
  readonly settings?: WatchSettings;
}

/** Where series come from. */
export interface SeriesSource {
  /** To be gone through once. */
  readonly series: AsyncIterable<SourceSeries>;
  /** How much could not be read so far; each has been named. */
  readonly faults: () => number;
  /** To be called at the end: says what is left to say. */
  readonly end: () => void;
}

import type { EpochMs } from '../time.ts';
import type { AnomalyChange } from './anomaly.ts';
import type { MetricState } from './metric-state.ts';

/** One point as a chart shows it, with the band of usual values where there is one. */
export interface ChartPoint {
  readonly at: EpochMs;
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
}

/** What a batch of points led to. */
export interface Observed {
  readonly state: MetricState;
  /** In order of time. */
  readonly changes: readonly AnomalyChange[];
  /** The last 120 points at most, oldest first. */
  readonly chart: readonly ChartPoint[];
}

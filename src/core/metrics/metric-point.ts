import type { EpochMs } from '../time.ts';

/** One value of a series. */
export interface MetricPoint {
  readonly at: EpochMs;
  /** `null`: nothing was measured. A number that is not finite, or beyond 1e100, is taken as that too. */
  readonly value: number | null;
}

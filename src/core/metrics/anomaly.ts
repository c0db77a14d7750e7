import type { EpochMs } from '../time.ts';

/**
 * How a series left its ways: it crossed a static threshold, it is not what this time of the day or week is used to,
 * it moved to a new level over hours or stands still, or it stopped coming (`missing`: only where a threshold says that
 * missing values breach).
 */
export type AnomalyKind = 'threshold' | 'seasonal' | 'shift' | 'missing';

/** One episode in one series. `series`, `kind` and `start` name it: they never change while it is updated. */
export interface Anomaly {
  readonly series: string;
  /** Time of the first point that belongs to it. */
  readonly start: EpochMs;
  /** Time of the last point that belongs to it; absent while it is open. */
  readonly end: EpochMs | undefined;
  /** The value furthest from what was expected. */
  readonly peak: number;
  /** What was expected when it peaked: the baseline, or the threshold. */
  readonly expected: number;
  /**
   * How sure, above 0 up to 1. Baseline: 0.5 at the limit, and each time the probability of such a value in this series
   * halves, so does what is missing to 1. A broken threshold is sure: 1.
   */
  readonly score: number;
  readonly kind: AnomalyKind;
  /** It ended because its level became the usual one, not because the values came back. Only of a closed one. */
  readonly isNewLevel?: true;
}

/** What became of an anomaly. */
export interface AnomalyChange {
  readonly what: 'opened' | 'updated' | 'closed';
  /** Time of the point that made it known; later than `anomaly.start` where it takes several points to be sure. */
  readonly at: EpochMs;
  readonly anomaly: Anomaly;
}

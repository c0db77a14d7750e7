import type { EpochMs } from '../time.ts';

/**
 * How a series left its ways: it crossed a static threshold, it is not what this time of the day or week is used to,
 * it moved to a new level or stands still, or it stopped coming (`missing`: only where a threshold says that
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
  /** From 0 to 1: how sure; 1 less the probability of such values in this series, sharpened for ranking. */
  readonly score: number;
  readonly kind: AnomalyKind;
}

/** What became of an anomaly. */
export interface AnomalyChange {
  readonly what: 'opened' | 'updated' | 'closed';
  /** Time of the point that made it known; later than `anomaly.start` where it takes several points to be sure. */
  readonly at: EpochMs;
  readonly anomaly: Anomaly;
}

/** A static threshold in the way of a CloudWatch alarm: M of the last N points breach. */
export interface ThresholdSettings {
  /** Values above this breach. */
  readonly above?: number;
  /** Values below this breach. With `above` too, the good values lie between. */
  readonly below?: number;
  /** How many of the last `n` points have to breach. From 1 to `n`. */
  readonly m: number;
  /** From 1 to 100. */
  readonly n: number;
  /** Hysteresis: the value that has to be reached again before it is over. @default - the threshold itself */
  readonly clear?: number;
  /** What a missing point counts as. `ignore`: the points before it decide. */
  readonly missing: 'ignore' | 'breaching' | 'notBreaching';
}

/** What to watch in one series. */
export interface WatchSettings {
  readonly thresholds: readonly ThresholdSettings[];
  /** Compare the series with its own past. One fixed configuration for all series: nothing to tune. */
  readonly baseline: boolean;
}

/** The baseline alone. */
export const DEFAULT_WATCH: WatchSettings = { thresholds: [], baseline: true };

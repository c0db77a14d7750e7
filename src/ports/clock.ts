import type { EpochMs } from '#core/time';

/** Time as use cases see it; tests drive it by hand. */
export interface Clock {
  readonly now: () => EpochMs;
  /** Waits. Rejects with the signal's reason when it is aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

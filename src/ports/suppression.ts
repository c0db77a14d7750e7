import type { EpochMs } from '#core/time';
import type { Detection } from '#sigma/detection/detection';

/** One allow-list entry: plain data, so that a build step can store it. */
export interface Suppression {
  /** Unique in its file; named in every finding that it covers. */
  readonly id: string;
  /** Rule ids or titles, or every rule. */
  readonly rules: 'all' | readonly string[];
  /** What an event must look like, in Sigma syntax. */
  readonly detection: Detection;
  readonly reason: string;
  readonly owner: string;
  /** From this instant on it is reported and no longer applied. */
  readonly expiresAt: EpochMs;
  /** `file:line`, for reports. */
  readonly place: string;
}

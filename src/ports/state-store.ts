import type { EpochMs } from '#core/time';

/** A small value with the version that guards it. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/**
 * Small shared state: checkpoints, the alert budget. One item a key; every item expires.
 *
 * Keys begin with the owner: `checkpoint#us-east-1`, `alert-budget`.
 */
export interface StateStore {
  readonly read: <T>(key: string) => Promise<Versioned<T> | undefined>;
  /**
   * Writes if nobody else wrote since `version` was read (`undefined`: there was nothing).
   * Answers `false` when somebody did. The first write makes version 1 and each one after it adds 1, so a writer
   * knows the version that it made.
   */
  readonly write: <T>(
    key: string,
    value: T,
    version: number | undefined,
    expiresAt: EpochMs,
  ) => Promise<boolean>;
}

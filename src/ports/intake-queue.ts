/** Where records wait that were taken and are not processed yet. */
export interface IntakeQueue {
  /** Resolves when every message is kept. Rejects with `TH_INTAKE_WRITE` when one is not; some may be kept then. */
  readonly send: (bodies: readonly string[]) => Promise<void>;
}

/** The secrets that a request may bring. */
export interface IntakeSecrets {
  /**
   * Digests of those that are valid now. `again`: look them up anew if that was not done just now, because a request
   * brought one that is not known. Rejects when they are not known and can't be looked up.
   */
  readonly digests: (again: boolean) => Promise<readonly Uint8Array[]>;
}

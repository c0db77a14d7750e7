import type { EpochMs } from '#core/time';

/** A log stream that has something open: the key of its state, and when that was noted last. */
export interface OpenStream {
  readonly key: string;
  readonly notedAt: EpochMs;
}

/**
 * Remembers which log streams wait for the rest of an entry, so that it can be given out when they fall silent.
 *
 * Methods reject with `TH_STORE_*` when the store can't be reached.
 */
export interface OpenStreams {
  /** Notes that a stream has something open, again or for the first time. */
  readonly note: (stream: OpenStream, expiresAt: EpochMs) => Promise<void>;
  /** Those noted at or before an instant, at most `limit`. */
  readonly notedBefore: (at: EpochMs, limit: number) => Promise<readonly OpenStream[]>;
  /** Forgets a stream, unless it was noted again since. */
  readonly forget: (stream: OpenStream) => Promise<void>;
}

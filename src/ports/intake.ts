import type { Result } from '#core/result';
import type { EpochMs } from '#core/time';

/** One record that a shipper brought: what Fluentd calls an event. */
export interface ShippedRecord {
  readonly tag: string;
  /** When the shipper says it happened; else when it arrived. */
  readonly at: EpochMs;
  readonly record: Readonly<Record<string, unknown>>;
  /** The same for a redelivery, different for two records of one delivery. */
  readonly key: string;
}

/** Why bytes could not be unpacked. */
export interface UnpackFault {
  readonly kind: 'too-large' | 'too-many' | 'damaged' | 'unknown';
  /** Quotes nothing of the bytes. */
  readonly reason: string;
}

/** Turns the bytes of a request into what can be read. */
export interface IntakeCodec {
  /** Undoes a `Content-Encoding`: `gzip` (also of several members), `deflate`, `zstd`. Holds at most `maxBytes`. */
  readonly decompress: (
    bytes: Uint8Array,
    encoding: string,
    maxBytes: number,
  ) => Result<Uint8Array, UnpackFault>;
  /** Reads MessagePack values one behind the other; texts come as bytes. */
  readonly unpack: (bytes: Uint8Array) => Result<readonly unknown[], UnpackFault>;
}

import { sha256 } from '@noble/hashes/sha2.js';
import { sha256Text } from '../digest.ts';
import { hex } from '../hex.ts';

/** Key of the n-th record of a delivery that its sender named: the same whenever it is sent again under that name. */
export const keyInChunk = (tag: string, chunk: string, index: number): string =>
  sha256Text(`chunk\0${tag}\0${chunk}\0${index}`);

/** What stands for a delivery that has no name: a digest of its bytes. */
export const digestOf = (bytes: Uint8Array): string => hex(sha256(bytes).subarray(0, 16));

/**
 * Key of the n-th record of a delivery without a name. `repeat` counts deliveries of the very same bytes that are known
 * to be no redelivery: two equal messages within one second, sent one behind the other.
 */
export const keyInDigest = (tag: string, digest: string, repeat: number, index: number): string =>
  sha256Text(`digest\0${tag}\0${digest}\0${repeat}\0${index}`);

/** Digests of one connection that are remembered; what comes later begins anew, and most likely differs in its time. */
const MOST_REMEMBERED = 4096;

/**
 * Counts equal messages of one connection. A client that lost its connection sends again what it is not sure of; there
 * the count begins anew, so that the first of each has the key it had.
 */
export class RepeatCount {
  private readonly seen = new Map<string, number>();

  /** How often these bytes came before. */
  next(digest: string): number {
    const before = this.seen.get(digest) ?? 0;
    if (this.seen.size >= MOST_REMEMBERED && before === 0) this.seen.clear();
    this.seen.set(digest, before + 1);
    return before;
  }
}

/**
 * The part of a stream that is still needed, as one piece of memory.
 *
 * Grows to what its owner keeps plus one chunk; positions are indexes into `bytes` and valid until the next `append`.
 */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** End of what is filled. */
  end = 0;
  /** Offset in the stream of `bytes[0]`. */
  base: number;

  constructor(base = 0) {
    this.base = base;
  }

  /** Drops what lies before `keepFrom`, moves the rest to the front and adds a copy of the chunk behind it. */
  append(chunk: Uint8Array, keepFrom: number): void {
    const kept = this.end - keepFrom;
    const needed = kept + chunk.length;
    if (needed > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(kept === 0 ? needed : Math.ceil(needed * 1.5));
      this.bytes.copy(grown, 0, keepFrom, this.end);
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, keepFrom, this.end);
    }
    this.bytes.set(chunk, kept);
    this.base += keepFrom;
    this.end = needed;
  }
}

/** Why unpacking ended early. What was unpacked before stays good. */
export class PackedInputError extends Error {}

export interface UnpackLimits {
  /** Unpacked bytes that are allowed for each packed byte, once `freeBytes` are unpacked. */
  readonly ratio: number;
  readonly freeBytes: number;
}

/** Counts what goes in and comes out of an unpacker, and stops a bomb. `name` is that of the packing, for people. */
export class Meter {
  unpacked = 0;
  private packed = 0;
  private readonly name: string;
  private readonly limits: UnpackLimits;

  constructor(name: string, limits: UnpackLimits) {
    this.name = name;
    this.limits = limits;
  }

  /** Yields the pieces that `packedBytes` gave; throws `PackedInputError` as soon as they are more than the limits allow. */
  *passing(pieces: readonly Buffer[], packedBytes: number): Generator<Buffer> {
    this.packed += packedBytes;
    for (const piece of pieces) {
      this.unpacked += piece.length;
      yield piece;
      const { ratio, freeBytes } = this.limits;
      if (this.unpacked <= freeBytes + ratio * this.packed) continue;
      throw new PackedInputError(
        `${this.name} that unpacks to more than ${ratio} times its size (limit); stopped behind ${this.unpacked} bytes`,
      );
    }
  }
}

/** Cuts bytes into steps of at most `size`: bounds what a bomb can put into memory before its size is checked. */
export function* stepsOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

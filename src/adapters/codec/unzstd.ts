import { Decompress } from 'fzstd';
import { Meter, PackedInputError, stepsOf } from './meter.ts';
import type { Unpacker } from './unpack.ts';

const ZSTD_STEP = 512;

/** Unpacks zstd, also of several frames; otherwise like `gunzip`. Frames with windows of more than 32 MB are refused. */
export const unzstd: Unpacker = async function* (packed, limits) {
  const meter = new Meter('zstd', limits);
  const ready: Buffer[] = [];
  const unzip = new Decompress((piece) => {
    if (piece.length > 0) ready.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
  });
  const step = (bytes: Uint8Array, isLast: boolean): boolean => {
    try {
      unzip.push(bytes, isLast);
      return true;
    } catch {
      return false;
    }
  };
  for await (const chunk of packed) {
    for (const bytes of stepsOf(Buffer.from(chunk), ZSTD_STEP)) {
      const isSound = step(bytes, false);
      yield* meter.passing(ready.splice(0), bytes.length);
      if (!isSound) throw new PackedInputError(`damaged zstd behind ${meter.unpacked} unpacked bytes`);
    }
  }
  const isWhole = step(new Uint8Array(0), true);
  yield* meter.passing(ready.splice(0), 0);
  if (!isWhole) throw new PackedInputError(`zstd that is cut off behind ${meter.unpacked} unpacked bytes`);
};

import { gunzip, MAGIC_BYTES, type Packing, packingOf, recode, UnknownPackingError } from './decompress.ts';
import { PackedInputError, type UnpackLimits } from './meter.ts';

/** Unpacks one format; throws `PackedInputError` for damage, a cut-off end and bombs, behind what lies before. */
export type Unpacker = (packed: AsyncIterable<Uint8Array>, limits: UnpackLimits) => AsyncGenerator<Buffer>;

/**
 * Unpacks a stream by what its first bytes say; `onPacked` is called before anything that was packed is handed on.
 *
 * Gzip is unpacked, and zstd where its unpacker is given; UTF-16 becomes UTF-8, and everything else passes as it is.
 * Throws `PackedInputError` for damage, a cut-off end, bombs and zstd without its unpacker, `UnknownPackingError` for formats that are not unpacked
 * here; what lies before is yielded first. Closes the stream in any case.
 */
export async function* unpack(
  chunks: AsyncGenerator<Uint8Array>,
  limits: UnpackLimits,
  onPacked: () => void,
  unzstd?: Unpacker,
): AsyncGenerator<Buffer> {
  try {
    const first = await firstBytes(chunks);
    const all = withFirst(first, chunks);
    const packing = packingOf(first);
    const unpacker = packing.kind === 'gzip' ? gunzip : packing.kind === 'zstd' ? unzstd : undefined;
    if (unpacker) {
      onPacked();
      yield* unpackInner(unpacker(all, limits), packing.kind);
    } else yield* decoded(packing, all);
  } finally {
    await chunks.return(undefined);
  }
}

/** What was unpacked once is a text, or in one more packing, which is not followed: bombs lie in bombs. */
async function* unpackInner(inner: AsyncGenerator<Buffer>, outer: string): AsyncGenerator<Buffer> {
  const first = await firstBytes(inner);
  yield* decoded(packingOf(first), withFirst(first, inner), outer);
}

async function* decoded(
  packing: Packing,
  all: AsyncGenerator<Buffer>,
  outer?: string,
): AsyncGenerator<Buffer> {
  const { kind } = packing;
  if (kind === 'unsupported') throw new UnknownPackingError(packing.name, outer);
  // Not passed over by its kind, as what may be anything is: zstd is how some pack their logs.
  if (kind === 'zstd' && !outer) throw new PackedInputError('zstd is not read here; pack it with gzip');
  if (kind === 'gzip' || kind === 'zstd') throw new UnknownPackingError(kind, outer);
  if (kind === 'utf-16le' || kind === 'utf-16be') yield* recode(all, kind);
  else yield* all;
}

async function firstBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes < MAGIC_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    head.push(next.value);
    headBytes += next.value.length;
  }
  const [only] = head;
  return head.length === 1 && only ? bufferOf(only) : Buffer.concat(head);
}

async function* withFirst(first: Buffer, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for await (const chunk of rest) yield bufferOf(chunk);
}

const bufferOf = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);

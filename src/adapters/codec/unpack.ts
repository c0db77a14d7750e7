import {
  gunzip,
  MAGIC_BYTES,
  type Packing,
  packingOf,
  recode,
  UnknownPackingError,
  type UnpackLimits,
  unzstd,
} from './decompress.ts';

/**
 * Unpacks a stream by what its first bytes say; `onPacked` is called before anything that was packed is handed on.
 *
 * Gzip and zstd are unpacked, UTF-16 becomes UTF-8, and everything else passes as it is. Throws `PackedInputError` for
 * damage, a cut-off end and bombs, `UnknownPackingError` for formats that are not unpacked here; what lies before is
 * yielded first. Closes the stream in any case.
 */
export async function* unpack(
  chunks: AsyncGenerator<Uint8Array>,
  limits: UnpackLimits,
  onPacked: () => void,
): AsyncGenerator<Buffer> {
  try {
    const first = await firstBytes(chunks);
    const all = withFirst(first, chunks);
    const packing = packingOf(first);
    if (packing.kind === 'gzip' || packing.kind === 'zstd') {
      onPacked();
      const inner = packing.kind === 'gzip' ? gunzip(all, limits) : unzstd(all, limits);
      yield* unpackInner(inner, packing.kind);
    } else yield* decoded(packing, all);
  } finally {
    await chunks.return(undefined);
  }
}

/** What was unpacked once is a text, or in one more packing, which is not followed: bombs lie in bombs. */
async function* unpackInner(inner: AsyncGenerator<Buffer>, outer: string): AsyncGenerator<Buffer> {
  const first = await firstBytes(inner);
  const packing = packingOf(first);
  const isPacked = packing.kind === 'gzip' || packing.kind === 'zstd';
  yield* decoded(
    isPacked ? { kind: 'unsupported', name: packing.kind } : packing,
    withFirst(first, inner),
    outer,
  );
}

async function* decoded(
  packing: Packing,
  all: AsyncGenerator<Buffer>,
  outer?: string,
): AsyncGenerator<Buffer> {
  if (packing.kind === 'unsupported') throw new UnknownPackingError(packing.name, outer);
  if (packing.kind === 'utf-16le' || packing.kind === 'utf-16be') yield* recode(all, packing.kind);
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

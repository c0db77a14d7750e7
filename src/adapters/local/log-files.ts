import { createReadStream } from 'node:fs';
import { isObject } from '#core/field-text';
import type { Skim } from '#core/prefilter';
import {
  gunzip,
  MAGIC_BYTES,
  PackedInputError,
  type Packing,
  packingOf,
  recode,
  UnknownPackingError,
  unzstd,
} from './decompress.ts';
import { codeOf, type FoundFile, findFiles, STDIN, unreadable } from './find-files.ts';
import { READ_LIMITS, type ReadItem, type ReadLimits } from './read-item.ts';
import { type RecordSplitter, recordSplitter } from './record-splitter.ts';

const READ_BYTES = 256 * 1024;

/** How far reading has come. */
export interface ReadProgress {
  /** As they lie on disk, packed. */
  readonly bytesRead: number;
  /** Of all files; absent where something without a size, such as standard input, is among them. */
  readonly bytesTotal?: number;
  readonly filesRead: number;
  readonly file: string;
}

export interface ReadOptions {
  /** Called for every piece that is read, some hundred KB apart. Costs one more look at every file's size. */
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly limits?: Partial<ReadLimits>;
  /** Records that it finds clear are counted (`ReadCleared`) and not yielded. */
  readonly skim?: Skim | undefined;
  /** What `-` stands for. @default process.stdin */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/**
 * Reads CloudTrail records from files, folders, patterns and `-`, in batches, in whatever shape they arrive (`unwrap`).
 *
 * Gzip, zstd and UTF-16 are told by their first bytes. Memory does not grow with the input, and reading stops while
 * the caller works on a batch. What is not understood becomes a fault and never stops the rest; files in folders that
 * are no logs are passed over by kind.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that was named and can't be read.
 */
export async function* readLogFiles(
  paths: readonly string[],
  options: ReadOptions = {},
): AsyncGenerator<readonly ReadItem[], void, undefined> {
  const limits = { ...READ_LIMITS, ...options.limits };
  const bytesTotal = options.onProgress ? await totalBytes(paths) : undefined;
  let bytesRead = 0;
  let filesRead = 0;
  for await (const file of findFiles(paths)) {
    const onRead = (bytes: number): void => {
      bytesRead += bytes;
      const progress = { bytesRead, filesRead, file: file.path };
      options.onProgress?.(bytesTotal === undefined ? progress : { ...progress, bytesTotal });
    };
    yield* readFile(file, { limits, onRead, stdin: options.stdin, skim: options.skim });
    filesRead += 1;
  }
}

async function totalBytes(paths: readonly string[]): Promise<number | undefined> {
  let total = 0;
  for await (const file of findFiles(paths)) {
    if (file.isNamed && file.bytes === 0) return undefined;
    total += file.bytes;
  }
  return total;
}

interface FileContext {
  readonly limits: ReadLimits;
  readonly onRead: (bytes: number) => void;
  readonly stdin: AsyncIterable<Uint8Array> | undefined;
  readonly skim: Skim | undefined;
}

async function* readFile(file: FoundFile, context: FileContext): AsyncGenerator<readonly ReadItem[]> {
  if (file.passedAs !== undefined) {
    yield [{ type: 'passed', file: file.path, kind: file.passedAs, count: 1 }];
    return;
  }
  if (file.fault !== undefined) {
    yield [{ type: 'fault', file: file.path, offset: 0, reason: file.fault, raw: '' }];
    return;
  }
  let isUnpacked = false;
  const splitter = recordSplitter(file.path, {
    isNamed: file.isNamed,
    limits: context.limits,
    skim: context.skim,
    isUnpacked: () => isUnpacked,
  });
  const unpacked = unpack(chunksOf(file, context), context.limits, () => {
    isUnpacked = true;
  });
  try {
    for (
      let piece = await nextPiece(unpacked, file, splitter);
      piece;
      piece = await nextPiece(unpacked, file, splitter)
    ) {
      splitter.push(piece);
      const items = splitter.take();
      if (items.length > 0) yield items;
      if (splitter.isDone()) break;
    }
  } finally {
    await unpacked.return(undefined);
  }
  if (!splitter.isDone()) splitter.end();
  const last = splitter.takeLast();
  if (last.length > 0) yield last;
}

/** The next decoded piece, or `undefined` at the end. Damage and failing disks end the file, not the run. */
async function nextPiece(
  unpacked: AsyncGenerator<Buffer>,
  file: FoundFile,
  splitter: RecordSplitter,
): Promise<Buffer | undefined> {
  try {
    const next = await unpacked.next();
    return next.done ? undefined : next.value;
  } catch (error) {
    if (error instanceof UnknownPackingError) splitter.refuse(`${error.format} file`, error.message);
    else if (error instanceof PackedInputError) splitter.end(error.message);
    else if (!isSystemError(error)) throw error;
    else if (file.isNamed) throw unreadable(file.path, codeOf(error));
    else splitter.end(`can't be read (${codeOf(error)})`);
    return undefined;
  }
}

const isSystemError = (error: unknown): boolean => isObject(error) && typeof error.syscall === 'string';

async function* chunksOf(file: FoundFile, { onRead, stdin }: FileContext): AsyncGenerator<Uint8Array> {
  const chunks =
    file.path === STDIN
      ? (stdin ?? process.stdin)
      : createReadStream(file.path, { highWaterMark: READ_BYTES });
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
    // Before it is handed on: whoever finds it damaged does not come back.
    onRead(chunk.length);
    yield chunk;
  }
}

/** Unpacks by what the first bytes say; `onPacked` is called before anything that was packed is handed on. */
async function* unpack(
  chunks: AsyncGenerator<Uint8Array>,
  limits: ReadLimits,
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

import { READ_LIMITS, type ReadLimits } from '#adapters/codec/read-limits';
import { readRecordStream } from '#adapters/codec/record-stream';
import { unzstd } from '#adapters/codec/unzstd';
import type { Skim } from '#core/prefilter';
import type { ReadItem } from '#ports/read-item';
import { fileBytes, whyUnreadable } from './file-bytes.ts';
import { type FoundFile, findFiles } from './find-files.ts';

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
  yield* readRecordStream(
    { name: file.path, isNamed: file.isNamed, chunks: chunksOf(file, context) },
    {
      ...{ limits: context.limits, skim: context.skim, unzstd },
      onSourceError: (error) => whyUnreadable(file, error),
    },
  );
}

async function* chunksOf(file: FoundFile, { onRead, stdin }: FileContext): AsyncGenerator<Uint8Array> {
  for await (const chunk of fileBytes(file.path, stdin)) {
    // Before it is handed on: whoever finds it damaged does not come back.
    onRead(chunk.length);
    yield chunk;
  }
}

import type { Skim } from '#core/prefilter';
import type { ReadItem } from '#ports/read-item';
import { UnknownPackingError } from './decompress.ts';
import { PackedInputError } from './meter.ts';
import type { ReadLimits } from './read-limits.ts';
import { type RecordSplitter, recordSplitter } from './record-splitter.ts';
import { type Unpacker, unpack } from './unpack.ts';

/** Bytes from somewhere that should hold CloudTrail records. */
export interface ByteSource {
  /** File name or address; what its end says about the content is taken into account. */
  readonly name: string;
  readonly chunks: AsyncGenerator<Uint8Array>;
  /** Asked for by a person: read whatever it begins with. Otherwise what is no log is passed over by kind. */
  readonly isNamed: boolean;
}

export interface RecordStreamOptions {
  readonly limits: ReadLimits;
  /** Records that it finds clear are only counted. */
  readonly skim?: Skim | undefined;
  /**
   * Decides over an error of the source: answers why the stream ended early, which becomes a fault, or throws.
   */
  readonly onSourceError: (error: unknown) => string;
  /** @default - zstd is a fault, as any format that is not read is */
  readonly unzstd?: Unpacker;
}

/**
 * Turns a stream of bytes into records, in batches, in whatever shape they arrive (`unwrap`). A batch may be empty.
 *
 * Gzip, zstd (with `unzstd`) and UTF-16 are told by their first bytes. Memory does not grow with the input, and the source waits while
 * the caller works on a batch. What is not understood, damage and bombs become faults and never stop what lies before;
 * no error but those of `onSourceError` is thrown. The source is closed in any case.
 */
export async function* readRecordStream(
  source: ByteSource,
  options: RecordStreamOptions,
): AsyncGenerator<readonly ReadItem[], void, undefined> {
  const { limits, skim, unzstd } = options;
  let isUnpacked = false;
  const splitter = recordSplitter(source.name, {
    isNamed: source.isNamed,
    limits,
    skim,
    isUnpacked: () => isUnpacked,
  });
  const onPacked = (): void => {
    isUnpacked = true;
  };
  const unpacked = unpack(source.chunks, limits, onPacked, unzstd);
  const nextPiece = (): Promise<Buffer | undefined> => piece(unpacked, splitter, options);
  try {
    for (let next = await nextPiece(); next; next = await nextPiece()) {
      splitter.push(next);
      // Also when there are none: the caller may have had enough of an input that holds nothing for long.
      yield splitter.take();
      if (splitter.isDone()) break;
    }
  } finally {
    await unpacked.return(undefined);
  }
  if (!splitter.isDone()) splitter.end();
  const last = splitter.takeLast();
  if (last.length > 0) yield last;
}

/** The next decoded piece, or `undefined` at the end. Damage ends the stream, not the run. */
async function piece(
  unpacked: AsyncGenerator<Buffer>,
  splitter: RecordSplitter,
  { onSourceError }: RecordStreamOptions,
): Promise<Buffer | undefined> {
  try {
    const next = await unpacked.next();
    return next.done ? undefined : next.value;
  } catch (error) {
    if (error instanceof UnknownPackingError) splitter.refuse(`${error.format} file`, error.message);
    else if (error instanceof PackedInputError) splitter.end(error.message);
    else splitter.end(onSourceError(error));
    return undefined;
  }
}

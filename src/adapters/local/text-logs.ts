import { UnknownPackingError } from '#adapters/codec/decompress';
import { PackedInputError } from '#adapters/codec/meter';
import { READ_LIMITS } from '#adapters/codec/read-limits';
import { unpack } from '#adapters/codec/unpack';
import { unzstd } from '#adapters/codec/unzstd';
import type { LogLine } from '#core/logs/log-entry';
import { fileBytes, whyUnreadable } from './file-bytes.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { TextLineSplitter } from './text-logs-splitter.ts';

/** An entry keeps no more of its text. */
const MAX_LINE_BYTES = 64 * 1024;
/** A file in a folder with a NUL byte in so many first bytes is no text. */
const SNIFFED = 8 * 1024;

/** Some lines of one file; the last piece of a file says so. */
export type TextPiece =
  | {
      readonly type: 'lines';
      readonly file: string;
      readonly lines: readonly LogLine[];
      readonly bytes: number;
    }
  | { readonly type: 'end'; readonly file: string }
  | { readonly type: 'fault'; readonly file: string; readonly reason: string }
  | { readonly type: 'passed'; readonly file: string; readonly kind: string };

export interface TextOptions {
  /** What `-` stands for. @default process.stdin */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/**
 * Reads lines of text from files, folders, patterns and `-`, one file after the other, in a fixed order.
 *
 * Gzip, zstd and UTF-16 are told by their first bytes. Memory does not grow with the input: of a line, 64 KiB are kept.
 * Throws `TH_INPUT_UNREADABLE` for a path that was named and can't be read; what can't be read otherwise is a fault, and
 * files in folders that are no text are passed over.
 */
export async function* readTextLogs(
  paths: readonly string[],
  options: TextOptions = {},
): AsyncGenerator<TextPiece, void, undefined> {
  for await (const file of findFiles(paths)) {
    const { path } = file;
    if (file.passedAs !== undefined) yield { type: 'passed', file: path, kind: file.passedAs };
    else if (file.fault !== undefined) yield { type: 'fault', file: path, reason: file.fault };
    else yield* readFile(file, options);
  }
}

async function* readFile(file: FoundFile, { stdin }: TextOptions): AsyncGenerator<TextPiece> {
  const { path } = file;
  const splitter = new TextLineSplitter(MAX_LINE_BYTES);
  const chunks = unpack(fileBytes(path, stdin), READ_LIMITS, () => {}, unzstd);
  let isFirst = true;
  try {
    for await (const chunk of chunks) {
      if (isFirst && !file.isNamed && chunk.subarray(0, SNIFFED).includes(0)) {
        yield { type: 'passed', file: path, kind: 'not text' };
        return;
      }
      isFirst = false;
      yield { type: 'lines', file: path, lines: splitter.push(chunk).map(lineOf), bytes: chunk.length };
    }
  } catch (error) {
    if (error instanceof UnknownPackingError && !file.isNamed) {
      yield { type: 'passed', file: path, kind: `${error.format} file` };
      return;
    }
    yield {
      type: 'fault',
      file: path,
      reason: error instanceof PackedInputError ? error.message : whyUnreadable(file, error),
    };
  }
  yield { type: 'lines', file: path, lines: splitter.end().map(lineOf), bytes: 0 };
  yield { type: 'end', file: path };
}

/** The line number tells lines of a file apart. */
const lineOf = ({ text, line }: { readonly text: string; readonly line: number }): LogLine => ({
  text,
  key: String(line),
  place: line,
});

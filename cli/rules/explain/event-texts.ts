import { UnknownPackingError } from '#adapters/codec/decompress';
import { PackedInputError } from '#adapters/codec/meter';
import { READ_LIMITS } from '#adapters/codec/read-limits';
import { unpack } from '#adapters/codec/unpack';
import { unzstd } from '#adapters/codec/unzstd';
import { fileBytes, whyUnreadable } from '#adapters/local/file-bytes';
import { type FoundFile, findFiles, STDIN } from '#adapters/local/find-files';
import { utf8Text } from '#core/utf8-text';
import { AdvisedError } from '../../advised-error.ts';
import type { Io } from '../../context.ts';
import { pathsFromHere } from '../../input/paths-from-here.ts';

/** A file with events in it, unpacked. */
export interface EventText {
  readonly file: string;
  /** By the user, and not found in a folder or by a pattern. */
  readonly isNamed: boolean;
  readonly text: string;
}

/** What is said of files that are not explained. */
export interface FileNotes {
  /** It could not be read; the reason never quotes it. */
  readonly fault: (file: string, reason: string) => void;
  /** It is known to be no log. */
  readonly passed: (file: string, kind: string) => void;
}

const MAX_BYTES = 256_000_000;

/**
 * Reads files, folders, patterns and `-`, one file after the other, packed and written as `scan` knows them.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that was named and can't be read.
 */
export async function* eventTexts(
  paths: readonly string[],
  { cwd, stdin }: Io,
  notes: FileNotes,
): AsyncGenerator<EventText> {
  for await (const file of findFiles(pathsFromHere(paths, cwd))) {
    const { path, isNamed } = file;
    const read = await readOne(file, stdin);
    if (read.type === 'text') yield { file: path, isNamed, text: read.text };
    else if (isNamed) throw unreadable(path, read.reason);
    else notes[read.type](path, read.reason);
  }
}

/** The error for a path whose events can't be explained. */
export const unreadable = (file: string, reason: string, cause?: unknown): AdvisedError =>
  new AdvisedError('TH_INPUT_UNREADABLE', `${nameOfInput(file)}: ${reason}`, { cause });

/** A path as messages name it. */
export const nameOfInput = (file: string): string => (file === STDIN ? 'standard input' : file);

type Read =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'fault' | 'passed'; readonly reason: string };

async function readOne(file: FoundFile, stdin: Io['stdin']): Promise<Read> {
  if (file.passedAs !== undefined) return { type: 'passed', reason: file.passedAs };
  if (file.fault !== undefined) return { type: 'fault', reason: file.fault };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of unpack(fileBytes(file.path, stdin), READ_LIMITS, () => {}, unzstd)) {
      size += chunk.length;
      if (size > MAX_BYTES) return { type: 'fault', reason: `larger than ${MAX_BYTES} bytes (limit)` };
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UnknownPackingError) return { type: 'passed', reason: `${error.format} file` };
    const reason = error instanceof PackedInputError ? error.message : whyUnreadable(file, error);
    return { type: 'fault', reason };
  }
  const text = utf8Text(Buffer.concat(chunks));
  return text === undefined ? { type: 'passed', reason: 'no text in UTF-8' } : { type: 'text', text };
}

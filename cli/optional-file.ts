import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TrailhoundError } from '#core/errors';
import { utf8Text } from '#core/utf8-text';
import { reasonOf } from './rule-files.ts';

/** A file by the name that a person would call it, and its text. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads the file that is named, else the one of the `usual` name in the current folder; `undefined` where none is named
 * and that one is not there.
 *
 * Throws `TH_INPUT_UNREADABLE` for a file that is named and not there, for one that can't be read, and for one that is no
 * text in UTF-8.
 */
export async function readOptionalFile(
  named: string | undefined,
  usual: string,
  cwd: string,
): Promise<NamedText | undefined> {
  const file = named ?? usual;
  const path = resolve(cwd, file);
  if (named === undefined && !existsSync(path)) return undefined;
  const unreadable = (reason: string, cause?: unknown): TrailhoundError =>
    new TrailhoundError('TH_INPUT_UNREADABLE', `${file}: ${reason}`, { cause });
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(reasonOf(cause), cause);
  });
  const text = utf8Text(bytes);
  if (text === undefined) throw unreadable('the file is not text in UTF-8');
  return { file, text };
}

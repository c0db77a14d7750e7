import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TrailhoundError } from '#core/errors';
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
 * Throws `TH_INPUT_UNREADABLE` for a file that is named and not there, and for one that can't be read.
 */
export async function readOptionalFile(
  named: string | undefined,
  usual: string,
  cwd: string,
): Promise<NamedText | undefined> {
  const file = named ?? usual;
  const path = resolve(cwd, file);
  if (named === undefined && !existsSync(path)) return undefined;
  try {
    return { file, text: await readFile(path, 'utf8') };
  } catch (cause) {
    throw new TrailhoundError('TH_INPUT_UNREADABLE', `${file}: ${reasonOf(cause)}`, { cause });
  }
}

import { createReadStream } from 'node:fs';
import { isObject } from '#core/field-text';
import { codeOf, type FoundFile, STDIN, unreadable } from './find-files.ts';

const READ_BYTES = 256 * 1024;

/** Reads a file piece by piece, as it lies there; for `-` what comes through `stdin`. */
export async function* fileBytes(
  path: string,
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): AsyncGenerator<Uint8Array> {
  if (path === STDIN) yield* stdin;
  else yield* createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>;
}

/**
 * Says why the system could not read a file on: that ends the file and not the run, unless the user named it. Throws
 * `TH_INPUT_UNREADABLE` then, and what is no fault of the system as it is.
 */
export function whyUnreadable(file: FoundFile, error: unknown): string {
  if (!isObject(error) || typeof error['syscall'] !== 'string') throw error;
  if (file.isNamed) throw unreadable(file.path, codeOf(error));
  return `can't be read (${codeOf(error)})`;
}

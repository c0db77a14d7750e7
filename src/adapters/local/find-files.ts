import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { TrailhoundError } from '#core/errors';
import { isObject } from '#core/field-text';

/** Standard input, as a path. */
export const STDIN = '-';
/** Where CloudTrail puts the signed lists of its log files; they hold no events. */
const DIGEST_FOLDER = 'CloudTrail-Digest';

/** A file to read, or one that is known not to be a log. */
export interface FoundFile {
  readonly path: string;
  /** Named by the user: it must be readable, and it is read whatever it holds. */
  readonly isNamed: boolean;
  /** Packed, as it lies on disk; 0 where it has no size. */
  readonly bytes: number;
  /** Set when it is passed over without being opened. */
  readonly passedAs?: string;
  /** Set when it could not even be looked at. */
  readonly fault?: string;
}

/**
 * Lists the files behind paths, folders (with all that is in them, in order of their names), patterns and `-`.
 *
 * A file that is reached twice is listed once. Throws `TH_INPUT_UNREADABLE` for a path that does not exist or may
 * not be read, and for a pattern that fits nothing, before anything is listed.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile> {
  const roots: Root[] = [];
  for (const path of paths) roots.push(...(await rootsOf(path)));
  const seen = roots.length > 1 ? new Set<string>() : undefined;
  for (const root of roots) {
    for await (const file of root.isFolder ? walk(root.path, false) : [fileOf(root)]) {
      const place = resolve(file.path);
      if (seen?.has(place)) continue;
      seen?.add(place);
      yield file;
    }
  }
}

interface Root {
  readonly path: string;
  readonly isFolder: boolean;
  readonly isNamed: boolean;
  readonly bytes: number;
}

const fileOf = ({ path, isNamed, bytes }: Root): FoundFile => ({ path, isNamed, bytes });

async function rootsOf(path: string): Promise<readonly Root[]> {
  if (path === STDIN) return [{ path, isFolder: false, isNamed: true, bytes: 0 }];
  const named = await rootAt(path, true);
  if (named.ok) return [named.root];
  if (!isDynamicPattern(path)) throw unreadable(path, named.code);
  const found = (await glob(path, { expandDirectories: false, absolute: isAbsolute(path) })).sort();
  if (found.length === 0)
    throw new TrailhoundError('TH_INPUT_UNREADABLE', `${path}: no file fits this pattern`);
  const roots = await Promise.all(found.map((each) => rootAt(each, false)));
  return roots.flatMap((each) => (each.ok ? [each.root] : []));
}

type Looked = { readonly ok: true; readonly root: Root } | { readonly ok: false; readonly code: string };

async function rootAt(path: string, isNamed: boolean): Promise<Looked> {
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    return {
      ok: true,
      root: { path, isFolder: found.isDirectory(), isNamed, bytes: found.isFile() ? found.size : 0 },
    };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

/** The error for a path that can't be read; `code` is the system's, such as `ENOENT`. */
export function unreadable(path: string, code: string): TrailhoundError {
  const what = REASONS[code] ?? `can't be read (${code})`;
  return new TrailhoundError('TH_INPUT_UNREADABLE', `${path}: ${what}`);
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'no such file or folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
};

/** The system's code of an error, `unknown` where it has none. */
export const codeOf = (error: unknown): string =>
  isObject(error) && typeof error.code === 'string' ? error.code : 'unknown';

async function* walk(folder: string, isDigest: boolean): AsyncGenerator<FoundFile> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(codeOf);
  if (typeof entries === 'string') {
    yield { path: folder, isNamed: false, bytes: 0, fault: `the folder can't be read (${entries})` };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) yield passed(path, 'hidden file or folder');
    else if (entry.isDirectory()) yield* walk(path, isDigest || entry.name === DIGEST_FOLDER);
    else if (isDigest) yield passed(path, 'digest');
    else yield await lookAt(path);
  }
}

/** Follows links to files; pipes, sockets and linked folders in a folder could make a walk without end. */
async function lookAt(path: string): Promise<FoundFile> {
  try {
    const found = await stat(path);
    return found.isFile() ? { path, isNamed: false, bytes: found.size } : passed(path, 'not a regular file');
  } catch (error) {
    return { path, isNamed: false, bytes: 0, fault: `can't be read (${codeOf(error)})` };
  }
}

const passed = (path: string, kind: string): FoundFile => ({
  path,
  isNamed: false,
  bytes: 0,
  passedAs: kind,
});

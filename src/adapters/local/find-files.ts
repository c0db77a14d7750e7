import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { TrailhoundError } from '#core/errors';
import { isObject } from '#core/field-text';

/** Standard input, as a path. */
export const STDIN = '-';
/** Where CloudTrail puts the signed lists of its log files; they hold no events. */
const DIGEST_FOLDER = 'CloudTrail-Digest';

/** What is neither a file nor a folder: a pipe, a socket, a device. */
export const NOT_REGULAR = 'not a regular file';
/** A link to a folder that the one asked for lies in: whoever asks for a folder does not mean all around it. */
export const LINK_AROUND = 'link to a folder around the one that was asked for';
/** A folder that is gone through at another place. */
const READ_ELSEWHERE = 'link to a folder that is read at its own place';

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
 * Links are followed, each folder once. A file that is reached twice, by whatever names, is listed once, but for hard
 * links. Throws `TH_INPUT_UNREADABLE` for a path that does not exist or may not be read, and for a pattern that fits
 * nothing, before anything is listed.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<FoundFile> {
  const roots: Root[] = [];
  for (const path of paths) roots.push(...(await rootsOf(path)));
  const seen = new Set<string>();
  const walked = new Set<string>();
  for (const root of roots) {
    for await (const file of root.isFolder ? walkRoot(root.path, walked) : [fileOf(root)]) {
      const place = file.passedAs === undefined ? await realOf(file.path) : resolve(file.path);
      if (seen.has(place)) continue;
      seen.add(place);
      yield file;
    }
  }
}

/** `-` and what is not there have no real path. */
const realOf = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

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

/** A folder on the way down from the one that was asked for. */
interface Folder {
  readonly path: string;
  /** Where it lies, links followed. */
  readonly real: string;
  readonly isDigest: boolean;
  readonly walk: Walk;
}

interface Walk {
  /** Real path of the folder that was asked for. */
  readonly root: string;
  /** Real paths of the folders that were gone through, of all that were asked for: a link may lead back to one. */
  readonly walked: Set<string>;
}

async function* walkRoot(path: string, walked: Set<string>): AsyncGenerator<FoundFile> {
  const real = await realOf(path);
  yield* walk({ path, real, isDigest: false, walk: { root: real, walked } });
}

async function* walk(folder: Folder): AsyncGenerator<FoundFile> {
  const { walked } = folder.walk;
  if (walked.has(folder.real)) return;
  walked.add(folder.real);
  const entries = await readdir(folder.path, { withFileTypes: true }).catch(codeOf);
  if (typeof entries === 'string') {
    yield faulty(folder.path, `the folder can't be read (${entries})`);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const below = inside(folder, entry.name);
    if (entry.name.startsWith('.')) yield passed(below.path, 'hidden file or folder');
    else if (entry.isDirectory()) yield* walk(below);
    else yield* lookAt(below);
  }
}

const inside = (folder: Folder, name: string): Folder => ({
  path: join(folder.path, name),
  real: join(folder.real, name),
  isDigest: folder.isDigest || name === DIGEST_FOLDER,
  walk: folder.walk,
});

/** Follows links to files and folders; a pipe or a socket in a folder could make a walk without end. */
async function* lookAt(entry: Folder): AsyncGenerator<FoundFile> {
  const { path } = entry;
  const found = await stat(path).catch(codeOf);
  if (typeof found === 'string') yield faulty(path, `can't be read (${found})`);
  else if (found.isDirectory()) yield* followLink(entry);
  else if (entry.isDigest) yield passed(path, 'digest');
  else if (found.isFile()) yield { path, isNamed: false, bytes: found.size };
  else yield passed(path, NOT_REGULAR);
}

/** A link to what the walk comes by anyway is left alone: its files are listed where they lie. */
async function* followLink(link: Folder): AsyncGenerator<FoundFile> {
  const real = await realpath(link.path).catch(codeOf);
  if (!isAbsolute(real)) yield faulty(link.path, `the link can't be followed (${real})`);
  else if (isBelow(real, link.walk.root)) yield passed(link.path, LINK_AROUND);
  else if (link.walk.walked.has(real) || isOnTheWay(link.walk.root, real))
    yield passed(link.path, READ_ELSEWHERE);
  else yield* walk({ ...link, real, isDigest: link.isDigest || basename(real) === DIGEST_FOLDER });
}

/** Whether a folder is or lies below another. */
const isBelow = (folder: string, path: string): boolean => !/^\.\.(?:[/\\]|$)/.test(relative(folder, path));

/** Whether a folder lies below the root, and no part of the way is hidden. */
function isOnTheWay(root: string, real: string): boolean {
  const way = relative(root, real);
  return !isAbsolute(way) && way.split(sep).every((part) => !part.startsWith('.'));
}

const faulty = (path: string, fault: string): FoundFile => ({ path, isNamed: false, bytes: 0, fault });

const passed = (path: string, kind: string): FoundFile => ({
  path,
  isNamed: false,
  bytes: 0,
  passedAs: kind,
});

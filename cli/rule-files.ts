import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from './advised-error.ts';

/** A file to load rules from. */
export interface RuleFile {
  /** Absolute. */
  readonly path: string;
  /** As a person would write it. */
  readonly name: string;
}

/**
 * Lists rule files: each file that is named, and the `.yml` and `.yaml` files of each folder, folders below included,
 * sorted. In folders, `cases.yml` (the tests of our rules) and what begins with a dot are passed over.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that does not exist, and for a folder that holds no rule file: a typing
 * error must not look like a rule set without problems.
 */
export async function ruleFiles(paths: readonly string[], cwd: string): Promise<readonly RuleFile[]> {
  const found = new Map<string, RuleFile>();
  for (const named of paths) {
    const path = resolve(cwd, named);
    const files = (await isFolder(path, named)) ? await filesIn(path, named) : [path];
    for (const file of files) found.set(file, { path: file, name: nameOf(file, cwd) });
  }
  return [...found.values()];
}

async function isFolder(path: string, named: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new TrailhoundError('TH_INPUT_UNREADABLE', `${named}: ${reasonOf(cause)}`, { cause });
  }
}

async function filesIn(folder: string, named: string): Promise<readonly string[]> {
  const files = await walk(folder);
  if (files.length === 0) {
    throw new AdvisedError('TH_INPUT_UNREADABLE', `${named}: no rule file (.yml, .yaml) in this folder`);
  }
  return files.sort();
}

async function walk(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path)));
    else if (await isRuleFile(entry, path)) files.push(path);
  }
  return files;
}

async function isRuleFile(entry: Dirent, path: string): Promise<boolean> {
  if (!/\.ya?ml$/i.test(entry.name) || /^cases\.ya?ml$/i.test(basename(entry.name))) return false;
  if (!entry.isSymbolicLink()) return entry.isFile();
  // A link to nothing is listed: whoever reads it says that it can't be read.
  return (await stat(path).catch(() => undefined))?.isFile() ?? true;
}

/** A file as a person would write it: from `cwd` where it lies below, else whole. */
export const nameOf = (file: string, cwd: string): string => {
  const near = relative(cwd, file);
  return near.startsWith('..') || isAbsolute(near) ? file : near;
};

/** Says why a path can't be read, in words. */
export function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return `cannot be read (${code ?? 'unknown error'})`;
}

import { constants } from 'node:fs';
import { access, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AdvisedError } from '../advised-error.ts';

const PARTS = ['lock', 'db'] as const;

/**
 * Makes sure that a folder is there and may be written, with the parts of an embedded database that it holds already.
 *
 * Throws `TH_STORE_WRITE`, naming the folder as `named`. The database itself would end the process on a file that it may
 * not write, and Node's recursive `mkdir` never comes back from a place such as `/proc/x`.
 */
export async function ensureDataFolder(folder: string, named: string): Promise<void> {
  try {
    await makeFolder(folder);
    await needsWritable(folder);
    for (const part of PARTS) await needsWritableDatabase(join(folder, part));
  } catch (cause) {
    throw unusable(named, cause);
  }
}

/** Makes the error for a data folder that can't be used, from what the system said. */
function unusable(named: string, cause: unknown): AdvisedError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const why = REASONS[code] ?? `it cannot be used (${code})`;
  const advice = 'Name another data folder with --data';
  return new AdvisedError('TH_STORE_WRITE', `data folder ${named}: ${why}. ${advice}`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'it is a file, or lies under one',
  EEXIST: 'it is a file, or lies under one',
};

async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await makeFolder(above);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Somebody else may have made it meanwhile.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Throws `ENOTDIR` for what is there and no folder. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found && !found.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
  return found !== undefined;
}

async function needsWritableDatabase(path: string): Promise<void> {
  if (!(await isFolder(path))) return;
  await needsWritable(path);
  for (const name of await readdir(path)) {
    // The database removes files of its own while another process looks at them.
    await access(join(path, name), constants.R_OK | constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

const needsWritable = (folder: string): Promise<void> =>
  access(folder, constants.R_OK | constants.W_OK | constants.X_OK);

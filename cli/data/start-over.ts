import { readdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FolderLock, lockFolder } from '#adapters/local/folder-lock';
import { TrailhoundError } from '#core/errors';
import type { CliContext } from '../context.ts';
import { ensureDataFolder } from './data-folder.ts';
import { ALERTS, kindOf, LEVELDB_FILE, refuseForeign } from './foreign-folder.ts';

/**
 * Removes the database of a data folder and the alerts beside it, and nothing else: the folder may hold other things.
 *
 * Throws `TH_STORE_WRITE`, before anything is removed, for a folder that Trailhound did not make and for one that can't
 * be used; `TH_STORE_LOCKED` while another process has the folder: its files must not go from under it.
 */
export async function startOver(data: string, { io, say }: CliContext): Promise<void> {
  const folder = resolve(io.cwd, data);
  if ((await kindOf(folder)) === 'missing') return;
  await ensureDataFolder(folder, data);
  await refuseForeign(folder, data, 'nothing was removed');
  if ((await kindOf(join(folder, 'db'))) === 'missing') return;
  const lock = await lockAgain(join(folder, 'lock'));
  try {
    // The database last: without it the rest could not be recognised again.
    await rm(join(folder, ALERTS), { force: true });
    await removeLevel(join(folder, 'db'));
  } finally {
    await lock.release();
  }
  say(`Starting over: ${join(data, 'db')} and the alerts beside it removed.`);
}

/** A damaged lock is made anew: whoever holds one has it open, so nobody does. */
async function lockAgain(path: string): Promise<FolderLock> {
  try {
    return await lockFolder(path);
  } catch (error) {
    if (!(error instanceof TrailhoundError) || error.code !== 'TH_STORE_READ') throw error;
    await removeLevel(path);
    return lockFolder(path);
  }
}

/** Removes the files that were recognised, and the folder once it is empty. */
async function removeLevel(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (LEVELDB_FILE.test(name)) await rm(join(folder, name), { force: true });
  }
  await rmdir(folder);
}

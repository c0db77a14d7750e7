import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type FolderLock, lockFolder } from '#adapters/local/folder-lock';
import { TrailhoundError } from '#core/errors';
import { AdvisedError } from '../advised-error.ts';
import type { CliContext } from '../context.ts';
import { ensureDataFolder } from './data-folder.ts';

/** What LevelDB calls its files (google/leveldb, `db/filename.cc`). */
const LEVELDB_FILE = /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(?:log|ldb|sst|dbtmp))$/;
const ALERTS = 'alerts.ndjson';

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
  const stranger = await strangerIn(folder);
  if (stranger !== undefined) throw notOurs(data, stranger);
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

function notOurs(data: string, stranger: string): AdvisedError {
  return new AdvisedError(
    'TH_STORE_WRITE',
    `data folder ${data}: ${stranger}, so this is no folder of Trailhound; nothing was removed. ` +
      'Name another data folder with --data',
  );
}

type Kind = 'missing' | 'file' | 'folder' | 'other';

async function kindOf(path: string): Promise<Kind> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found === undefined) return 'missing';
  if (found.isDirectory()) return 'folder';
  return found.isFile() ? 'file' : 'other';
}

/** Names the first thing that Trailhound would not have made; nothing where all is ours, or there is nothing at all. */
async function strangerIn(folder: string): Promise<string | undefined> {
  const [db, lock, alerts] = await Promise.all(
    ['db', 'lock', ALERTS].map((part) => kindOf(join(folder, part))),
  );
  if (db === 'missing' && alerts === 'missing') return undefined;
  if (db === 'missing') return `it has ${ALERTS} and no database (db)`;
  if (lock === 'missing') return 'it has a folder db, but no folder lock beside it';
  if (alerts !== 'missing' && alerts !== 'file') return `${ALERTS} is no file`;
  return (await strangerInLevel(folder, 'db')) ?? (await strangerInLevel(folder, 'lock'));
}

async function strangerInLevel(folder: string, part: string): Promise<string | undefined> {
  if ((await kindOf(join(folder, part))) !== 'folder') return `${part} is no folder`;
  for (const name of await readdir(join(folder, part))) {
    const isOurs = LEVELDB_FILE.test(name) && (await kindOf(join(folder, part, name))) === 'file';
    if (!isOurs) return `${join(part, name)} is no file of its database`;
  }
  return undefined;
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

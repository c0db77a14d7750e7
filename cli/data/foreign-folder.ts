import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AdvisedError } from '../advised-error.ts';

/** What LevelDB calls its files (google/leveldb, `db/filename.cc`). */
export const LEVELDB_FILE = /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(?:log|ldb|sst|dbtmp))$/;
/** Alerts beside the database. */
export const ALERTS = 'alerts.ndjson';

/**
 * Throws `TH_STORE_WRITE` for a folder where something lies, under the names that Trailhound uses, that it did not make.
 *
 * `untouched`: what was not done to it, as the message says it.
 */
export async function refuseForeign(folder: string, named: string, untouched: string): Promise<void> {
  const stranger = await strangerIn(folder);
  if (stranger === undefined) return;
  throw new AdvisedError(
    'TH_STORE_WRITE',
    `data folder ${named}: ${stranger}, so this is no folder of Trailhound; ${untouched}. ` +
      'Name another data folder with --data',
  );
}

type Kind = 'missing' | 'file' | 'folder' | 'other';

/** Tells what lies at a path; a symbolic link is `other`. */
export async function kindOf(path: string): Promise<Kind> {
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
    const kind = await kindOf(join(folder, part, name));
    // A process that has the folder removes files of its own while we look.
    const isOurs = LEVELDB_FILE.test(name) && (kind === 'file' || kind === 'missing');
    if (!isOurs) return `${join(part, name)} is no file of its database`;
  }
  return undefined;
}

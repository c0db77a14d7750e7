import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Longest that one installation may take. */
export const INSTALL_LIMIT_MS = 300_000;

/** What is to be there, and how that is known. */
export interface Installation {
  /** File that says what is installed; it is written last. */
  readonly done: string;
  /** What it says when nothing is to be done. */
  readonly wanted: string;
  /** Folder that is there while somebody installs. */
  readonly lock: string;
}

/** Installs unless it is done. Processes that ask at once wait for the first. */
export async function installOnce(
  { done, wanted, lock }: Installation,
  install: () => Promise<void>,
): Promise<void> {
  const isThere = async () => (await readFile(done, 'utf8').catch(() => '')) === wanted;
  if (await isThere()) return;
  await mkdir(dirname(lock), { recursive: true });
  await withLock(lock, async () => {
    if (await isThere()) return;
    await rm(done, { force: true });
    await install();
    await writeFile(done, wanted);
  });
}

/** Works while nobody else does: a folder is the lock, since making one is atomic. One older than any installation was left by a crash. */
async function withLock(folder: string, work: () => Promise<void>): Promise<void> {
  while (
    !(await mkdir(folder)
      .then(() => true)
      .catch(() => false))
  ) {
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > INSTALL_LIMIT_MS * 2) await rm(folder, { recursive: true, force: true });
    await wait(500);
  }
  try {
    await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

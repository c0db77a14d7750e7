import { mkdir, rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** Longest that one installation may take. */
export const INSTALL_LIMIT_MS = 300_000;

/** Works while nobody else does: a folder is the lock, since making one is atomic. One older than any installation was left by a crash. */
export async function withInstallLock(folder: string, work: () => Promise<void>): Promise<void> {
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

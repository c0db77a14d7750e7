import { statfs } from 'node:fs/promises';

/** Less than the database needs to open. */
const LEAST_ROOM = 32_768;

/** Whether a folder's disk has next to no room; what opens the database may then see no more than that it does not open. */
export async function hasNoRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LEAST_ROOM;
}

/** What the system says, and what LevelDB repeats of it in words alone. */
const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);
const WORDS = /no space left on device|disk quota exceeded/i;

/** Whether an error, or what it came from, is that a disk is full or a quota used up. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    CODES.has((error as NodeJS.ErrnoException).code) || WORDS.test(error.message) || isDiskFull(error.cause)
  );
}

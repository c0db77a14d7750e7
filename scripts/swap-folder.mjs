// Puts a folder in another's place, also while others do the same.
import { rename, rm } from 'node:fs/promises';

/** Rounds that somebody else may win before we do. */
const TRIES = 50;

/** Renames, and answers whether it could: not if one of these is why. */
async function renamed(from, to, ...codes) {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (!codes.includes(error?.code)) throw error;
    return false;
  }
}

/**
 * Puts `fresh` where `target` is. Both are renamed, so nobody finds half a folder, and the old one is cleared away last.
 * Of several at once, the last one's stays.
 */
export async function swapFolder(fresh, target) {
  const old = `${fresh}.old`;
  for (let tried = 0; ; tried += 1) {
    const hadOne = await renamed(target, old, 'ENOENT');
    const expected = tried < TRIES ? ['ENOTEMPTY', 'EEXIST'] : [];
    const isIn = await renamed(fresh, target, ...expected);
    if (hadOne) await rm(old, { recursive: true, force: true });
    if (isIn) return;
  }
}

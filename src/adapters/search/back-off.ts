const FIRST_MS = 200;
const MOST_MS = 20_000;
/** A server may ask for more patience, but not for any. */
const MOST_ASKED_MS = 60_000;

/**
 * How long to wait after `tries` failed ones: doubled each time up to 20 s, of which a random part of at least a tenth
 * is taken, so that many writers don't come back together; never less than the server asked for.
 */
export function waitMs(tries: number, random: number, asked = 0): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 16));
  return Math.max(Math.ceil(full * (0.1 + 0.9 * random)), Math.min(asked, MOST_ASKED_MS));
}

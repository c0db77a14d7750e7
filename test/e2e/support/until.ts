import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 250;

/** Is asked, when a wait was in vain, what there is to see. */
export type Witness = () => Promise<string>;

/**
 * Asks again and again until there is an answer, and gives it; `undefined` means not yet.
 *
 * Throws when the seconds are over: says what was waited for, what the last probe's error was, and what the witness saw.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  options: { readonly seconds: number; readonly witness: Witness; readonly pauseMs?: number },
): Promise<T> {
  const deadline = Date.now() + options.seconds * 1000;
  let trouble = '';
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      trouble = ` (last error: ${error instanceof Error ? error.message : String(error)})`;
    }
    await wait(options.pauseMs ?? PAUSE_MS);
  }
  throw new Error(`${options.seconds} s over, and still not: ${what}${trouble}\n${await options.witness()}`);
}

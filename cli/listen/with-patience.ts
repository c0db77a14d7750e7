import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';

export interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  readonly isStopping: () => boolean;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Tries after somebody asked to stop. */
const LAST_TRIES = 3;

/**
 * Does a piece of work that may be repeated, until it succeeds: what it is about waits on disk meanwhile. Says what is
 * wrong once. Answers `false` when the listener is to stop and it fails still.
 */
export async function withPatience(
  message: string,
  work: () => Promise<unknown>,
  { clock, log, isStopping }: Patience,
): Promise<boolean> {
  let waitMs = FIRST_WAIT_MS;
  for (let tries = 0, late = 0; ; tries += 1) {
    try {
      await work();
      return true;
    } catch (cause) {
      if (tries === 0) log.error(message, {}, cause);
      if (isStopping()) late += 1;
      if (late >= LAST_TRIES) return false;
    }
    await clock.sleep(isStopping() ? FIRST_WAIT_MS : waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { epochMs } from '#core/time';
import type { Clock } from '#ports/clock';

/** The machine's clock. The only place besides `src/core/time.ts` that touches `Date`. */
export const systemClock: Clock = {
  now: () => epochMs(Date.now()),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal ? { signal } : {});
    } catch (aborted) {
      // Node wraps the reason into its own AbortError; the port promises the reason itself.
      signal?.throwIfAborted();
      throw aborted;
    }
  },
};

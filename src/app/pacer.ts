import type { EpochMs } from '#core/time';
import type { Clock } from '#ports/clock';

/** Keeps a distance between requests. */
export interface Pacer {
  /** Waits for the next turn; `false`, without waiting, when that would be at or after `deadline`. */
  readonly turn: (deadline?: EpochMs, signal?: AbortSignal) => Promise<boolean>;
  /** No turn before `ms` from now: for a service that asked for less. */
  readonly rest: (ms: number) => void;
}

/** Makes a pacer whose turns are at least `intervalMs` apart. Nothing is saved up: a pause earns no burst. */
export function pacer(clock: Clock, intervalMs: number): Pacer {
  let next: number = Number.NEGATIVE_INFINITY;
  return {
    turn: async (deadline, signal) => {
      for (;;) {
        signal?.throwIfAborted();
        const now = clock.now();
        if (deadline !== undefined && Math.max(now, next) >= deadline) return false;
        if (now >= next) {
          next = now + intervalMs;
          return true;
        }
        await clock.sleep(next - now, signal);
      }
    },
    rest: (ms) => {
      next = Math.max(next, clock.now() + ms);
    },
  };
}

import { type EpochMs, epochMs, parseTime } from '../../src/core/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that tests drive: time stands still but for `sleep`, which moves it at once, and `advance`. */
export interface FakeClock extends Clock {
  /** Moves time on by `ms`. */
  readonly advance: (ms: number) => void;
  /** What was slept so far, in milliseconds, in order. */
  readonly slept: readonly number[];
}

/** Makes a fake clock that starts at an ISO 8601 instant. */
export function fakeClock(start = '2026-03-01T09:00:00Z'): FakeClock {
  const at = parseTime(start);
  if (at === undefined) throw new Error(`fakeClock: ${start} is no ISO 8601 instant`);
  let now: EpochMs = at;
  const slept: number[] = [];
  const advance = (ms: number): void => {
    now = epochMs(now + ms);
  };
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      advance(ms);
    },
    advance,
    slept,
  };
}

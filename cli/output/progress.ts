import { escapeForTerminal } from '#core/escape';
import { bytes, count, duration } from './numbers.ts';
import type { Output } from './stream-output.ts';
import { cut } from './table.ts';

/** How far a run is. */
export interface Reached {
  readonly elapsedMs: number;
  readonly events: number;
  /** Bytes read from disk or network, as stored. */
  readonly bytesRead: number;
  /** All bytes there are to read; `undefined` where nobody knows (stdin). */
  readonly bytesTotal: number | undefined;
  /** What is being read. */
  readonly place: string;
}

const SETTLE_MS = 500;
const DRAW_EVERY_MS = 100;

/** One line: share, rate, time left, place. Time left is told only once the rate has settled. */
export function progressText(reached: Reached): string {
  const seconds = Math.max(reached.elapsedMs, 1) / 1000;
  const total = reached.bytesTotal;
  const share = total ? Math.min(1, reached.bytesRead / total) : undefined;
  const parts = [
    ...(share === undefined ? [] : [`${Math.floor(share * 100)}%`.padStart(4)]),
    `${count(reached.events)} events`,
    `${count(reached.events / seconds)}/s`,
    `${bytes(Math.round(reached.bytesRead / seconds))}/s`,
  ];
  if (share && share < 1 && reached.elapsedMs >= SETTLE_MS) {
    parts.push(`${duration((reached.elapsedMs * (1 - share)) / share)} left`);
  }
  return `${parts.join('  ')}  ${escapeForTerminal(reached.place)}`;
}

export interface Progress {
  /** Redraws when the last drawing is old enough. */
  readonly show: (reached: () => Reached) => void;
  /** Removes the line, so that something else can be printed. */
  readonly clear: () => void;
}

/** Draws nothing. */
export const NO_PROGRESS: Progress = { show: () => undefined, clear: () => undefined };

/** Draws on a terminal and does nothing anywhere else. `nowMs` is any clock that only goes forward. */
export function progressOn(output: Output, nowMs: () => number): Progress {
  if (!output.isTerminal) return NO_PROGRESS;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    show: (reached) => {
      const now = nowMs();
      if (now - drawnAt < DRAW_EVERY_MS) return;
      drawnAt = now;
      drawn = true;
      const line = cut(progressText(reached()), (output.columns() ?? 80) - 1);
      output.write(`\r\u001b[K${line}`);
    },
    clear: () => {
      if (drawn) output.write('\r\u001b[K');
      drawn = false;
    },
  };
}

import type { Entry } from '../correlation/entries.ts';
import { eachWindow } from '../correlation/firings.ts';
import type { Bound, Correlation } from '../correlation-ast.ts';

/** A window of a correlation in one group, and what it comes to. */
export interface Window {
  /** Its end, where an event is. */
  readonly at: number;
  readonly holds: boolean;
  /** What is compared with the condition; absent where there is nothing to compare. */
  readonly result?: number;
  /** Places of its first entry and of the one behind its last. */
  readonly first: number;
  readonly end: number;
}

/** Lists the windows of a group, whether they hold or not. `entries` are in order of time. */
export function windowsOf(correlation: Correlation, entries: readonly Entry[]): readonly Window[] {
  const windows: Window[] = [];
  eachWindow(correlation, entries, (window, judged) => windows.push({ holds: false, ...judged, ...window }));
  return windows;
}

/** The window that is shown for a group: the first that holds, or the one that came nearest; of equals the one that holds most. */
export function tellingWindow(correlation: Correlation, windows: readonly Window[]): Window | undefined {
  let best: Window | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    if (window.holds) return window;
    const distance = distanceOf(correlation.condition, window.result);
    const isFuller = best === undefined || window.end - window.first > best.end - best.first;
    if (distance > least || (distance === least && !isFuller)) continue;
    best = window;
    least = distance;
  }
  return best;
}

/** How far a number is from meeting a condition; infinite where there is none. */
export const distanceOf = (condition: readonly Bound[], result: number | undefined): number =>
  result === undefined
    ? Number.POSITIVE_INFINITY
    : condition.reduce((sum, bound) => sum + missing(bound, result), 0);

function missing({ op, value }: Bound, result: number): number {
  if (op === 'gt' || op === 'gte') return Math.max(0, value - result);
  if (op === 'lt' || op === 'lte') return Math.max(0, result - value);
  return op === 'eq' ? Math.abs(result - value) : 0;
}

import { aggregateOf } from '../correlation/aggregates.ts';
import type { Entry } from '../correlation/entries.ts';
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

/** Looks at the window that ends at each instant, whether it holds or not. `entries` are in order of time. */
export function windowsOf(correlation: Correlation, entries: readonly Entry[]): readonly Window[] {
  const span = correlation.timespanSeconds * 1000;
  const aggregate = aggregateOf(correlation);
  const windows: Window[] = [];
  let first = 0;
  for (const [at, instant] of byInstant(entries)) {
    aggregate.add(instant, at);
    for (let entry = entries[first]; entry && entry.at < at - span; entry = entries[first]) {
      aggregate.drop(entry);
      first += 1;
    }
    const judged = aggregate.judge(at - span);
    const end = (windows.at(-1)?.end ?? 0) + instant.length;
    windows.push({ at, holds: false, ...judged, first, end });
  }
  return windows;
}

function byInstant(entries: readonly Entry[]): ReadonlyMap<number, readonly Entry[]> {
  const instants = new Map<number, Entry[]>();
  for (const entry of entries) {
    const known = instants.get(entry.at);
    if (known) known.push(entry);
    else instants.set(entry.at, [entry]);
  }
  return instants;
}

/** The window that is shown for a group: the first that holds, or the one that came nearest. */
export function tellingWindow(correlation: Correlation, windows: readonly Window[]): Window | undefined {
  let best: Window | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const window of windows) {
    if (window.holds) return window;
    const distance = distanceOf(correlation.condition, window.result);
    if (best !== undefined && distance >= least) continue;
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

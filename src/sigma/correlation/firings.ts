import type { Correlation } from '../correlation-ast.ts';
import { type Aggregate, aggregateOf } from './aggregates.ts';
import type { Entry } from './entries.ts';

/** An instant at which a correlation holds, with the window that ends there. */
export interface Firing {
  readonly at: number;
  /** What the window comes to: what was compared with the condition. */
  readonly result: number;
  /** Places of the window's first entry and of the one behind its last. */
  readonly first: number;
  readonly end: number;
}

/** Finds every instant at which the correlation holds for one group; `entries` as for `eachWindow`. */
export function firingsOf(correlation: Correlation, entries: readonly Entry[]): readonly Firing[] {
  const firings: Firing[] = [];
  eachWindow(correlation, entries, ({ at, first, end }, judged) => {
    if (judged?.holds) firings.push({ at, result: judged.result, first, end });
  });
  return firings;
}

/**
 * Looks at the windows of one group, whether the correlation holds or not.
 *
 * The window at an instant t is [t - timespan, t], both ends included, and it is looked at wherever an event is
 * (Sigma correlation specification: windows slide). `entries` are those of the group, as `joinEntries` gives them.
 */
export function eachWindow(
  correlation: Correlation,
  entries: readonly Entry[],
  visit: (window: Omit<Firing, 'result'>, judged: ReturnType<Aggregate['judge']>) => void,
): void {
  const span = correlation.timespanSeconds * 1000;
  const aggregate = aggregateOf(correlation);
  let first = 0;
  let end = 0;
  while (end < entries.length) {
    const at = entries[end]?.at ?? 0;
    const instant = instantAt(entries, end);
    aggregate.add(instant, at);
    end += instant.length;
    for (let entry = entries[first]; entry && entry.at < at - span; entry = entries[first]) {
      aggregate.drop(entry);
      first += 1;
    }
    visit({ at, first, end }, aggregate.judge(at - span));
  }
}

function instantAt(entries: readonly Entry[], from: number): readonly Entry[] {
  const at = entries[from]?.at;
  let end = from + 1;
  while (end < entries.length && entries[end]?.at === at) end += 1;
  return entries.slice(from, end);
}

/** Firings whose windows overlap, as one: what a person takes for one thing that happened. */
export interface Episode {
  readonly firings: readonly Firing[];
  /** Every event of their windows, in order. */
  readonly entries: readonly Entry[];
}

/** Joins firings, in order of time, to episodes. */
export function episodesOf(
  correlation: Correlation,
  entries: readonly Entry[],
  firings: readonly Firing[],
): readonly Episode[] {
  const span = correlation.timespanSeconds * 1000;
  const runs: Firing[][] = [];
  for (const firing of firings) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && firing.at - span <= last.at) run.push(firing);
    else runs.push([firing]);
  }
  return runs.map((run) => ({ firings: run, entries: entries.slice(run[0]?.first, run.at(-1)?.end) }));
}

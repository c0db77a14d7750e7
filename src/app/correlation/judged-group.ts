import { partOf } from '#sigma/correlation/bounds';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import { type Firing, firingsOf } from '#sigma/correlation/firings';
import type { Correlation } from '#sigma/correlation-ast';
import type { GroupChange } from './part-cells.ts';

/** Entries and the firings among them: places in a firing count from the first entry. */
export interface Judged {
  readonly entries: readonly Entry[];
  readonly firings: readonly Firing[];
}

const spanMs = ({ timespanSeconds }: Correlation): number => timespanSeconds * 1000;

/** Instants whose windows a change can alter: from each of its entries on, for a timespan. */
export function alteredBy(correlation: Correlation, { add, remove }: GroupChange): (at: number) => boolean {
  const span = spanMs(correlation);
  const times = [...add, ...remove].map(({ at }) => at).sort((a, b) => a - b);
  return (at) => {
    const first = times[firstFrom(times, at - span)];
    return first !== undefined && first <= at;
  };
}

/** Place of the first of sorted numbers that is not below one. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? least) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Parts that must be known to judge everything that a change can alter. */
export function partsAround(correlation: Correlation, { add, remove }: GroupChange): readonly number[] {
  const own = [...add, ...remove].map(({ at }) => partOf(correlation, at));
  return [...new Set(own.flatMap((part) => [part - 1, part, part + 1]))];
}

/** Starts of the finding windows in which a change can alter something. */
export function windowsAltered(
  correlation: Correlation,
  { add, remove }: GroupChange,
  windowMs: number,
): ReadonlySet<number> {
  const starts = new Set<number>();
  for (const { at } of [...add, ...remove])
    for (let start = windowOf(at, windowMs); start <= at + spanMs(correlation); start += windowMs)
      starts.add(start);
  return starts;
}

/** Parts that must be known to judge whole finding windows. */
export function partsOfWindows(
  correlation: Correlation,
  starts: Iterable<number>,
  windowMs: number,
): readonly number[] {
  const parts = new Set<number>();
  for (const start of starts) {
    const last = partOf(correlation, start + windowMs - 1);
    for (let part = partOf(correlation, start - spanMs(correlation)); part <= last; part += 1)
      parts.add(part);
  }
  return [...parts];
}

/** Start of the finding window that an instant falls into. */
export const windowOf = (at: number, windowMs: number): number => Math.floor(at / windowMs) * windowMs;

/** Judges a group at the instants that are asked for. */
export function judge(
  correlation: Correlation,
  entries: readonly Entry[],
  isAsked: (at: number) => boolean,
): Judged {
  return { entries, firings: firingsOf(correlation, entries).filter(({ at }) => isAsked(at)) };
}

/** All that the group could have come to at the instants that are asked for, whatever others may have seen of it. */
export const judgeAny = (
  correlation: Correlation,
  entries: readonly Entry[],
  isAsked: (at: number) => boolean,
): Judged => judge({ ...correlation, type: 'event_count', condition: [] }, entries, isAsked);

/** The entries without a writer's own, and with those that it took away: what was there, had it never come. */
export function withoutChange(entries: readonly Entry[], { add, remove }: GroupChange): readonly Entry[] {
  const own = new Set(add.map(({ id }) => id));
  const others = entries.filter(({ id }) => !own.has(id));
  return remove.length === 0 ? others : joinEntries(others, remove);
}

/** The entries behind firings, each once, by the start of the finding window that a firing falls into. */
export function coveredByWindow(
  { entries, firings }: Judged,
  windowMs: number,
): ReadonlyMap<number, ReadonlySet<Entry>> {
  const covered = new Map<number, Set<Entry>>();
  const reached = new Map<number, number>();
  for (const { at, first, end } of firings) {
    const start = windowOf(at, windowMs);
    const own = covered.get(start) ?? new Set<Entry>();
    covered.set(start, own);
    // Windows slide: what the one before has covered need not be walked again.
    for (const entry of entries.slice(Math.max(first, reached.get(start) ?? 0), end)) own.add(entry);
    reached.set(start, end);
  }
  return covered;
}

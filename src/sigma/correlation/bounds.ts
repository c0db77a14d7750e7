import type { Bound, Correlation } from '../correlation-ast.ts';
import { type Entry, joinEntries } from './entries.ts';

/** Entries kept of each end of a part, at least. */
export const KEPT_AT_LEAST = 250;
/** Of `temporal` types, of each rule at each end: this share of it. */
const SHARE_OF_A_RULE = 5;

/** How much of a part of a window is kept. */
export interface Keeping {
  /** Entries at each end, by time. */
  readonly ends: number;
  /** Different values (or rules) of which the entries at each end are kept besides. */
  readonly keys: number;
  /**
   * Entries of each of them at each end. More than 1 only where `keys` has room for all that there are: which of too many
   * come first depends on their first entries alone, and those may come in a later batch.
   */
  readonly ofEach: number;
}

/** The largest number of the condition that a count can tell from those above it, and one more. */
export const countsTo = (condition: readonly Bound[]): number =>
  condition.reduce((most, { value }) => Math.max(most, Math.floor(value) + 1), 1);

/** How much has to be kept for a correlation to be judged as if all were there; see `boundedPart`. */
export function keepingOf({ type, condition, rules }: Correlation, least = KEPT_AT_LEAST): Keeping {
  const most = countsTo(condition);
  if (type === 'event_count') return { ends: Math.max(most, least), keys: 0, ofEach: 0 };
  if (type === 'value_count') return { ends: least, keys: most, ofEach: 1 };
  if (type === 'temporal' || type === 'temporal_ordered')
    return { ends: least, keys: rules.length, ofEach: Math.ceil(least / SHARE_OF_A_RULE) };
  return { ends: 2 * least, keys: 0, ofEach: 0 };
}

/** The most entries that `boundedPart` leaves of a part. */
export const mostKept = ({ ends, keys, ofEach }: Keeping): number => 2 * (ends + keys * ofEach);

/**
 * Joins entries of one part of time, no longer than the timespan, and cuts what comes out to a bounded size.
 *
 * Kept are the first and the last entries, and of values (or rules) the first and the last of those that come first and
 * last. That is a join: any order, batching and repetition of the same entries gives the same part. And it is enough:
 * a window that ends in this part has all of the part's beginning, one that begins in it all of its end, and neither
 * can tell more entries from as many as `countsTo`. Sums, averages and percentiles are exact only while nothing is cut,
 * and an order of rules while no rule is.
 */
export function boundedPart(keeping: Keeping, ...lists: readonly (readonly Entry[])[]): readonly Entry[] {
  const all = joinEntries(...lists);
  if (all.length <= 2 * keeping.ends) return all;
  const kept = new Set([...all.slice(0, keeping.ends), ...all.slice(-keeping.ends)]);
  if (keeping.keys > 0) {
    for (const entry of firstOfKeys(all, keeping)) kept.add(entry);
    for (const entry of firstOfKeys(all.toReversed(), keeping)) kept.add(entry);
  }
  return all.filter((entry) => kept.has(entry));
}

/** The first entries of each of the first keys, in the order given. */
function firstOfKeys(entries: readonly Entry[], { keys, ofEach }: Keeping): readonly Entry[] {
  const seen = new Map<string | number, number>();
  return entries.filter(({ values, refs }) =>
    (values ?? refs).reduce((wanted, key) => {
      const times = seen.get(key) ?? 0;
      if (times >= ofEach || (times === 0 && seen.size >= keys)) return wanted;
      seen.set(key, times + 1);
      return true;
    }, false),
  );
}

/**
 * Leaves out, of the values of one part's entries, those that no window can need: an entry keeps what it is the first or
 * the last to have, of the values that come first and last. However many an event has, all of them are then at most twice
 * as many as a count can tell apart. What is left out once is left out of any join, so this is one like the cut.
 */
export function neededValues({ keys }: Keeping, entries: readonly Entry[]): readonly Entry[] {
  const first = ownersOf(entries, keys);
  const last = ownersOf(entries.toReversed(), keys);
  return entries.map((entry) => {
    const { values = [] } = entry;
    const needed = values.filter((value) => first.get(value) === entry || last.get(value) === entry);
    return needed.length === values.length ? entry : { ...entry, values: needed };
  });
}

/** The first entry of each of the first values, in the order given. */
function ownersOf(entries: readonly Entry[], most: number): ReadonlyMap<string, Entry> {
  const owners = new Map<string, Entry>();
  for (const entry of entries)
    for (const value of entry.values ?? []) {
      if (owners.size >= most) return owners;
      if (!owners.has(value)) owners.set(value, entry);
    }
  return owners;
}

/** Number of the part of time that an instant lies in: parts are as long as the timespan, from 1970. */
export const partOf = ({ timespanSeconds }: Correlation, at: number): number =>
  Math.floor(at / (timespanSeconds * 1000));

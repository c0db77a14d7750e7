/** One event that takes part in one group of one correlation. */
export interface Entry {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** The same for two deliveries of one event, different for two events. */
  readonly id: string;
  /** Which of the correlation's rules matched it: places in `Correlation.rules`, ascending, at least one. */
  readonly refs: readonly number[];
  /** Of `value_…` types: what the event has in the fields that count, as texts. */
  readonly values?: readonly string[];
  /** Fields that outer correlations ask for (`Correlation.carried`), as texts. */
  readonly carried?: Readonly<Record<string, string>>;
  /** What people call the event. Absent where `id` is the one. */
  readonly eventId?: string;
  /** Of a firing of an inner correlation: its window. */
  readonly behind?: Stretch;
  /** The same where it is kept without the entries that `behind` is a part of: the events of its window. */
  readonly members?: readonly string[];
}

/** A part of a list of entries, without copying it: places of its first and of the one behind its last. */
export interface Stretch {
  readonly entries: readonly Entry[];
  readonly first: number;
  readonly end: number;
}

/** Orders entries by time, then by id: total, and the same however they arrive. */
export function byTimeThenId(a: Entry, b: Entry): number {
  return a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * Joins two deliveries of one event: the earlier time, the rules of both.
 *
 * They differ only where a rule was added between the deliveries, or a pipeline cut the fraction of a second off.
 */
function joined(a: Entry, b: Entry): Entry {
  const [first, second] = byTimeThenId(a, b) <= 0 ? [a, b] : [b, a];
  const refs = [...new Set([...first.refs, ...second.refs])].sort((x, y) => x - y);
  return refs.length === first.refs.length ? first : { ...first, refs };
}

/** Joins lists of entries: each event once, in order. Any order of the same entries, repeated or not, gives the same list. */
export function joinEntries(...lists: readonly (readonly Entry[])[]): readonly Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of lists.flat()) {
    const known = byId.get(entry.id);
    byId.set(entry.id, known ? joined(known, entry) : entry);
  }
  return [...byId.values()].sort(byTimeThenId);
}

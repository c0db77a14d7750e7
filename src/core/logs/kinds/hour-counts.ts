import { countOf, type DistinctCount, NONE_COUNTED, withIds } from './distinct-count.ts';

/** Counts of the hours of one kind: plain JSON of less than 7 KiB. Hours are counted from 1970. */
export interface HourCounts {
  /** The hour of the first event ever seen. */
  readonly since: number;
  /** The newest hour that has an event; 6 hours back, events are still added. */
  readonly newest: number;
  /** Hours that can change, those without events left out, ascending. */
  readonly open: readonly { readonly hour: number; readonly count: DistinctCount }[];
  /** Counts of the hours before the open ones, without a gap, the newest last. */
  readonly closed: readonly number[];
}

/** How late an event may come, hours. */
export const LATE_HOURS = 6;
/** Hours of history that an hour is compared with: a week. */
const HISTORY_HOURS = 168;
const HOUR_MS = 3_600_000;

/** The hour of an instant. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);
/** The beginning of an hour, milliseconds. */
export const hourStart = (hour: number): number => hour * HOUR_MS;
/** The first hour that can still change. */
export const firstOpen = ({ newest }: Pick<HourCounts, 'newest'>): number => newest - LATE_HOURS;

/** Starts with the hour of a first event. */
export const hoursFrom = (hour: number): HourCounts => ({ since: hour, newest: hour, open: [], closed: [] });

/** Adds ids of events of one hour that is open. */
export function withHour(before: HourCounts, hour: number, ids: readonly string[]): HourCounts {
  const known = before.open.find((open) => open.hour === hour)?.count ?? NONE_COUNTED;
  const open = [...before.open.filter((other) => other.hour !== hour), { hour, count: withIds(known, ids) }];
  return { ...before, since: Math.min(before.since, hour), open: open.sort((a, b) => a.hour - b.hour) };
}

/** Closes the hours that are too old once `newest` has an event. */
export function closedUpTo(before: HourCounts, newest: number): HourCounts {
  const until = firstOpen({ newest });
  // A long silence pushes everything else out; before the first event there is nothing to close.
  const from = Math.max(firstOpen(before), before.since, until - HISTORY_HOURS);
  const closing = Array.from({ length: Math.max(0, until - from) }, (_, at) => countAt(before, from + at));
  const closed = from === until - HISTORY_HOURS ? closing : [...before.closed, ...closing];
  return {
    since: before.since,
    newest,
    open: before.open.filter(({ hour }) => hour >= until),
    closed: closed.slice(-HISTORY_HOURS),
  };
}

/** The count of one hour; 0 for an hour that is not known. */
export function countAt(counts: HourCounts, hour: number): number {
  const open = counts.open.find((other) => other.hour === hour);
  if (open) return countOf(open.count);
  return counts.closed[counts.closed.length - (firstOpen(counts) - hour)] ?? 0;
}

/** The counts of up to a week of hours before this one, oldest first, none from before the first event. */
export function countsBefore(counts: HourCounts, hour: number): readonly number[] {
  const known = Math.max(firstOpen(counts) - counts.closed.length, counts.since, hour - HISTORY_HOURS);
  return Array.from({ length: Math.max(0, hour - known) }, (_, at) => countAt(counts, known + at));
}

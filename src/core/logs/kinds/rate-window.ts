import { type EpochMs, epochMs } from '../../time.ts';

/** An event as the window keeps it. */
export interface TimedId {
  readonly id: string;
  readonly at: EpochMs;
}

/** A stretch of time in which the rate was reached. */
export interface Burst {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Most events that any window of the stretch holds, at most 256. */
  readonly peak: number;
}

/** What is remembered for the rate: plain JSON of less than 9 KiB. */
export interface RateWindow {
  /** The newest 256 events as pairs of time and id, oldest first. */
  readonly newest: readonly (readonly [EpochMs, string])[];
  /** Oldest first, more than a quarter of an hour apart. */
  readonly bursts: readonly Burst[];
}

/** The most events that a rate can ask for. */
export const MAX_RATE_COUNT = 250;
const KEPT_EVENTS = 256;
/** Bursts that are closer, or closer than the window is long, are one: it bounds how many there can be. */
const APART_MS = 15 * 60_000;

/** No events yet. */
export const EMPTY_WINDOW: RateWindow = { newest: [], bursts: [] };

/** What a rate asks for. */
export interface Rate {
  /** Events, 1 to `MAX_RATE_COUNT`. */
  readonly least: number;
  readonly lengthMs: number;
}

/**
 * Adds events and finds the windows that hold `least` events or more, both ends included.
 *
 * Exact while no event is overtaken by more than `256 - least` later ones; then the order of arrival and the way events
 * are cut into batches make no difference to start and end: every run of `least` events is judged when the last of them
 * comes, and what is found is only ever joined to what was found. (The same goes for the peak while it and those that
 * overtake are no more than 256.) An event that comes later counts for its hour alone.
 */
export function withEvents(before: RateWindow, events: readonly TimedId[], rate: Rate): RateWindow {
  const sorted = [...events].sort(byTime);
  // Never so many at once that the oldest of a run would be gone when its newest comes.
  const step = KEPT_EVENTS - rate.least + 1;
  let { newest, bursts } = before;
  for (let from = 0; from < sorted.length; from += step) {
    const all = united(newest, sorted.slice(from, from + step));
    bursts = joined([...bursts, ...fullWindows(all, rate)], apart(rate));
    newest = all.slice(-KEPT_EVENTS).map(({ id, at }) => [at, id] as const);
  }
  return { newest, bursts };
}

/** Drops bursts that nothing can be joined to any more, once no event from before `from` is accepted. */
export const withoutBefore = (window: RateWindow, from: EpochMs, rate: Rate): RateWindow => ({
  newest: window.newest,
  bursts: window.bursts.filter(({ end }) => end + apart(rate) + rate.lengthMs >= from),
});

const apart = ({ lengthMs }: Rate): number => Math.max(APART_MS, lengthMs);
const byTime = (a: TimedId, b: TimedId): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Every id once, at the earliest of its times, oldest first. */
function united(newest: RateWindow['newest'], added: readonly TimedId[]): readonly TimedId[] {
  const known = new Map(newest.map(([at, id]) => [id, at]));
  for (const { id, at } of added) if (at < (known.get(id) ?? Infinity)) known.set(id, at);
  return [...known].map(([id, at]) => ({ id, at })).sort(byTime);
}

/** For each event the window that it begins, where that is full. */
function fullWindows(events: readonly TimedId[], { least, lengthMs }: Rate): readonly Burst[] {
  const found: Burst[] = [];
  let end = 0;
  for (const [begin, { at }] of events.entries()) {
    while (end < events.length && (events[end]?.at ?? 0) <= at + lengthMs) end += 1;
    const last = events[end - 1];
    if (end - begin < least || !last) continue;
    found.push({ start: at, end: last.at, peak: Math.min(end - begin, KEPT_EVENTS) });
  }
  return found;
}

function joined(bursts: readonly Burst[], apartMs: number): readonly Burst[] {
  const result: Burst[] = [];
  for (const burst of [...bursts].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (!last || burst.start > last.end + apartMs) result.push(burst);
    else {
      const end = epochMs(Math.max(last.end, burst.end));
      result[result.length - 1] = { start: last.start, end, peak: Math.max(last.peak, burst.peak) };
    }
  }
  return result;
}

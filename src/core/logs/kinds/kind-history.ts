import { sha256Text } from '../../digest.ts';
import { type EpochMs, epochMs } from '../../time.ts';
import { ID_LENGTH } from './distinct-count.ts';
import {
  closedUpTo,
  firstOpen,
  type HourCounts,
  hourOf,
  hourStart,
  hoursFrom,
  LATE_HOURS,
  withHour,
} from './hour-counts.ts';
import { openSpikes, type SpikeRule, spikeIntoOpen } from './hour-spikes.ts';
import {
  EMPTY_WINDOW,
  MAX_RATE_COUNT,
  type Rate,
  type RateWindow,
  type TimedId,
  withEvents,
  withoutBefore,
} from './rate-window.ts';

/** What is normal for one kind of message in one log group: plain JSON of at most 16 KiB. */
export interface KindHistory {
  readonly version: 1;
  /** Absent before the first event. */
  readonly hours?: HourCounts;
  /** Where the last closed hour was a spike: the hour in which that began. */
  readonly spikeFrom?: number;
  readonly rate: RateWindow;
}

/** When something is told about a kind that is known. */
export interface KindSettings {
  /** So many events, 1 to 250, in so many minutes, both ends included. @default - 100 in 5 */
  readonly rate?: { readonly count: number; readonly minutes: number };
  readonly spike: SpikeRule;
}

/** Something unusual about a kind. */
export interface KindSignal {
  readonly kind: 'spike' | 'rate';
  /** The beginning of the first hour of a spike; the first event of a rate. */
  readonly start: EpochMs;
  /** The end of the last hour of a spike; the last event of a rate. */
  readonly end: EpochMs;
  /** Events in the worst hour, or in the fullest window (at most 256: then it means "at least"). */
  readonly count: number;
  /** For a spike what the worst hour was compared with, for a rate what was asked for. */
  readonly expected: number;
  /** For a spike robust standard deviations, for a rate how many times what was asked for. */
  readonly score: number;
}

/** One event of a kind. */
export interface KindEvent {
  /** The same for two deliveries. */
  readonly key: string;
  readonly at: EpochMs;
}

const DEFAULT_RATE = { count: 100, minutes: 5 };
const NO_EVENTS: KindHistory = { version: 1, rate: EMPTY_WINDOW };

/**
 * Adds events of one kind and tells what is unusual: an hour with far more of them than its own past lets expect
 * (`unusual`), and windows that are too full (`withEvents`).
 *
 * Told is every signal that reaches into the last six hours, whether this call's events changed it or not. Kind and
 * `start` identify it; only an event that comes late can move the start back. Given the same events, history and
 * signals are the same whatever their order, their batches and their repetitions, as long as no event is more than six
 * hours older than the newest before it (an older one is passed over, except within a call) and windows of the rate
 * are not overtaken (`withEvents`). Spikes in hours that follow each other are one, however long.
 *
 * An event at the very beginning of 1970 has no time, and is passed over. Nobody looks at a clock here: one that lies
 * in the future closes the hours before it, so the caller has to see that none does.
 */
export function recordKind(
  history: KindHistory | undefined,
  events: readonly KindEvent[],
  settings: KindSettings,
): { readonly history: KindHistory; readonly signals: readonly KindSignal[] } {
  const rate = rateOf(settings);
  const timed = events.filter(({ at }) => at > 0).map(({ key, at }) => ({ id: idOf(key), at }));
  let next = history ?? NO_EVENTS;
  for (const [hour, group] of inHours(timed)) next = withGroup(next, hour, group, rate, settings.spike);
  return { history: next, signals: [...spikesIn(next, settings.spike), ...burstsIn(next, rate)] };
}

const idOf = (key: string): string => sha256Text(key).slice(0, ID_LENGTH);

function rateOf({ rate = DEFAULT_RATE }: KindSettings): Rate {
  const least = Math.min(Math.max(1, Math.floor(rate.count)), MAX_RATE_COUNT);
  return { least, lengthMs: Math.min(Math.max(0, rate.minutes * 60_000), hourStart(LATE_HOURS)) };
}

/** Oldest hour first: within a call no event is too late for another one. */
function inHours(events: readonly TimedId[]): readonly (readonly [number, readonly TimedId[]])[] {
  const byHour = new Map<number, TimedId[]>();
  for (const event of events) {
    const hour = hourOf(event.at);
    const group = byHour.get(hour);
    if (group) group.push(event);
    else byHour.set(hour, [event]);
  }
  return [...byHour].sort(([a], [b]) => a - b);
}

function withGroup(
  before: KindHistory,
  hour: number,
  events: readonly TimedId[],
  rate: Rate,
  rule: SpikeRule,
): KindHistory {
  const known = before.hours ?? hoursFrom(hour);
  if (hour < firstOpen(known)) return before;
  const moves = hour > known.newest;
  const hours = moves ? closedUpTo(known, hour) : known;
  const spikeFrom = moves ? spikeIntoOpen(known, hour, before.spikeFrom, rule) : before.spikeFrom;
  const ids = events.map(({ id }) => id);
  const window = withEvents(before.rate, events, rate);
  return {
    version: 1,
    hours: withHour(hours, hour, ids),
    ...(spikeFrom === undefined ? {} : { spikeFrom }),
    rate: withoutBefore(window, epochMs(hourStart(firstOpen(hours))), rate),
  };
}

function spikesIn({ hours, spikeFrom }: KindHistory, rule: SpikeRule): readonly KindSignal[] {
  const runs = hours ? openSpikes(hours, spikeFrom, rule) : [];
  return runs.map(({ from, last, ...worst }) => ({
    kind: 'spike',
    start: epochMs(hourStart(from)),
    end: epochMs(hourStart(last + 1)),
    ...worst,
  }));
}

/** Bursts of the open hours. */
function burstsIn({ hours, rate: { bursts } }: KindHistory, { least }: Rate): readonly KindSignal[] {
  const from = hours ? hourStart(firstOpen(hours)) : 0;
  return bursts
    .filter(({ end }) => end >= from)
    .map(({ start, end, peak }) => ({
      kind: 'rate',
      start,
      end,
      count: peak,
      expected: least,
      score: peak / least,
    }));
}

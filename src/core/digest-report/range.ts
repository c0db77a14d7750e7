import { type EpochMs, epochMs, floorTo, isoFromMs } from '../time.ts';

/** What a digest covers: from `from` up to, and without, `to`. Whole seconds. */
export interface DigestRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More bars than that can't be told apart on paper. */
const MOST_DAYS_DRAWN = 92;
const HOURLY_UP_TO_MS = 49 * HOUR_MS;

/** 9999-12-31T23:59:59Z: what is later has a longer text, and times are compared as texts. */
const LAST_MS = 253_402_300_799_000;

/**
 * Makes a range of whole seconds: it begins no later and ends no sooner than asked, and is at least a second long. It ends
 * with the year 9999 at the latest.
 */
export function digestRange(from: EpochMs, to: EpochMs): DigestRange {
  const first = epochMs(Math.min(floorTo(from, SECOND_MS), LAST_MS - SECOND_MS));
  const last = Math.min(Math.ceil(to / SECOND_MS) * SECOND_MS, LAST_MS);
  return { from: first, to: epochMs(Math.max(last, first + SECOND_MS)) };
}

/** The range of the same length that ends where this one begins, cut at 1970. */
export const previousRange = ({ from, to }: DigestRange): DigestRange => ({
  from: epochMs(Math.max(0, from - (to - from))),
  to: from,
});

/** Names a range in a key or a file: `20260301T060000Z-20260302T060000Z`. */
export const rangeName = ({ from, to }: DigestRange): string => `${compact(from)}-${compact(to)}`;

const compact = (at: EpochMs): string => isoFromMs(at).replace(/[-:]/g, '');

/** Bars of a chart over a range: their length, and where each begins. Hours up to two days, then days, then more. */
export function bucketsOf({ from, to }: DigestRange): {
  readonly minutes: number;
  readonly starts: readonly EpochMs[];
} {
  const span = to - from;
  const days = Math.max(1, Math.ceil(span / DAY_MS / MOST_DAYS_DRAWN));
  const length = span <= HOURLY_UP_TO_MS ? HOUR_MS : days * DAY_MS;
  const first = floorTo(from, length);
  const amount = Math.ceil((to - first) / length);
  return {
    minutes: length / 60_000,
    starts: Array.from({ length: amount }, (_, at) => epochMs(first + at * length)),
  };
}

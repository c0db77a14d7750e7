import { type HourRing, hourRing, laggedHours, putHour } from './hour-ring.ts';
import { rounded, sortNumbers } from './median.ts';
import type { Three } from './season.ts';

/** How far down and up a series goes at this time of the day or week: what happens every night is no anomaly. */
export interface RangeMemory {
  /** Smallest and largest value of each hour. */
  lows: HourRing;
  highs: HourRing;
  daily: Range;
  weekly: Range;
}

/** What most cycles stayed above and below, in the hour before, the present one and the next. */
export interface Range {
  low: Three;
  high: Three;
}

const DAILY = { lag: 24, most: 7, least: 3 };
const WEEKLY = { lag: 168, most: 5, least: 2 };
const HOURS_KEPT = 5 * 168 + 24;
const USUAL_SHARE = 0.75;

const unknown = (): Range => ({ low: [null, null, null], high: [null, null, null] });

/** A range that knows nothing. */
export const rangeMemory = (): RangeMemory => ({
  lows: hourRing(),
  highs: hourRing(),
  daily: unknown(),
  weekly: unknown(),
});

/** Takes the extremes of an hour that is over. */
export function learnRange(range: RangeMemory, hour: number, low: number, high: number): void {
  putHour(range.lows, hour, rounded(low), HOURS_KEPT);
  putHour(range.highs, hour, rounded(high), HOURS_KEPT);
}

/** Makes the range for the hour that begins. `passed`: how many hours after the last time. */
export function forecastRange(range: RangeMemory, hour: number, passed: number): void {
  for (const offset of passed === 1 ? [1] : [-1, 0, 1]) {
    moveOn(range, range.daily, hour + offset, DAILY);
    moveOn(range, range.weekly, hour + offset, WEEKLY);
  }
}

function moveOn({ lows, highs }: RangeMemory, to: Range, hour: number, cycle: typeof DAILY): void {
  const low = sortNumbers(laggedHours(lows, hour, cycle.lag, cycle.most));
  const high = sortNumbers(laggedHours(highs, hour, cycle.lag, cycle.most));
  const known = low.length >= cycle.least;
  const last = low.length - 1;
  const lowest = known ? (low[Math.floor(last * (1 - USUAL_SHARE))] ?? null) : null;
  const highest = known ? (high[Math.ceil(last * USUAL_SHARE)] ?? null) : null;
  to.low = [to.low[1], to.low[2], lowest];
  to.high = [to.high[1], to.high[2], highest];
}

/** Lowest and highest usual value around now; `undefined` while too few cycles are known. */
export function usualRange(
  { daily, weekly }: RangeMemory,
  byWeek: boolean,
): { readonly low: number; readonly high: number } | undefined {
  const { low, high } = byWeek ? weekly : daily;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of low) if (each !== null && each < lowest) lowest = each;
  for (const each of high) if (each !== null && each > highest) highest = each;
  return highest < lowest ? undefined : { low: lowest, high: highest };
}

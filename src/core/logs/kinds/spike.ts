/** How far a count is above what the hours before it let expect. */
export interface Unusual {
  readonly expected: number;
  /** In robust standard deviations. */
  readonly score: number;
}

/** Hours of history below which nothing is a spike: a kind that is new is told as new. */
export const LEAST_HOURS = 24;
/** Days of history from which on the time of day counts. */
const LEAST_DAYS = 3;
const DAY_HOURS = 24;
/** So far above the median, a time of day is a matter of its own. */
const OWN_TIME_SIGMAS = 2;
/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Where 95 of 100 values of a normal distribution lie below, in standard deviations. */
const P95_SIGMAS = 1.6449;

/**
 * Compares the count of an hour with those of the hours before it, oldest first, hours without events included.
 *
 * Expected is the median. The deviation is the largest of three: the median absolute deviation, which past spikes do
 * not widen (B. Iglewicz, D. Hoaglin, "How to Detect and Handle Outliers", 1993); what the 95th percentile says, for
 * kinds that come in bursts and are silent in most hours, whose MAD is 0; and the square root of what is expected, at
 * least 1, which is the standard deviation of events that come by chance (Poisson). Where there are three days and
 * this time of day usually has far more than the median, that is expected instead: a job that fails every night is no
 * spike. A level that stays becomes normal once it fills 5 of 100 hours, which is 8 hours of a week.
 *
 * Returns `undefined` for less than a day of history.
 */
export function unusual(count: number, before: readonly number[]): Unusual | undefined {
  if (before.length < LEAST_HOURS) return undefined;
  const sorted = ascending(before);
  const middle = quantile(sorted, 0.5);
  const spread = Math.max(
    MAD_TO_SIGMA * quantile(ascending(before.map((value) => Math.abs(value - middle))), 0.5),
    (quantile(sorted, 0.95) - middle) / P95_SIGMAS,
  );
  const atThisTime = usualAtThisTime(before);
  const hasOwnTime = atThisTime > middle + OWN_TIME_SIGMAS * Math.max(spread, chance(middle));
  const expected = hasOwnTime ? atThisTime : middle;
  return { expected, score: (count - expected) / Math.max(spread, chance(expected)) };
}

const chance = (expected: number): number => Math.sqrt(Math.max(expected, 1));
const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** The median over the days; 0 where there are too few. */
function usualAtThisTime(before: readonly number[]): number {
  const same: number[] = [];
  for (let at = before.length - DAY_HOURS; at > 0; at -= DAY_HOURS) {
    // The largest of three hours: a job that starts a little earlier or later is still the same.
    same.push(Math.max(...before.slice(at - 1, at + 2)));
  }
  return same.length < LEAST_DAYS ? 0 : quantile(ascending(same), 0.5);
}

/** Between two values the mean of both by distance. */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

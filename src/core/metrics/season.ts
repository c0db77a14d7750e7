import { type HourRing, hourRing, laggedHours, latestHours, putHour } from './hour-ring.ts';
import { rounded, takeMedian } from './median.ts';

/** Hours that a forecast is made for: the one before, the present one, the one after. */
export type Three = [number | null, number | null, number | null];

/**
 * What the hours of a series are used to be: three forecasts that compete – the level of the last day, the same hour
 * of the last days, and of the last weeks. The one that erred least lately is believed.
 */
export interface SeasonMemory {
  /** Median of each hour, six weeks. */
  hours: HourRing;
  level: number | null;
  daily: Three;
  weekly: Three;
  /** How far the latest hours lay from the daily and the weekly forecast: where the level moved, both move with it. */
  offDaily: number[];
  offWeekly: number[];
  moved: [number, number];
  /** Mean error of each forecast, old ones forgotten. */
  errors: [number, number, number];
  judged: number;
  pick: Pick;
}

type Pick = 'level' | 'daily' | 'weekly';

const WEEKS = 6;
const HOURS_KEPT = WEEKS * 168;
const LEVEL_HOURS = 24;
const DAYS = 14;
const LEAST_CYCLES = 2;
/** So many distances from the forecasts are kept; a new level is taken from the latest half of them. */
const OFF_HOURS = 24;
/** A season has to be better than the plain level by this share before it is believed. */
const ADVANTAGE = 0.95;

/** A season that knows nothing. */
export const seasonMemory = (): SeasonMemory => ({
  hours: hourRing(),
  level: null,
  daily: [null, null, null],
  weekly: [null, null, null],
  offDaily: [],
  offWeekly: [],
  moved: [0, 0],
  errors: [0, 0, 0],
  judged: 0,
  pick: 'level',
});

/** Takes the median of an hour that is over, and how much of an error is ordinary: the noise of the series. */
export function learnHour(season: SeasonMemory, hour: number, median: number, noise: number): void {
  putHour(season.hours, hour, rounded(median), HOURS_KEPT);
  season.judged += 1;
  if (season.level === null) return;
  addOff(season.offDaily, median, season.daily[1]);
  addOff(season.offWeekly, median, season.weekly[1]);
  const [daily, weekly] = [
    shifted(season.daily[1], season.moved[0]),
    shifted(season.weekly[1], season.moved[1]),
  ];
  season.moved = [fading(season.moved[0], season.offDaily), fading(season.moved[1], season.offWeekly)];
  const plain = Math.abs(median - season.level);
  for (const [index, forecast] of [season.level, daily, weekly].entries()) {
    // A forecast that is not there yet must not look better than the others when it comes.
    const error = forecast === null ? plain * 1.1 : Math.abs(median - forecast);
    season.errors[index] = smoothed(season.errors[index] ?? 0, error, noise, season.judged);
  }
}

/** Takes the level of the latest hours for the new normal, whatever the days and weeks before say. */
export function rebase(season: SeasonMemory): void {
  season.moved = [
    takeMedian(season.offDaily.slice(-OFF_HOURS / 2)),
    takeMedian(season.offWeekly.slice(-OFF_HOURS / 2)),
  ];
}

/** As the days and weeks learn the new level, what has to be added to them gets less. */
function fading(moved: number, off: readonly number[]): number {
  if (moved === 0) return 0;
  const now = takeMedian(off.slice());
  if (Math.sign(now) !== Math.sign(moved)) return 0;
  return Math.abs(now) < Math.abs(moved) ? now : moved;
}

function addOff(off: number[], median: number, forecast: number | null): void {
  if (forecast === null) return;
  off.push(rounded(median - forecast));
  if (off.length > OFF_HOURS) off.shift();
}

const shifted = (forecast: number | null, by: number): number | null =>
  forecast === null ? null : forecast + by;

/** The mean of the first hours, then one that forgets; a single large error counts for five at most. */
function smoothed(mean: number, error: number, noise: number, judged: number): number {
  if (judged < 40) return mean + (error - mean) / Math.min(judged, 30);
  return mean * 0.98 + 0.02 * Math.min(error, 5 * mean + noise);
}

/** Makes the forecasts for the hour that begins and chooses one. `passed`: how many hours after the last forecast. */
export function forecastHour(season: SeasonMemory, hour: number, passed: number): void {
  const { hours } = season;
  const known = latestHours(hours, LEVEL_HOURS);
  season.level = known.length === 0 ? null : takeMedian(known);
  season.daily = moveOn(season.daily, passed, (offset) => cycle(hours, hour + offset, 24, DAYS));
  season.weekly = moveOn(season.weekly, passed, (offset) => cycle(hours, hour + offset, 168, WEEKS - 1));
  const [level, daily, weekly] = season.errors;
  season.pick = 'level';
  if (isWhole(season.daily) && daily < level * ADVANTAGE) season.pick = 'daily';
  const best = season.pick === 'daily' ? daily : level;
  if (isWhole(season.weekly) && weekly < best * ADVANTAGE) season.pick = 'weekly';
}

/** A forecast uses nothing younger than a day, so two of the three are known when one hour has passed. */
function moveOn(old: Three, passed: number, make: (offset: number) => number | null): Three {
  return passed === 1 ? [old[1], old[2], make(1)] : [make(-1), make(0), make(1)];
}

const isWhole = (three: Three): boolean => three.every((each) => each !== null);

function cycle(hours: HourRing, hour: number, lag: number, count: number): number | null {
  const past = laggedHours(hours, hour, lag, count);
  return past.length < LEAST_CYCLES ? null : takeMedian(past);
}

/** What is expected around a moment, as the forecast of the hour before, of this one and of the one after. */
export function believed({ pick, level, daily, weekly, moved }: SeasonMemory): Three {
  if (pick === 'level') return [level, level, level];
  const [three, by] = pick === 'daily' ? [daily, moved[0]] : [weekly, moved[1]];
  return [shifted(three[0], by), shifted(three[1], by), shifted(three[2], by)];
}

import type { EpochMs } from '../time.ts';
import { type BaselineMemory, type Distances, enterHour } from './baseline.ts';
import { HOUR_MS } from './hour-ring.ts';
import { localLevel } from './local-level.ts';
import { learnFloor, noiseFloor } from './noise-floor.ts';
import { believed } from './season.ts';
import { usualRange } from './usual-range.ts';

/** How a value lies against what was expected of it. */
export interface Deviation extends Distances {
  readonly expected: number;
  /** How much the distance from the level around counts: less where the time of the day explains it. */
  readonly localWeight: number;
  /** The same for the distance from the season. */
  readonly seasonWeight: number;
}

/** The noise at this time of the day has this much to say about the unit, the noise of all hours the rest. */
const SPREAD_WEIGHT = 0.3;
/** Share of a seasonal distance that is measured to the nearest of three hours: the day may come early or late. */
const TOLERANT = 0.7;
/** From this step on a point is an hour, and nothing lies between two hours. */
const HOURLY_MS = 0.75 * HOUR_MS;
/** A value is beyond the usual range when it is this many times further away than the edge of the range. */
const BEYOND_USUAL = 1.5;
/** Where no season was found, a drop to what some days had too still counts half: the days may have had it by chance. */
const USUAL_DROP_WEIGHT = 0.5;

/** Compares a value with the past, then makes it part of the past. */
export function deviate(
  baseline: BaselineMemory,
  at: EpochMs,
  value: number,
  before: number | null,
  stepMs: number,
): Deviation {
  enterHour(baseline, at, value);
  const level = localLevel(baseline.local, value);
  learnFloor(baseline.floor, value, before);
  const three = believed(baseline.season);
  const expected = expectedAt(three, at, stepMs) ?? level;
  const plain = value - expected;
  const isSeasonal = baseline.season.pick !== 'level';
  const tolerant = isSeasonal ? beyond(three, value) : plain;
  const floor = noiseFloor(baseline.floor);
  const { scale } = baseline.seasonNoise;
  const local = value - level;
  const usual = usualRange(baseline.range, baseline.season.pick === 'weekly');
  return {
    expected,
    local,
    localUnit: Math.max(baseline.localNoise.scale, floor),
    localWeight: weightOf(usual, value, local, isSeasonal ? 0 : USUAL_DROP_WEIGHT),
    seasonWeight: weightOf(usual, value, plain, 0),
    season: plain * (1 - TOLERANT) + tolerant * TOLERANT,
    seasonUnit: Math.max(scale ** (1 - SPREAD_WEIGHT) * baseline.spread ** SPREAD_WEIGHT, floor),
  };
}

/** Between the middles of two hours what is expected moves on a straight line. */
function expectedAt([before, now, after]: Hours, at: EpochMs, stepMs: number): number | null {
  if (now === null || stepMs >= HOURLY_MS) return now;
  const part = (at % HOUR_MS) / HOUR_MS;
  const [from, to] = part < 0.5 ? [before ?? now, now] : [now, after ?? now];
  return from + (to - from) * (part < 0.5 ? part + 0.5 : part - 0.5);
}

type Hours = readonly [number | null, number | null, number | null];

/** How far a value is above the highest or below the lowest of three forecasts. */
function beyond([before, now, after]: Hours, value: number): number {
  if (before === null || now === null || after === null) return 0;
  const lowest = Math.min(before, now, after);
  const highest = Math.max(before, now, after);
  if (value > highest) return value - highest;
  return value < lowest ? value - lowest : 0;
}

/** Less of the distance counts where a value lies in the range that is usual at this time. */
function weightOf(
  usual: ReturnType<typeof usualRange>,
  value: number,
  away: number,
  dropWeight: number,
): number {
  if (usual === undefined) return 1;
  const normal = value - away;
  if (away > 0) return away > (usual.high - normal) * BEYOND_USUAL ? 1 : 0;
  return -away > (normal - usual.low) * BEYOND_USUAL ? 1 : dropWeight;
}

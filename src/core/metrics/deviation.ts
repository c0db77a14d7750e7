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
  readonly seasonWeight: number;
}

/** The noise at this time of the day has this much to say about the unit, the noise of all hours the rest. */
const SPREAD_WEIGHT = 0.3;
/** Share of a seasonal distance that is measured to the nearest of three hours: the day may come early or late. */
const TOLERANT = 0.7;
/** From this step on a point is an hour, and nothing lies between two hours. */
const HOURLY_MS = 0.75 * HOUR_MS;
/** A drop to what is usual at this time still counts half: it may come too long or too often. */
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
  const tolerant = baseline.season.pick === 'level' ? plain : beyond(three, value);
  const floor = noiseFloor(baseline.floor);
  const { scale } = baseline.seasonNoise;
  const local = value - level;
  return {
    expected,
    local,
    localUnit: Math.max(baseline.localNoise.scale, floor),
    localWeight: weightOf(baseline, value, local, baseline.season.pick === 'level' ? USUAL_DROP_WEIGHT : Number(process.env['DW'] ?? 0.5)),
    seasonWeight: weightOf(baseline, value, plain, Number(process.env['SD'] ?? 0)),
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

const MG = Number(process.env['MG'] ?? 1);
function weightOf(baseline: BaselineMemory, value: number, away: number, dropWeight: number): number {
  const usual = usualRange(baseline.range, baseline.season.pick === 'weekly');
  if (usual === undefined) return 1;
  const normal = value - away;
  if (away > 0) return value - normal > (usual.high - normal) * MG ? 1 : 0;
  return normal - value > (normal - usual.low) * MG ? 1 : dropWeight;
}

import type { EpochMs } from '../time.ts';
import { type FlatMemory, flatMemory } from './flat-line.ts';
import { HOUR_MS, type HourRing, hourRing, laggedHours, putHour } from './hour-ring.ts';
import { type LocalMemory, localMemory } from './local-level.ts';
import { takeMedian } from './median.ts';
import { addNoise, closeNoise, type NoiseMemory, noiseMemory } from './noise.ts';
import { type FloorMemory, floorMemory } from './noise-floor.ts';
import { forecastHour, learnHour, type SeasonMemory, seasonMemory } from './season.ts';
import { forecastRange, learnRange, type RangeMemory, rangeMemory } from './usual-range.ts';

/** What a series taught about itself, the present hour apart. */
export interface BaselineMemory {
  hour: HourMemory | null;
  season: SeasonMemory;
  range: RangeMemory;
  local: LocalMemory;
  localNoise: NoiseMemory;
  seasonNoise: NoiseMemory;
  /** Noise against the season, hour by hour, and what it is at this time of the day. */
  spreads: HourRing;
  spread: number;
  floor: FloorMemory;
  flat: FlatMemory;
  /** Deviation from the season, smoothed over hours. */
  drift: number;
  /** The latest point was out of the ordinary. */
  out: boolean;
}

/** The hour that is not over. */
export interface HourMemory {
  /** Counted from 1970. */
  hour: number;
  values: number[];
  low: number;
  high: number;
}

const MOST_VALUES = 120;
const SPREAD_DAYS = 7;
const LEAST_SPREADS = 6;

/** A baseline that knows nothing. */
export const baselineMemory = (): BaselineMemory => ({
  hour: null,
  season: seasonMemory(),
  range: rangeMemory(),
  local: localMemory(),
  localNoise: noiseMemory(),
  seasonNoise: noiseMemory(),
  spreads: hourRing(),
  spread: 0,
  floor: floorMemory(),
  flat: flatMemory(),
  drift: 0,
  out: false,
});

/** Puts a value into its hour; when that is a new one, what the hour before taught is taken in first. */
export function enterHour(baseline: BaselineMemory, at: EpochMs, value: number): void {
  const hour = Math.floor(at / HOUR_MS);
  const present = baseline.hour;
  if (present?.hour === hour) {
    if (present.values.length < MOST_VALUES) present.values.push(value);
    present.low = Math.min(present.low, value);
    present.high = Math.max(present.high, value);
    return;
  }
  if (present) leaveHour(baseline, present);
  const passed = present ? hour - present.hour : 0;
  forecastHour(baseline.season, hour, passed);
  forecastRange(baseline.range, hour, passed);
  baseline.spread = usualSpread(baseline, hour);
  baseline.hour = { hour, values: [value], low: value, high: value };
}

function leaveHour(baseline: BaselineMemory, { hour, values, low, high }: HourMemory): void {
  learnHour(baseline.season, hour, takeMedian(values), baseline.seasonNoise.scale);
  learnRange(baseline.range, hour, low, high);
  closeNoise(baseline.localNoise);
  putHour(baseline.spreads, hour, closeNoise(baseline.seasonNoise), (SPREAD_DAYS + 1) * 24);
}

function usualSpread({ spreads, seasonNoise }: BaselineMemory, hour: number): number {
  const past: number[] = [];
  for (let offset = -1; offset <= 1; offset += 1) {
    past.push(...laggedHours(spreads, hour + offset, 24, SPREAD_DAYS));
  }
  return past.length < LEAST_SPREADS ? seasonNoise.scale : takeMedian(past);
}

/** Takes the distances of one value from what was expected. */
export function learnNoise(baseline: BaselineMemory, away: Distances): void {
  addNoise(baseline.localNoise, away.local, away.localUnit);
  addNoise(baseline.seasonNoise, away.season, away.seasonUnit);
}

/** Distances of a value from the level around it and from the season, and the noise of each. */
export interface Distances {
  readonly local: number;
  readonly localUnit: number;
  readonly season: number;
  readonly seasonUnit: number;
}

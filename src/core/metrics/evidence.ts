import type { EpochMs } from '../time.ts';
import type { AnomalyKind } from './anomaly.ts';
import type { BaselineMemory } from './baseline.ts';
import type { Deviation } from './deviation.ts';
import { HOUR_MS } from './hour-ring.ts';
import { rarity, type TailMemory, tailMemory } from './tail.ts';

/** Tails of the six deviations that are watched. */
export interface TailsMemory {
  localUp: TailMemory;
  localDown: TailMemory;
  seasonUp: TailMemory;
  seasonDown: TailMemory;
  driftUp: TailMemory;
  driftDown: TailMemory;
}

/** The strongest sign that something is wrong. */
export interface Evidence {
  /** Decimal logarithm of how many times rarer than the limit; above 0 an anomaly. */
  readonly decades: number;
  readonly kind: AnomalyKind;
  /** The point by itself is out of the ordinary. */
  readonly out: boolean;
}

/** Smallest deviations that count, in units of noise. A mean over hours has far less noise than a point. */
const SMALLEST = { point: 3, drift: 1 };
/** Decades that each sign has to be rarer than the limit. Falls below the season are mostly quiet hours, not trouble. */
const EXTRA = { local: -0.5, seasonUp: 0.3, seasonDown: 1.2, driftUp: 0.3, driftDown: 0.8 };
/** A point of an hour or more is looked at once where others are looked at often: it may be this much commoner. */
const HOURLY_EXTRA = -0.3;
/** Points that come faster than this have to come in pairs, or be this much rarer: the minimum duration. */
const FAST = { stepMs: 240_000, extra: 0.3 };
const LARGEST_IN_DRIFT = 4;
const DRIFT_MS = 6 * HOUR_MS;
const DRIFT_BLOCK_MS = 12 * HOUR_MS;

/** Tails that have seen nothing. */
export const tailsMemory = (): TailsMemory => ({
  localUp: tailMemory(SMALLEST.point),
  localDown: tailMemory(SMALLEST.point),
  seasonUp: tailMemory(SMALLEST.point),
  seasonDown: tailMemory(SMALLEST.point),
  driftUp: tailMemory(SMALLEST.drift),
  driftDown: tailMemory(SMALLEST.drift),
});

/**
 * Weighs a deviation in six ways: up and down, against the level of the latest points (spikes, steps), against the
 * season (wrong for this hour), and against the season over hours (shifts). Each is compared with its own past, so
 * a restless series needs more than a steady one.
 */
export function weigh(tails: TailsMemory, signs: Signs, at: EpochMs, stepMs: number): Evidence {
  const { deviation, drift, restless } = signs;
  const blockMs = pointBlockMs(stepMs);
  const now = { at, blockMs, restless };
  const long = { at, blockMs: Math.max(DRIFT_BLOCK_MS, 8 * blockMs), restless };
  const local = deviation.local / deviation.localUnit;
  const season = deviation.season / deviation.seasonUnit;
  const point = Math.max(
    rarity(tails.localUp, local, deviation.localWeight, now) - EXTRA.local,
    rarity(tails.localDown, -local, deviation.localWeight, now) - EXTRA.local,
    rarity(tails.seasonUp, season, deviation.seasonWeight, now) - EXTRA.seasonUp,
    rarity(tails.seasonDown, -season, deviation.seasonWeight, now) - EXTRA.seasonDown,
  );
  const shift = Math.max(
    rarity(tails.driftUp, drift, 1, long) - EXTRA.driftUp,
    rarity(tails.driftDown, -drift, 1, long) - EXTRA.driftDown,
  );
  const extra = stepMs >= HOUR_MS ? HOURLY_EXTRA : 0;
  const lone = stepMs < FAST.stepMs && !signs.paired ? FAST.extra : 0;
  const out = point - extra > 0;
  return shift > point - lone
    ? { decades: shift - extra, kind: 'shift', out }
    : { decades: point - lone - extra, kind: 'seasonal', out };
}

/** Length of the blocks of which the largest deviation of a point is remembered: whole hours, at least one. */
export const pointBlockMs = (stepMs: number): number => Math.max(1, Math.round(stepMs / HOUR_MS)) * HOUR_MS;

/** What is weighed. */
export interface Signs {
  readonly deviation: Deviation;
  /** The deviation from the season, smoothed over hours. */
  readonly drift: number;
  /** The point before was out of the ordinary too. */
  readonly paired: boolean;
  /** The series raised many alarms lately. */
  readonly restless: boolean;
}

/** Moves the smoothed deviation on by one point; a single one moves it by little, however far out it is. */
export function drifted(
  baseline: BaselineMemory,
  deviation: Deviation,
  passedMs: number,
  stepMs: number,
): number {
  const season = deviation.season / deviation.seasonUnit;
  const bounded = Math.max(-LARGEST_IN_DRIFT, Math.min(LARGEST_IN_DRIFT, season));
  const share = 1 - Math.exp(-passedMs / Math.max(DRIFT_MS, 6 * stepMs));
  return baseline.drift + share * (bounded - baseline.drift);
}

import type { EpochMs } from '../time.ts';
import { HOUR_MS } from './hour-ring.ts';

/**
 * How far one kind of deviation went in the past: a histogram of the largest deviation of each block of time, with
 * bins that grow by a sixth of an octave. Deviations are in units of the usual noise.
 */
export interface TailMemory {
  bins: number[];
  /** Where the bins begin. Smaller deviations are noise in every series, and steady series must not forget that. */
  smallest: number;
  /** Sum of all bins: the blocks that are remembered. */
  weight: number;
  blocks: number;
  block: number;
  /** Largest deviation of the present block. */
  largest: number;
  /** What it was fitted to: deviations that a share of the blocks stay below, and how fast the tail falls. */
  common: number;
  rare: number;
  slope: number;
}

const BINS_PER_OCTAVE = 6;
const BINS = 64;
const MEMORY_HOURS = 672;
/** Shares of the blocks that two anchors stay below. */
const COMMON_SHARE = 0.84;
const RARE_SHARE = 0.99;
/** Tail indices (1 / alpha of a Pareto tail): how fast the probability falls beyond each anchor. */
const SLOPE = { least: 0.25, most: 0.9, expected: 0.3, weight: 6 };
const RARE_SLOPE = 0.13;
/**
 * Blocks enter with no more than this share of the limit, so that an anomaly does not hide the next one; of a series
 * that raises alarms again and again they enter nearly as they are, and its limit rises.
 */
const LARGEST_SHARE = { usual: 0.6, restless: 8 };
/** Expected hours between two such deviations from which on one is an anomaly. */
const LIMIT_HOURS = 1344;
const ALWAYS_FIT_BLOCKS = 200;

/** The moment of a deviation. */
export interface When {
  readonly at: EpochMs;
  /** Length of the blocks of which the largest deviation is remembered. */
  readonly blockMs: number;
  /** The series raised many alarms lately. */
  readonly restless: boolean;
}

/** A tail that has seen nothing. */
export const tailMemory = (smallest: number): TailMemory => ({
  bins: new Array<number>(BINS).fill(0),
  smallest,
  weight: 0,
  blocks: 0,
  block: -1,
  largest: 0,
  common: smallest,
  rare: smallest,
  slope: SLOPE.expected,
});

/**
 * Takes a deviation and says how rare it is (`weight`: how much of it counts, 0 to 1): the decimal logarithm of the expected time between two such ones over
 * the limit of eight weeks. Above 0 it is an anomaly; `-Infinity` for a common one.
 *
 * Beyond each anchor the tail is taken for a Pareto tail, as in Weissman, "Estimation of Parameters and Large
 * Quantiles Based on the k Largest Observations" (JASA 1978); block maxima and alarms by return period as in extreme
 * value theory (Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory", KDD 2017). The first anchor
 * lies deep in the bulk, where anomalies of the past cannot reach; the second stops what recurs again and again.
 */
export function rarity(tail: TailMemory, deviation: number, weight: number, when: When): number {
  const { at, blockMs } = when;
  const block = Math.floor(at / blockMs);
  if (block !== tail.block) closeBlock(tail, block, when);
  if (deviation > tail.largest) tail.largest = deviation;
  const judged = deviation * weight;
  if (judged <= tail.common) return Number.NEGATIVE_INFINITY;
  const beyondCommon = (1 - COMMON_SHARE) * (judged / tail.common) ** (-1 / tail.slope);
  const beyondRare = (1 - RARE_SHARE) * Math.min(1, tail.rare / judged) ** (1 / RARE_SLOPE);
  return Math.log10(blockMs / HOUR_MS / Math.max(beyondCommon, beyondRare) / LIMIT_HOURS);
}

/** The deviation from which on the bulk alone calls one an anomaly: where a chart draws its band. */
export function limitOf(tail: TailMemory, blockMs: number): number {
  return tail.common * ((1 - COMMON_SHARE) / (blockMs / HOUR_MS / LIMIT_HOURS)) ** tail.slope;
}

function closeBlock(tail: TailMemory, block: number, when: When): void {
  if (tail.block >= 0) remember(tail, when);
  tail.block = block;
  tail.largest = 0;
}

function remember(tail: TailMemory, { blockMs, restless }: When): void {
  const blockHours = blockMs / HOUR_MS;
  const share = restless ? LARGEST_SHARE.restless : LARGEST_SHARE.usual;
  const largest = Math.min(Math.max(tail.largest, tail.smallest), limitOf(tail, blockMs) * share);
  const most = MEMORY_HOURS / blockHours;
  if (tail.weight > most) {
    const kept = 1 - 1 / most;
    tail.bins = tail.bins.map((each) => each * kept);
    tail.weight *= kept;
  }
  const bin = Math.floor(BINS_PER_OCTAVE * Math.log2(largest / tail.smallest));
  const place = Math.max(0, Math.min(BINS - 1, bin));
  tail.bins[place] = (tail.bins[place] ?? 0) + 1;
  tail.weight += 1;
  tail.blocks += 1;
  if (tail.blocks < ALWAYS_FIT_BLOCKS || tail.blocks % 4 === 0) refit(tail);
}

function refit(tail: TailMemory): void {
  const half = quantile(tail, 0.5);
  tail.common = quantile(tail, COMMON_SHARE);
  tail.rare = quantile(tail, RARE_SHARE);
  const seen = Math.log(tail.common / half) / Math.log(0.5 / (1 - COMMON_SHARE));
  const slope = (tail.weight * seen + SLOPE.weight * SLOPE.expected) / (tail.weight + SLOPE.weight);
  tail.slope = Math.max(SLOPE.least, Math.min(SLOPE.most, slope));
}

function quantile({ bins, weight, smallest }: TailMemory, share: number): number {
  const wanted = share * weight;
  let below = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const here = bins[bin] ?? 0;
    if (here > 0 && below + here >= wanted) {
      return smallest * 2 ** ((bin + (wanted - below) / here) / BINS_PER_OCTAVE);
    }
    below += here;
  }
  return smallest;
}

/** How long a series stood still, and how long it is used to. */
export interface FlatMemory {
  /** Points in a row that equal the one before. */
  run: number;
  /** Longest run of the past; forgotten slowly. */
  longest: number;
  /** Share of points that equal the one before, the latest 2,000 or so. */
  share: number;
  count: number;
}

const MOST_COUNTED = 2000;
const LEAST_COUNTED = 200;
const LEAST_POINTS = 12;
const LEAST_MS = 2 * 3_600_000;
/** Only series that hardly ever stand still are watched for it. */
const MOST_SHARE = 0.2;
const TIMES_LONGEST = 4;

/** A series that has not moved yet. */
export const flatMemory = (): FlatMemory => ({ run: 0, longest: 0, share: 0, count: 0 });

/**
 * Takes a point and says how surely the series is stuck: a logarithm as in `rarity`, 0 at the limit; `-Infinity` while
 * it moves. Said once a run: then the run is part of the past.
 */
export function standsStill(flat: FlatMemory, same: boolean, stepMs: number): number {
  flat.count = Math.min(flat.count + 1, MOST_COUNTED);
  flat.share += ((same ? 1 : 0) - flat.share) / flat.count;
  if (!same) {
    flat.longest = Math.max(flat.longest * 0.9999, flat.run);
    flat.run = 0;
    return Number.NEGATIVE_INFINITY;
  }
  flat.run += 1;
  const needed = Math.max(LEAST_POINTS, LEAST_MS / Math.max(1, stepMs), TIMES_LONGEST * (flat.longest + 1));
  const used = flat.count >= LEAST_COUNTED && flat.share <= MOST_SHARE;
  const stuck = used && flat.run >= needed && flat.run < needed + 1;
  return stuck
    ? Math.min(3, flat.run * -Math.log10(Math.max(flat.share, 0.01)) * 0.05)
    : Number.NEGATIVE_INFINITY;
}

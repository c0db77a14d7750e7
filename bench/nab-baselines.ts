import type { EpochMs } from '#core/time';
import type { LabelledSeries } from './nab-data.ts';

/** An episode of a plain detector. */
export interface PlainEpisode {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** Says how far a value is from the values before it, in units of their usual distance; undefined while it learns. */
type Distance = (value: number) => number | undefined;

/** A detector that anybody would write first. */
export interface PlainDetector {
  readonly name: string;
  readonly start: () => Distance;
}

/** Neither says anything before it has seen so many points. */
const LEARNING_POINTS = 100;
const ROLLING_POINTS = 288;
/** Normal values are this many median deviations from their median as often as one standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Without it a constant series would raise an alarm over rounding. */
const FLOOR_SHARE = 0.01;
/** Detections closer than this are one episode, as with ours. */
const MERGE_MS = 3 * 3_600_000;

/** Mean and standard deviation of all values so far. */
const threeSigma = (): Distance => {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return (value) => {
    const sigma = Math.sqrt(squares / Math.max(1, count));
    const floor = Math.abs(mean) * FLOOR_SHARE || Number.EPSILON;
    const away = count < LEARNING_POINTS ? undefined : Math.abs(value - mean) / Math.max(sigma, floor);
    count += 1;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
    return away;
  };
};

/** Median and median absolute deviation of the last 288 values. */
const rollingMedian = (): Distance => {
  const values: number[] = [];
  const sorted: number[] = [];
  return (value) => {
    const middle = middleOf(sorted);
    const floor = Math.abs(middle) * FLOOR_SHARE || Number.EPSILON;
    const spread = MAD_TO_SIGMA * middleDistance(sorted, middle);
    const away =
      values.length < LEARNING_POINTS ? undefined : Math.abs(value - middle) / Math.max(spread, floor);
    values.push(value);
    sorted.splice(placeOf(sorted, value), 0, value);
    if (values.length > ROLLING_POINTS) sorted.splice(placeOf(sorted, values.shift() ?? 0), 1);
    return away;
  };
};

/** The two that ours is compared with. */
export const PLAIN_DETECTORS: readonly PlainDetector[] = [
  { name: 'standard deviations from the mean', start: threeSigma },
  { name: 'deviations from the rolling median', start: rollingMedian },
];

/** How far each measured point is out; `undefined` while the detector learns. */
export function distances(series: LabelledSeries, detector: PlainDetector): readonly (number | undefined)[] {
  const distance = detector.start();
  return series.points.map(({ value }) => (value === null ? undefined : distance(value)));
}

/** Points beyond the limit, those close to each other as one episode. */
export function plainEpisodes(
  series: LabelledSeries,
  away: readonly (number | undefined)[],
  limit: number,
): readonly PlainEpisode[] {
  const episodes: PlainEpisode[] = [];
  for (const [index, { at }] of series.points.entries()) {
    if ((away[index] ?? 0) <= limit) continue;
    const open = episodes.at(-1);
    if (open && at - open.end <= MERGE_MS) episodes[episodes.length - 1] = { ...open, end: at };
    else episodes.push({ start: at, end: at });
  }
  return episodes;
}

function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** The median distance from the middle, found from the middle outwards. */
function middleDistance(sorted: readonly number[], middle: number): number {
  let left = placeOf(sorted, middle) - 1;
  let right = left + 1;
  let distance = 0;
  for (let count = 0; count < (sorted.length + 1) >> 1; count += 1) {
    const below = middle - (sorted[left] ?? Number.NEGATIVE_INFINITY);
    const above = (sorted[right] ?? Number.POSITIVE_INFINITY) - middle;
    distance = Math.min(below, above);
    if (below < above) left -= 1;
    else right += 1;
  }
  return distance;
}

/** The first place whose value is not smaller. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

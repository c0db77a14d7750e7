import { rounded, takeMedian } from './median.ts';

/** Mean distance from what was expected, hour by hour: the unit in which deviations are measured. */
export interface NoiseMemory {
  sum: number;
  count: number;
  /** Mean of each of the latest hours that had values. */
  hours: number[];
  /** Median of them. */
  scale: number;
}

const HOURS_KEPT = 72;
/** Larger distances count as this many times the noise, once it is known: an anomaly must not become the scale. */
const LARGEST = 6;
const KNOWN_HOURS = 12;

/** Noise that has seen nothing. */
export const noiseMemory = (): NoiseMemory => ({ sum: 0, count: 0, hours: [], scale: 0 });

/** Adds one distance. `unit`: the noise as it is used now, its floor included. */
export function addNoise(noise: NoiseMemory, distance: number, unit: number): void {
  const size = Math.abs(distance);
  noise.sum += noise.hours.length > KNOWN_HOURS ? Math.min(size, LARGEST * unit) : size;
  noise.count += 1;
}

/** Ends an hour and returns its mean. */
export function closeNoise(noise: NoiseMemory): number {
  const mean = rounded(noise.sum / Math.max(1, noise.count));
  noise.hours.push(mean);
  if (noise.hours.length > HOURS_KEPT) noise.hours.shift();
  noise.scale = takeMedian(noise.hours.slice());
  noise.sum = 0;
  noise.count = 0;
  return mean;
}

/** One hour in milliseconds: the grain in which the past is remembered. */
export const HOUR_MS = 3_600_000;

/** One number for each of the latest hours: `values.at(-1)` is that of hour `last`, counted from 1970. */
export interface HourRing {
  last: number;
  /** `null`: nothing was measured in that hour. */
  values: (number | null)[];
}

/** An empty ring. */
export const hourRing = (): HourRing => ({ last: -1, values: [] });

/** Appends the number of an hour later than all before; hours between get `null`; at most `most` are kept. */
export function putHour(ring: HourRing, hour: number, value: number, most: number): void {
  const skipped = ring.values.length === 0 ? 0 : Math.min(hour - ring.last - 1, most);
  for (let index = 0; index < skipped; index += 1) ring.values.push(null);
  ring.values.push(value);
  if (ring.values.length > most) ring.values.splice(0, ring.values.length - most);
  ring.last = hour;
}

/** The number of an hour; `null` where there is none. */
export function hourAt(ring: HourRing, hour: number): number | null {
  return ring.values[ring.values.length - 1 - (ring.last - hour)] ?? null;
}

/** The numbers of `hour - lag`, `hour - 2 lag` and so on, `count` at most, without those that are missing. */
export function laggedHours(ring: HourRing, hour: number, lag: number, count: number): number[] {
  const found: number[] = [];
  for (let index = 1; index <= count; index += 1) {
    const value = hourAt(ring, hour - lag * index);
    if (value !== null) found.push(value);
  }
  return found;
}

/** The latest numbers that are not missing, `count` at most, newest first. */
export function latestHours(ring: HourRing, count: number): number[] {
  const found: number[] = [];
  for (let index = ring.values.length - 1; index >= 0 && found.length < count; index -= 1) {
    const value = ring.values[index];
    if (value !== null && value !== undefined) found.push(value);
  }
  return found;
}

import { middleOf } from './median.ts';

/** The latest values, in order of arrival and of size. */
export interface LocalMemory {
  recent: number[];
  sorted: number[];
}

const POINTS = 13;

/** No values yet. */
export const localMemory = (): LocalMemory => ({ recent: [], sorted: [] });

/** Median of the values before this one, which is taken in; the value itself when it is the first. */
export function localLevel(local: LocalMemory, value: number): number {
  const { recent, sorted } = local;
  const level = recent.length === 0 ? value : middleOf(sorted);
  recent.push(value);
  if (recent.length > POINTS) {
    const oldest = recent.shift() ?? value;
    replace(sorted, sorted.indexOf(oldest), value);
  } else {
    sorted.push(value);
    replace(sorted, sorted.length - 1, value);
  }
  return level;
}

/** Puts a value in the place of another and moves it to where it belongs. */
function replace(sorted: number[], place: number, value: number): void {
  let at = place;
  while (at > 0 && (sorted[at - 1] ?? 0) > value) {
    sorted[at] = sorted[at - 1] ?? 0;
    at -= 1;
  }
  while (at < sorted.length - 1 && (sorted[at + 1] ?? 0) < value) {
    sorted[at] = sorted[at + 1] ?? 0;
    at += 1;
  }
  sorted[at] = value;
}

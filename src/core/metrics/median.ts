/** Sorts numbers in place, smallest first, by insertion: fastest for the few dozen that it is used for. */
export function sortNumbers(values: number[]): number[] {
  for (let index = 1; index < values.length; index += 1) {
    const value = values[index] as number;
    let place = index - 1;
    while (place >= 0 && (values[place] as number) > value) {
      values[place + 1] = values[place] as number;
      place -= 1;
    }
    values[place + 1] = value;
  }
  return values;
}

/** The middle of sorted values; of an even number the mean of the two in the middle; 0 for none. */
export function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? upper)) / 2;
}

/** Below this size sorting beats selecting. */
const SMALL = 8;

/** The median; 0 for no values. Changes the order of what it is given. */
export function takeMedian(values: number[]): number {
  if (values.length < SMALL) return middleOf(sortNumbers(values));
  const half = values.length >> 1;
  const upper = select(values, half);
  if (values.length % 2 === 1) return upper;
  let lower = values[0] as number;
  for (let index = 1; index < half; index += 1) lower = Math.max(lower, values[index] as number);
  return (lower + upper) / 2;
}

/** Moves the value of a rank to its place, smaller ones before it: Hoare, "Algorithm 65: Find" (CACM 1961). */
function select(values: number[], rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const [left, right] = partition(values, low, high);
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank] as number;
}

/** Parts a range into values not above a pivot and values not below it; returns where the two parts begin and end. */
function partition(values: number[], low: number, high: number): readonly [left: number, right: number] {
  const pivot = values[(low + high) >> 1] as number;
  let left = low;
  let right = high;
  while (left <= right) {
    while ((values[left] as number) < pivot) left += 1;
    while ((values[right] as number) > pivot) right -= 1;
    if (left > right) break;
    const moved = values[left] as number;
    values[left] = values[right] as number;
    values[right] = moved;
    left += 1;
    right -= 1;
  }
  return [left, right];
}

/** Six significant digits: what is remembered for weeks needs no more, and the state stays small. */
export const rounded = (value: number): number => Number(value.toPrecision(6));

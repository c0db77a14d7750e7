/** What tells noise from rounding: the size of the values and the smallest step between two of them. */
export interface FloorMemory {
  /** Mean size of the values, the latest 500 or so. */
  size: number;
  count: number;
  /** Smallest difference between neighbours that is not none; `null` before there is one. */
  quantum: number | null;
  /** Share of points that differ from the one before, the latest 500 or so. */
  moves: number;
}

const SHARE_OF_SIZE = 0.03;
const SMALLEST = 1e-9;
/** From this share of moves on the smallest step counts in full. */
const MOVING_SHARE = 0.02;
const MOST_COUNTED = 500;

/** A floor that has seen nothing. */
export const floorMemory = (): FloorMemory => ({ size: 0, count: 0, quantum: null, moves: 0 });

/** Takes one value and the one before it. */
export function learnFloor(floor: FloorMemory, value: number, before: number | null): void {
  floor.count = Math.min(floor.count + 1, MOST_COUNTED);
  floor.size += (Math.abs(value) - floor.size) / floor.count;
  if (before !== null) floor.moves += ((before === value ? 0 : 1) - floor.moves) / floor.count;
  if (before === null || before === value) return;
  const step = Math.abs(value - before);
  if (floor.quantum === null || step < floor.quantum) floor.quantum = step;
}

/**
 * Deviations are measured in no smaller unit than this: 3 % of the values, or half their smallest step where the
 * series moves at all: a count that is mostly 0 and sometimes 1 is no alarm at 2; one that was always 0 is one at 1.
 */
export function noiseFloor({ size, quantum, moves }: FloorMemory): number {
  const step = (quantum ?? 0) * Math.min(1, moves / MOVING_SHARE);
  return Math.max(size * SHARE_OF_SIZE, step / 2, SMALLEST);
}

/** The usual distance between two points, and how many more said so than not. */
export interface StepMemory {
  ms: number;
  votes: number;
}

const MOST_VOTES = 50;
/** Distances that differ by less are the same: agents are late by seconds. */
const TOLERANCE = 0.05;

/**
 * Learns the sampling interval from one more distance between points.
 *
 * The majority is found without keeping the distances: Boyer and Moore, "MJRTY: A Fast Majority Vote Algorithm" (1981).
 */
export function learnStep(step: StepMemory, distanceMs: number): void {
  if (Math.abs(distanceMs - step.ms) <= step.ms * TOLERANCE) {
    step.votes = Math.min(step.votes + 1, MOST_VOTES);
    return;
  }
  step.votes -= 1;
  if (step.votes >= 0) return;
  step.ms = distanceMs;
  step.votes = 0;
}

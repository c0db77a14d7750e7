import type { EpochMs } from '../time.ts';
import { type BaselineMemory, baselineMemory } from './baseline.ts';
import { type EpisodesMemory, episodesMemory } from './episode.ts';
import { type TailsMemory, tailsMemory } from './evidence.ts';
import type { StepMemory } from './sampling-step.ts';
import type { ThresholdMemory } from './threshold.ts';

/** What is remembered of a series between batches: plain JSON, at most 64 KiB. Its shape is nobody else's business. */
export interface MetricState {
  readonly version: 1;
  readonly memory: SeriesMemory;
}

/** The parts of the memory. Nothing here is kept by reference outside one call of `observe`. */
export interface SeriesMemory {
  /** Time of the first and the latest point, missing ones included. */
  first: EpochMs | null;
  last: EpochMs | null;
  /** Time and value of the latest point that was measured. */
  measured: { at: EpochMs; value: number } | null;
  count: number;
  step: StepMemory;
  thresholds: ThresholdMemory[];
  baseline: BaselineMemory;
  tails: TailsMemory;
  episodes: EpisodesMemory;
  chart: ChartMemory;
}

/** The latest points, by column. */
export interface ChartMemory {
  at: EpochMs[];
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

/** A copy to work on: what the caller holds is never changed. Without a state, or with one of another version, a new one. */
export function workingMemory(state: MetricState | undefined): SeriesMemory {
  return state?.version === 1 ? copyPlain(state.memory) : newMemory();
}

function newMemory(): SeriesMemory {
  return {
    first: null,
    last: null,
    measured: null,
    count: 0,
    step: { ms: 0, votes: 0 },
    thresholds: [],
    baseline: baselineMemory(),
    tails: tailsMemory(),
    episodes: episodesMemory(),
    chart: { at: [], value: [], low: [], high: [] },
  };
}

function copyPlain<T>(value: T): T {
  if (Array.isArray(value)) {
    return (typeof value[0] === 'object' ? value.map((each) => copyPlain(each)) : value.slice()) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyPlain(each)])) as T;
}

import type { EpochMs } from '../time.ts';
import type { Anomaly, AnomalyChange } from './anomaly.ts';
import { learnNoise } from './baseline.ts';
import type { Band } from './chart.ts';
import { type Deviation, deviate } from './deviation.ts';
import { closeQuiet, continueOrOpen, isNewNormal, isRestless, type OpenEpisode, scoreOf } from './episode.ts';
import { drifted, type Evidence, pointBlockMs, weigh } from './evidence.ts';
import { standsStill } from './flat-line.ts';
import { HOUR_MS } from './hour-ring.ts';
import type { MetricState, SeriesMemory } from './metric-state.ts';
import { keepsNewLevel } from './new-level.ts';
import { rebase } from './season.ts';
import { limitOf } from './tail.ts';

/** Before this nothing is said: a day is the least from which anything can be learnt. */
const LEARNING = { ms: 24 * HOUR_MS, points: 60, stepPoints: 10 };
/** What a series did once or never in its first days may be its habit: more evidence is asked for then, in decades. */
const YOUNG = { ms: 48 * HOUR_MS, decades: 2 };
/** Longest time for which one point moves the smoothed deviation on, in steps: a gap teaches nothing. */
const LONGEST_STEPS = 3;

/** What the baseline says about one point. */
export interface BaselineVerdict {
  readonly changes: readonly AnomalyChange[];
  readonly deviation: Deviation;
}

/** Compares a measured point with the past of its series. */
export function watchBaseline(
  memory: SeriesMemory,
  series: string,
  at: EpochMs,
  value: number,
): BaselineVerdict {
  const { baseline, episodes, measured, step } = memory;
  const passed = measured === null ? 0 : Math.min(at - measured.at, Math.max(step.ms, 1) * LONGEST_STEPS);
  const deviation = deviate(baseline, at, value, measured?.value ?? null, step.ms);
  learnNoise(baseline, deviation);
  baseline.drift = drifted(baseline, deviation, passed, step.ms);
  const still = standsStill(baseline.flat, measured?.value === value, step.ms);
  const changes: AnomalyChange[] = [];
  if (memory.count < LEARNING.stepPoints) return { changes, deviation };
  const signs = {
    deviation,
    drift: baseline.drift,
    paired: baseline.out,
    restless: isRestless(episodes, at),
  };
  const evidence = strongest(weigh(memory.tails, signs, at, step.ms), still);
  baseline.out = evidence.out;
  const closed = closeQuiet(episodes, at, step.ms);
  if (closed) {
    const stays = keepsNewLevel(closed, baseline, deviation, step.ms) ? { isNewLevel: true as const } : {};
    const anomaly = { ...anomalyOf(series, closed, closed.last), ...stays };
    changes.push({ what: 'closed', at, anomaly });
  }
  const age = at - (memory.first ?? at);
  const ready = isReady(memory, age);
  const judged = age < YOUNG.ms ? { ...evidence, decades: evidence.decades - YOUNG.decades } : evidence;
  const what = ready ? continueOrOpen(episodes, at, value, deviation.expected, judged) : undefined;
  if (isNewNormal(episodes, at)) rebase(baseline.season);
  if (what && episodes.open) changes.push({ what, at, anomaly: anomalyOf(series, episodes.open, undefined) });
  return { changes, deviation };
}

const isReady = ({ count }: SeriesMemory, age: number): boolean =>
  age >= LEARNING.ms && count > LEARNING.points;

/** Whether the baseline has said nothing about a series yet: its points span less than a day, or are 60 at most. */
export function isLearning({ memory }: MetricState): boolean {
  return memory.first === null || memory.last === null || !isReady(memory, memory.last - memory.first);
}

const strongest = (evidence: Evidence, still: number): Evidence =>
  still > evidence.decades ? { ...evidence, decades: still, kind: 'shift' } : evidence;

function anomalyOf(series: string, episode: OpenEpisode, end: EpochMs | undefined): Anomaly {
  const { start, peak, expected, kind } = episode;
  return { series, start, end, peak, expected, score: scoreOf(episode.decades), kind };
}

/** The values that would not have been called an anomaly; `undefined` while it learns. */
export function usualBand(memory: SeriesMemory, deviation: Deviation): Band | undefined {
  if (memory.count <= LEARNING.points) return undefined;
  const block = pointBlockMs(memory.step.ms);
  const { expected, seasonUnit } = deviation;
  return {
    low: expected - seasonUnit * limitOf(memory.tails.seasonDown, block),
    high: expected + seasonUnit * limitOf(memory.tails.seasonUp, block),
  };
}

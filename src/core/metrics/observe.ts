import type { EpochMs } from '../time.ts';
import type { AnomalyChange } from './anomaly.ts';
import { addToChart, CHART_POINTS, chartPoints } from './chart.ts';
import type { MetricPoint } from './metric-point.ts';
import { type MetricState, type SeriesMemory, workingMemory } from './metric-state.ts';
import type { Observed } from './observed.ts';
import { learnStep } from './sampling-step.ts';
import { usualBand, watchBaseline } from './watch-baseline.ts';
import type { WatchSettings } from './watch-settings.ts';
import { fitThresholds, watchThresholds } from './watch-thresholds.ts';

/** Larger numbers are no measurements: their differences would leave what a number can hold. */
const LARGEST = 1e100;

/**
 * Takes the next points of a series, in order of time, and says which anomalies opened, changed or closed.
 *
 * Pure: the state given is left as it is. Split into any batches the points lead to the same changes and the same
 * state. A point that is not later than the one before it is a duplicate or late and is
 * passed over. A value that is no number, or beyond 1e100, is a missing one.
 */
export function observe(
  series: string,
  state: MetricState | undefined,
  points: readonly MetricPoint[],
  settings: WatchSettings,
): Observed {
  const memory = workingMemory(state);
  const changes: AnomalyChange[] = [...fitThresholds(memory, series, settings.thresholds)];
  const fresh = laterPoints(points, memory.last);
  const charted = fresh.length - CHART_POINTS;
  for (const [index, { at, value }] of fresh.entries()) {
    const measured = value !== null && Math.abs(value) <= LARGEST ? value : null;
    changes.push(...watchThresholds(memory, series, at, measured, settings.thresholds));
    takeTime(memory, at);
    const baseline = measured !== null && settings.baseline;
    const verdict = baseline ? watchBaseline(memory, series, at, measured) : undefined;
    if (verdict) changes.push(...verdict.changes);
    if (measured !== null) memory.measured = { at, value: measured };
    if (index < charted) continue;
    addToChart(memory.chart, at, measured, verdict && usualBand(memory, verdict.deviation));
  }
  return { state: { version: 1, memory }, changes, chart: chartPoints(memory.chart) };
}

/** The points that are later than all before them. */
function laterPoints(points: readonly MetricPoint[], after: EpochMs | null): readonly MetricPoint[] {
  let last = after ?? Number.NEGATIVE_INFINITY;
  return points.filter(({ at }) => {
    const later = at > last;
    if (later) last = at;
    return later;
  });
}

function takeTime(memory: SeriesMemory, at: EpochMs): void {
  if (memory.last !== null) learnStep(memory.step, at - memory.last);
  memory.first ??= at;
  memory.last = at;
  memory.count += 1;
}

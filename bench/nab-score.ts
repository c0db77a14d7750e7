import type { EpochMs } from '#core/time';
import type { LabelledSeries } from './nab-data.ts';

/** What a detector said at one row: the higher, the surer. Rows that are not named say nothing. */
export interface Detection {
  readonly at: EpochMs;
  readonly score: number;
}

/** A series and what one detector said about it. */
export interface Judged {
  readonly series: LabelledSeries;
  readonly detections: readonly Detection[];
}

/** NAB's standard profile: a false alarm costs 0.11, a missed window 1, a window found at once brings 1. */
const FALSE_ALARM_COST = 0.11;
/** NAB judges nothing in the first 15 % of a series, and never more than 750 rows of it. */
const PROBATION = { share: 0.15, rows: 750 };

/**
 * NAB's standard score over all series given: 0 for a detector that says nothing, 100 for one that names the first
 * row of every window and no other row. The threshold is the one that is best over all series together.
 *
 * Source: Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark",
 * ICMLA 2015 (scoring function, application profiles, threshold, normalisation).
 */
export function nabScore(judged: readonly Judged[]): { readonly score: number; readonly threshold: number } {
  const windows = judged.reduce((sum, { series }) => sum + series.windows.length, 0);
  const steps = judged.flatMap((each) => scoreSteps(each)).sort((a, b) => b.threshold - a.threshold);
  // Every window is missed until a detection at or above the threshold finds it.
  let raw = -windows;
  let best = { raw, threshold: Number.POSITIVE_INFINITY };
  for (const [index, step] of steps.entries()) {
    raw += step.gain;
    const last = steps[index + 1]?.threshold !== step.threshold;
    if (last && raw > best.raw) best = { raw, threshold: step.threshold };
  }
  const score = windows === 0 ? 0 : (100 * (best.raw + windows)) / (2 * windows);
  return { score, threshold: best.threshold };
}

/** What the raw score gains when the threshold falls to this value. */
interface Step {
  readonly threshold: number;
  readonly gain: number;
}

function scoreSteps({ series, detections }: Judged): readonly Step[] {
  const rows = series.points.map(({ at }) => at);
  const windows = series.windows.map(([from, to]) => ({
    first: lowerBound(rows, from),
    last: lowerBound(rows, to + 1) - 1,
  }));
  const probation = Math.floor(Math.min(PROBATION.share * rows.length, PROBATION.share * 5000));
  const inWindow = windows.map((): { row: number; score: number }[] => []);
  const steps: Step[] = [];
  for (const { at, score } of detections) {
    const row = lowerBound(rows, at);
    if (row < probation) continue;
    const index = windows.findIndex(({ first, last }) => row >= first && row <= last);
    if (index >= 0) inWindow[index]?.push({ row, score });
    else steps.push({ threshold: score, gain: FALSE_ALARM_COST * falseWeight(row, windows) });
  }
  windows.forEach((window, index) => {
    steps.push(...windowSteps(window, inWindow[index] ?? []));
  });
  return steps;
}

/** Of the detections at or above the threshold only the earliest counts: so each may replace the one before it. */
function windowSteps({ first, last }: RowSpan, found: { row: number; score: number }[]): readonly Step[] {
  const steps: Step[] = [];
  let earliest: number | undefined;
  for (const { row, score } of found.sort((a, b) => b.score - a.score || a.row - b.row)) {
    if (earliest !== undefined && row >= earliest) continue;
    const gain =
      foundWeight(row, first, last) - (earliest === undefined ? -1 : foundWeight(earliest, first, last));
    steps.push({ threshold: score, gain });
    earliest = row;
  }
  return steps;
}

interface RowSpan {
  readonly first: number;
  readonly last: number;
}

const sigmoid = (y: number): number => 2 / (1 + Math.exp(5 * y)) - 1;

const foundWeight = (row: number, first: number, last: number): number =>
  sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1);

/** From 0 right behind a window down to -1 far from it. */
function falseWeight(row: number, windows: readonly RowSpan[]): number {
  const before = windows.filter(({ last }) => last < row).at(-1);
  if (before === undefined) return -1;
  const away = (row - before.last) / Math.max(1, before.last - before.first);
  return away > 3 ? -1 : sigmoid(away);
}

function lowerBound(rows: readonly number[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

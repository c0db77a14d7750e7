import type { EpochMs } from '../time.ts';
import { rounded } from './median.ts';
import type { ChartMemory } from './metric-state.ts';
import type { ChartPoint } from './observed.ts';

/** Points that a chart shows at most. */
export const CHART_POINTS = 120;

/** The values that are usual at one point. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Appends a point; the oldest goes when there are too many. */
export function addToChart(
  chart: ChartMemory,
  at: EpochMs,
  value: number | null,
  band: Band | undefined,
): void {
  chart.at.push(at);
  chart.value.push(value);
  chart.low.push(band === undefined ? null : rounded(band.low));
  chart.high.push(band === undefined ? null : rounded(band.high));
  if (chart.at.length <= CHART_POINTS) return;
  for (const column of [chart.at, chart.value, chart.low, chart.high]) column.shift();
}

/** The points of a chart, oldest first. */
export function chartPoints(chart: ChartMemory): readonly ChartPoint[] {
  return chart.at.map((at, index) => {
    const [low, high] = [chart.low[index] ?? null, chart.high[index] ?? null];
    const point = { at, value: chart.value[index] ?? null };
    return low === null || high === null ? point : { ...point, low, high };
  });
}

import type { Anomaly } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import { sparkline } from '#core/sparkline';

const COLUMNS = 24;
/** Points before and after an episode, at least, so that it can be seen against what is usual. */
const AROUND = 6;

/** Draws an episode with what was around it in one line; of several points in one column the least usual is shown. */
export function chartOf({ start, end, expected }: Anomaly, points: readonly MetricPoint[]): string {
  const first = points.findIndex(({ at }) => at >= start);
  const last = end === undefined ? points.length - 1 : points.findLastIndex(({ at }) => at <= end);
  if (first < 0 || last < first) return '';
  const around = Math.max(AROUND, Math.ceil((last - first + 1) / 2));
  const shown = points.slice(Math.max(0, first - around), last + around + 1).map(({ value }) => value);
  const columns = Math.min(COLUMNS, shown.length);
  const from = (column: number): number => Math.floor((column * shown.length) / columns);
  const picked = Array.from({ length: columns }, (_, column) =>
    leastUsual(shown.slice(from(column), from(column + 1)), expected),
  );
  return sparkline(picked, COLUMNS);
}

function leastUsual(values: readonly (number | null)[], expected: number): number | null {
  const usual = Number.isFinite(expected) ? expected : 0;
  return values.reduce<number | null>((most, value) => {
    if (value === null || (most !== null && Math.abs(value - usual) <= Math.abs(most - usual))) return most;
    return value;
  }, null);
}

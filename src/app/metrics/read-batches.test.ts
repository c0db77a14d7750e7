import { describe, expect, it } from '@jest/globals';
import { readMetricWatches } from '#config/metric-watch';
import { observe } from '#core/metrics/observe';
import { DEFAULT_WATCH } from '#core/metrics/watch-settings';
import { epochMs, parseTime } from '#core/time';
import { seriesName } from '#ports/metric-reader';
import { readBatches } from './read-batches.ts';
import type { Visit } from './visit.ts';

const NO_STATE = observe('', undefined, [], DEFAULT_WATCH).state;
const NOW = parseTime('2026-03-15T09:02:00Z')!;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A series last seen some minutes ago; never where that is not given. */
function visit(index: number, minutesAgo?: number, periodSeconds = 300, statistic = 'Average'): Visit {
  const config = readMetricWatches({ watches: [{ id: 'w', namespace: 'A', periodSeconds, statistic }] });
  const [watch] = config.ok ? config.value.watches : [];
  const series = { namespace: 'A', metric: 'm', dimensions: { Host: String(index) } };
  const until = epochMs(NOW - 2 * MINUTE - (minutesAgo ?? 0) * MINUTE);
  const memory = { until, lastValue: until, state: NO_STATE, open: [] };
  return {
    target: { watch: watch!, series: { name: seriesName(series), ...series } },
    memory: minutesAgo === undefined ? undefined : memory,
    ...{ orphans: [], version: undefined, isDormant: false },
  };
}
const batches = (visits: readonly Visit[]) => readBatches(visits, NOW, 14 * DAY);

describe('readBatches', () => {
  it('reads 500 series that were seen lately in one go', () => {
    const sizes = batches(Array.from({ length: 1_100 }, (_, index) => visit(index, 15))).map(
      ({ reads }) => reads.length,
    );
    expect(sizes).toEqual([500, 500, 100]);
  });

  it('reads few enough points in one go to stop in time', () => {
    const all = batches(Array.from({ length: 60 }, (_, index) => visit(index)));
    // 14 days of five minutes are 4,032 points, and the one that has begun: a 12th of 50,400.
    expect(all.map(({ reads }) => reads.length)).toEqual([12, 12, 12, 12, 12]);
    expect(all[0]?.from).toBe(parseTime('2026-03-01T09:00:00Z'));
  });

  it('keeps new series from making those that are known expensive in time', () => {
    const all = batches([visit(1, 10), visit(2), visit(3, 60), visit(4, 12 * 60)]);
    expect(all.map(({ reads }) => reads.map(({ query }) => query.series.dimensions['Host']))).toEqual([
      ['2'],
      ['4'],
      ['3', '1'],
    ]);
    expect(all[2]?.from).toBe(parseTime('2026-03-15T08:05:00Z'));
  });

  it('asks for each period by itself, and once for what two want to know', () => {
    const all = batches([visit(1, 10), visit(1, 10), visit(1, 10, 300, 'Sum'), visit(1, 10, 60)]);
    expect(all.map(({ periodMs, reads }) => [periodMs, reads.map(({ visits }) => visits.length)])).toEqual([
      [60_000, [1]],
      [300_000, [2, 1]],
    ]);
  });
});

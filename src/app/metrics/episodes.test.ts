import { describe, expect, it } from '@jest/globals';
import { readMetricWatches } from '#config/metric-watch';
import type { Anomaly, AnomalyKind } from '#core/metrics/anomaly';
import { epochMs, isoFromMs, parseTime } from '#core/time';
import { type MetricSeries, seriesName } from '#ports/metric-reader';
import { activeSuppressions } from '../suppressions.ts';
import { episodesAfter, matchesOf } from './episodes.ts';
import { resourceOf } from './metric-event.ts';

const START = parseTime('2026-03-01T09:00:00Z')!;
const at = (step: number) => epochMs(START + step * 300_000);
const seriesWith = (dimensions: Readonly<Record<string, string>>): MetricSeries => {
  const named = { namespace: 'A', metric: 'm', dimensions };
  return { name: seriesName(named), ...named };
};
const config = readMetricWatches({
  watches: [{ id: 'w', title: 'W', namespace: 'A', unit: 'Percent', thresholds: [{ above: 90 }] }],
});
const [watch] = config.ok ? config.value.watches : [];
const target = { watch: watch!, series: seriesWith({ InstanceId: 'i-1' }) };
const anomaly = (kind: AnomalyKind, start: number, end?: number): Anomaly => ({
  ...{ series: target.series.name, kind, start: at(start), end: end === undefined ? undefined : at(end) },
  ...{ peak: 99, expected: 50, score: 0.9 },
});
const deps = {
  account: { accountId: '123456789012', region: 'eu-west-1' },
  suppressions: activeSuppressions([], START),
  now: START,
};
/** Steps of the points that count. */
const counted = (
  kind: AnomalyKind,
  values: readonly (number | null)[],
  given: { readonly band?: readonly [number, number]; readonly end?: number; readonly known?: boolean } = {},
) => {
  const points = values.map((value, step) => ({ at: at(step), value }));
  const [low, high] = given.band ?? [];
  const chart = points.map((point) => (low === undefined ? point : { ...point, low, high: high ?? low }));
  const episode = {
    anomaly: anomaly(kind, 1, given.end),
    isOver: given.end !== undefined,
    findingIds: given.known ? ['x'] : [],
  };
  const seen = { points: given.known ? points.slice(3) : points, chart };
  return matchesOf(episode, target, seen, deps).map(({ event }) => (event.at - START) / 300_000);
};

interface Counted {
  readonly name: string;
  readonly kind: AnomalyKind;
  readonly values: readonly (number | null)[];
  readonly band?: readonly [number, number];
  readonly steps: readonly number[];
}

describe('matchesOf', () => {
  it.each<Counted>([
    { name: 'over a limit', kind: 'threshold', values: [1, 95, 50, 96, 97], steps: [1, 3, 4] },
    { name: 'missing', kind: 'missing', values: [1, null, null, 4, null], steps: [1, 2, 4] },
    { name: 'of another level', kind: 'shift', values: [1, 7, 7, null, 8], steps: [1, 2, 4] },
    {
      ...{ name: 'outside of what is usual', kind: 'seasonal', values: [5, 20, 5, 1, 30] },
      ...{ band: [2, 9], steps: [1, 3, 4] },
    },
  ])('counts the points of an episode that are $name', ({ kind, values, steps, band }) => {
    expect(counted(kind, values, band ? { band } : {})).toEqual(steps);
  });

  it('counts nothing behind the end, and the first point in any case', () => {
    expect(counted('threshold', [1, 95, 96, 97, 98], { end: 3 })).toEqual([1, 2, 3]);
    expect(counted('threshold', [1, 80, 96])).toEqual([1, 2]);
  });

  it('counts only what is new of an episode that is known', () => {
    expect(counted('threshold', [1, 95, 96, 97, 98], { known: true })).toEqual([3, 4]);
  });

  it('gives an event that depends on nothing but series, watch, episode and point', () => {
    const [match] = matchesOf(
      { anomaly: anomaly('seasonal', 0), isOver: false, findingIds: [] },
      target,
      { points: [{ at: at(0), value: 12.3456 }], chart: [] },
      deps,
    );
    expect(match).toMatchObject({
      rule: { ruleId: 'trailhound:metric-anomaly', title: 'W: unlike itself' },
      event: {
        ...{ principal: 'i-1', eventSource: 'A', eventName: 'm', errorCode: 'seasonal', timeNote: 'ok' },
        ...{ key: expect.stringMatching(/^[a-z2-7]{16}$/), eventId: expect.stringMatching(/^metric:/) },
        record: {
          ...{ series: 'A/m{InstanceId=i-1}', watch: 'w', kind: 'seasonal', value: 12.3456 },
          ...{ reading: '12.35 Percent', dimensions: { InstanceId: 'i-1' } },
          episode: `seasonal ${isoFromMs(at(0))}`,
        },
      },
    });
  });
});

describe('episodesAfter', () => {
  it('keeps what was open and takes the newest word on each episode', () => {
    const known = { anomaly: anomaly('shift', 0), findingIds: ['a'] };
    const changes = [
      { what: 'opened' as const, at: at(2), anomaly: anomaly('threshold', 1) },
      { what: 'closed' as const, at: at(4), anomaly: anomaly('threshold', 1, 3) },
      { what: 'updated' as const, at: at(4), anomaly: { ...anomaly('shift', 0), peak: 200 } },
    ];
    expect(episodesAfter([known], changes)).toMatchObject([
      { anomaly: { kind: 'shift', peak: 200 }, isOver: false, findingIds: ['a'] },
      { anomaly: { kind: 'threshold', end: at(3) }, isOver: true, findingIds: [] },
    ]);
  });
});

describe('resourceOf', () => {
  it.each([
    [{ InstanceId: 'i-1', path: '/', device: 'xvda1' }, 'i-1'],
    [{ Zone: 'a', QueueName: 'jobs' }, 'jobs'],
    [{ Host: 'h' }, 'h'],
    [{}, 'm'],
  ])('calls a series with %j %s', (dimensions, name) => {
    expect(resourceOf(seriesWith(dimensions))).toBe(name);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { AnomalyChange } from '#core/metrics/anomaly';
import type { MetricPoint } from '#core/metrics/metric-point';
import type { MetricState } from '#core/metrics/metric-state';
import { observe } from '#core/metrics/observe';
import type { WatchSettings } from '#core/metrics/watch-settings';
import { epochMs } from '#core/time';
import { fc } from '../support/property.ts';
import { everyDay, madeSeries } from './made-series.ts';

const SETTINGS: WatchSettings = {
  thresholds: [
    { above: 200, clear: 190, m: 2, n: 3, missing: 'breaching' },
    { below: 90, m: 1, n: 1, missing: 'ignore' },
  ],
  baseline: true,
};

/** All changes, the last state and the last chart; every state goes through JSON, as a store has it. */
function inBatches(points: readonly MetricPoint[], cuts: readonly number[]) {
  const changes: AnomalyChange[] = [];
  let state: MetricState | undefined;
  let chart: unknown;
  const edges = [...new Set([0, ...cuts.map((cut) => cut % points.length), points.length])].sort(
    (a, b) => a - b,
  );
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const seen = observe('made', state, points.slice(from, edges[index + 1]), SETTINGS);
    changes.push(...seen.changes);
    chart = seen.chart;
    state = JSON.parse(JSON.stringify(seen.state)) as MetricState;
  }
  return JSON.stringify({ changes, state, chart });
}

/** A lively series: outliers, gaps, missing values, repeats and late points. */
const lively = (seed: number, minutes: number): readonly MetricPoint[] => {
  const made = madeSeries({ days: minutes === 60 ? 40 : 8, minutes, seed }, (m) => {
    if (m.chance < 0.01) return null;
    return everyDay(m) + (m.chance > 0.995 ? 150 : 0);
  });
  return made.flatMap((point, index) => {
    if (index % 97 === 5) return [];
    return index % 53 === 7 ? [point, point, { ...point, at: epochMs(point.at - 1) }] : [point];
  });
};

describe('observe', () => {
  it('says the same however the points are split', () => {
    const split = fc.record({
      seed: fc.integer({ min: 1, max: 1000 }),
      minutes: fc.constantFrom(5, 60),
      cuts: fc.array(fc.nat(5000), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(split, ({ seed, minutes, cuts }) => {
        const points = lively(seed, minutes);
        expect(inBatches(points, cuts)).toBe(inBatches(points, []));
      }),
      { numRuns: 25 },
    );
  });

  it('says the same point by point', () => {
    const points = lively(7, 60);

    expect(
      inBatches(
        points,
        points.map((_, index) => index),
      ),
    ).toBe(inBatches(points, []));
  });

  it('leaves the state that it was given as it was', () => {
    const points = lively(3, 60);
    const { state } = observe('made', undefined, points.slice(0, 500), SETTINGS);
    const before = JSON.stringify(state);
    observe('made', state, points.slice(500), SETTINGS);

    expect(JSON.stringify(state)).toBe(before);
  });

  it('takes anything for values, and its state stays plain and below 64 KiB', () => {
    const wild = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 900_000 }), fc.oneof(fc.double(), fc.constant(null), fc.integer())),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(wild, (steps) => {
        let at = 0;
        const points = steps.map(([step, value]) => {
          at += step;
          return { at: epochMs(at), value };
        });
        const { state } = observe('made', undefined, points, SETTINGS);
        const text = JSON.stringify(state);
        expect(text.length).toBeLessThan(65_536);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        expect(text).not.toContain('"peak":null');
      }),
      { numRuns: 60 },
    );
  });

  it('keeps its state below 64 KiB with long numbers and long memories', () => {
    const points = madeSeries({ days: 80, minutes: 5 }, (m) => -1e-11 * everyDay(m) * (1 + m.chance / 3));
    const { state, chart } = observe('made', undefined, points, SETTINGS);

    expect(JSON.stringify(state).length).toBeLessThan(65_536);
    expect(chart).toHaveLength(120);
  });

  it('gives a band of usual values with the chart once it knows some', () => {
    const points = madeSeries({ days: 10, minutes: 5 }, everyDay);
    const { chart } = observe('made', undefined, points, { thresholds: [], baseline: true });

    for (const { value, low, high } of chart) {
      expect(low).toBeLessThan(value ?? Number.NaN);
      expect(high).toBeGreaterThan(value ?? Number.NaN);
    }
  });
});

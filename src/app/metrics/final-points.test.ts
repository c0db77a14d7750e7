import { describe, expect, it } from '@jest/globals';
import type { MetricPoint } from '#core/metrics/metric-point';
import { type EpochMs, epochMs, parseTime } from '#core/time';
import { fc } from '../../../test/support/property.ts';
import { finalPoints, isDue } from './final-points.ts';

const MINUTE = 60_000;
const START = parseTime('2026-03-01T09:00:00Z')!;
const at = (minutes: number): EpochMs => epochMs(START + minutes * MINUTE);
const points = (values: readonly (number | null)[]): readonly MetricPoint[] =>
  values.flatMap((value, index) => (value === null ? [] : [{ at: at(5 * index), value }]));
const take = (values: readonly (number | null)[], now: number, after?: number) =>
  finalPoints(points(values), {
    ...{ periodMs: 5 * MINUTE, notBefore: epochMs(0), now: at(now) },
    after: after === undefined ? undefined : at(after),
  }).map(({ value }) => value);

describe('finalPoints', () => {
  it('takes a point three minutes after its period has ended, and not before', () => {
    expect(take([1, 2], 12)).toEqual([1]);
    expect(take([1, 2], 13)).toEqual([1, 2]);
  });

  it('waits ten minutes for a point that is not there, and lets what is behind it wait', () => {
    expect(take([1, null, 3, 4], 19)).toEqual([1]);
    expect(take([1, null, 3, 4], 20)).toEqual([1, null, 3]);
    expect(take([1, null, 3, 4], 23)).toEqual([1, null, 3, 4]);
  });

  it('begins with the first value, or behind what was taken', () => {
    expect(take([null, null, 3], 60).slice(0, 2)).toEqual([3, null]);
    expect(take([1, 2, 3], 18, 0)).toEqual([2, 3]);
    expect(take([], 600)).toEqual([]);
    expect(take([], 30, 0)).toEqual([null, null, null]);
  });

  it('takes the same points whatever pieces they are read in', () => {
    const value = fc.option(fc.integer({ min: 0, max: 9 }), { nil: null });
    const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 });
    const check = ([first, rest, runs]: readonly [number, readonly (number | null)[], readonly number[]]) => {
      const values = [first, ...rest];
      const taken: (number | null)[] = [];
      for (const now of [...runs, 500].sort((a, b) => a - b)) {
        const after = taken.length === 0 ? undefined : 5 * (taken.length - 1);
        taken.push(...take(values, now, after));
      }
      expect(taken).toEqual(take(values, 500));
    };
    fc.assert(fc.property(fc.tuple(fc.nat(9), fc.array(value, { maxLength: 60 }), times), check));
  });

  it.each([
    { now: 12, due: false },
    { now: 13, due: true },
  ])('says at $now minutes that the point behind the first is due: $due', ({ now, due }) => {
    expect(isDue(at(0), 5 * MINUTE, at(now))).toBe(due);
    expect(take([1, 2], now, 0)).toHaveLength(due ? 1 : 0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { LEAST_HOURS, unusual } from './spike.ts';

const hours = (count: number, value: (hour: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, hour) => value(hour));

describe('unusual', () => {
  it('says nothing of a kind that has less than a day of history', () => {
    expect(
      unusual(
        1_000,
        hours(LEAST_HOURS - 1, () => 0),
      ),
    ).toBeUndefined();
    expect(
      unusual(
        1_000,
        hours(LEAST_HOURS, () => 0),
      ),
    ).toEqual({ expected: 0, score: 1_000 });
  });

  it.each([
    { name: 'a steady kind', before: hours(168, (hour) => 100 + (hour % 5)), expected: 102, sigma: 10.1 },
    { name: 'a noisy kind', before: hours(168, (hour) => (hour * 37) % 100), expected: 49.5, sigma: 37.065 },
    { name: 'a rare kind', before: hours(168, () => 0), expected: 0, sigma: 1 },
    { name: 'a past spike', before: hours(168, (hour) => (hour === 90 ? 9_000 : 4)), expected: 4, sigma: 2 },
  ])('knows what to expect of $name', ({ before, expected, sigma }) => {
    const found = unusual(expected + 10 * sigma, before);
    expect(found?.expected).toBe(expected);
    expect(found?.score).toBeCloseTo(10, 1);
  });

  it('expects at this time of day what came at this time on other days', () => {
    const nightly = hours(168, (hour) => (hour % 24 === 0 ? 500 : 0));
    expect(unusual(500, nightly)).toEqual({ expected: 500, score: 0 });
    // an hour later still, and at noon no longer
    expect(unusual(500, [...nightly, 0])?.score).toBe(0);
    expect(unusual(500, [...nightly, 500, ...hours(11, () => 0)])?.score).toBeGreaterThan(100);
  });

  it('is not alarmed by one more burst of a kind that comes in bursts', () => {
    const bursts = hours(168, (hour) => (hour % 13 === 0 ? 40 : 0));
    expect(unusual(40, bursts)?.score).toBeLessThan(3);
    expect(unusual(400, bursts)?.score).toBeGreaterThan(10);
  });
});

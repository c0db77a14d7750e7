import { describe, expect, it } from '@jest/globals';
import { epochMs } from '../time.ts';
import { observe } from './observe.ts';
import { isLearning } from './watch-baseline.ts';

const START = Date.UTC(2026, 2, 2);
const DAY_STEPS = 288;
const settings = { thresholds: [], baseline: true };

/** Every five minutes; a little ripple, so that the series does not stand still. */
const series = (days: number, valueOn: (day: number) => number) =>
  Array.from({ length: days * DAY_STEPS }, (_, step) => ({
    at: epochMs(START + step * 300_000),
    value: valueOn(step / DAY_STEPS) + ((step * 7) % 5) / 5,
  }));
const closed = (days: number, valueOn: (day: number) => number) =>
  observe('s', undefined, series(days, valueOn), settings)
    .changes.filter(({ what }) => what === 'closed')
    .map(({ anomaly }) => anomaly.isNewLevel ?? false);

describe('an episode that closes', () => {
  it.each([
    { name: 'kept its new level', valueOn: (day: number) => (day < 8 ? 40 : 20), expected: [true] },
    {
      name: 'came back after an hour',
      valueOn: (day: number) => (day >= 8 && day < 8.04 ? 20 : 40),
      expected: [false],
    },
    {
      name: 'came to the high hours of its day too early, or began its first ones',
      valueOn: (day: number) => (day % 1 >= 0.5 || (day >= 8.35 && day < 8.5) ? 80 : 20),
      expected: [false, false, false, false, false],
    },
  ])('says whether it $name', ({ valueOn, expected }) => {
    expect(closed(12, valueOn)).toEqual(expected);
  });
});

describe('isLearning', () => {
  const after = (points: number, minutes: number) => {
    const given = Array.from({ length: points }, (_, step) => ({
      at: epochMs(START + step * minutes * 60_000),
      value: 40,
    }));
    return isLearning(observe('s', undefined, given, settings).state);
  };

  it.each([
    { points: 0, minutes: 5, expected: true },
    { points: 288, minutes: 5, expected: true },
    { points: 289, minutes: 5, expected: false },
    { points: 60, minutes: 60, expected: true },
    { points: 61, minutes: 60, expected: false },
  ])('is $expected after $points points, one every $minutes minutes', ({ points, minutes, expected }) => {
    expect(after(points, minutes)).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { anomaliesOf, everyDay, type Moment, madeSeries } from './made-series.ts';

const STEPS = [1, 5, 60];
const inHours = ({ day, hour }: Moment, from: number, to: number): boolean =>
  day === 15 && hour >= from && hour < to;

describe.each(STEPS)('a series with a value every %i minutes', (minutes) => {
  const run = (valueAt: (moment: Moment) => number | null, days = 28) =>
    anomaliesOf(madeSeries({ days, minutes }, valueAt));

  it.each([
    { name: 'of a daily rhythm', valueAt: everyDay },
    { name: 'of noise', valueAt: ({ noise }: Moment) => 50 + 5 * noise },
    { name: 'that never moves', valueAt: () => 7 },
    { name: 'that is mostly 0', valueAt: ({ chance }: Moment) => (chance < 0.05 ? 2 : 0) },
  ])('$name raises nothing', ({ valueAt }) => {
    expect(run(valueAt)).toEqual([]);
  });

  it('a spike is told at once, with its peak and what was expected', () => {
    const [spike, ...more] = run((m) => everyDay(m) + (inHours(m, 14, 15) ? 90 : 0));

    expect(more).toEqual([]);
    expect(spike).toMatchObject({ kind: 'seasonal', knownAfterHours: 0 });
    expect(spike?.startDay).toBeCloseTo(15 + 14 / 24, 2);
    expect(spike?.hours).toBeLessThanOrEqual(1);
    expect(spike?.peak).toBeGreaterThan(240);
    expect(spike?.expected).toBeGreaterThan(150);
    expect(spike?.expected).toBeLessThan(200);
    expect(spike?.score).toBeGreaterThan(0.5);
    expect(spike?.score).toBeLessThanOrEqual(1);
  });

  it('a drop to zero for two hours is one anomaly that ends', () => {
    const found = run((m) => (inHours(m, 10, 12) ? 0 : everyDay(m)));

    expect(found).toHaveLength(1);
    expect(found[0]?.startDay).toBeCloseTo(15 + 10 / 24, 1);
    expect(found[0]?.peak).toBe(0);
    expect(found[0]?.hours).toBeLessThan(4);
  });

  it('a shift is told once and then is the new normal', () => {
    const found = run((m) => everyDay(m) + (m.day >= 15 ? 60 : 0), 21);

    expect(found).toHaveLength(1);
    expect(found[0]?.startDay).toBeCloseTo(15, 1);
    expect(found[0]?.hours).toBeLessThanOrEqual(24);
  });

  it('a slow rise to a new level is told once, as a shift', () => {
    const rise = ({ day, hour }: Moment) => Math.max(0, Math.min(20, (day + hour / 24 - 15) * 40));
    const found = run((m) => 50 + 5 * m.noise + rise(m));

    expect(found.map(({ kind }) => kind)).toEqual(['shift']);
    expect(found[0]?.startDay).toBeLessThan(16);
  });

  it('what happens every night is told at first and then no more', () => {
    const found = run((m) => everyDay(m) + (m.hour >= 2 && m.hour < 2.25 ? 200 : 0));

    expect(found.filter(({ startDay }) => startDay > 4)).toEqual([]);
  });

  it('an outbreak of errors is told, single errors before it are not', () => {
    const found = run((m) => (inHours(m, 9, 11) ? 300 : m.chance < 0.05 ? 2 : 0));

    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ peak: 300 });
    expect(found[0]?.startDay).toBeCloseTo(15 + 9 / 24, 1);
  });

  it('a weekday on a Saturday is told when weeks are known, the Saturdays are not', () => {
    const weekly = (m: Moment) => (m.day % 7 >= 5 ? 60 + 5 * m.noise : 2 * everyDay(m));
    const wrong = (m: Moment) => m.day === 26 && m.hour > 8 && m.hour < 14;
    const found = run((m) => (wrong(m) ? 2 * everyDay(m) : weekly(m)), 28);

    expect(found.filter(({ startDay }) => startDay > 15.5)).toHaveLength(1);
    expect(found.at(-1)?.startDay).toBeCloseTo(26 + 8 / 24, 0);
  });
});

describe('a series that always moved', () => {
  it.each([1, 5])('and stands still (%i minutes) is told as a shift', (minutes) => {
    const found = anomaliesOf(
      madeSeries({ days: 20, minutes }, (m) => (inHours(m, 10, 20) ? 103.3 : 100 + 5 * m.noise)),
    );

    expect(found.map(({ kind }) => kind)).toEqual(['shift']);
    expect(found[0]?.startDay).toBeCloseTo(15.5, 1);
  });
});

describe('a restless series', () => {
  it.each([5, 60])('is told less and less (%i minutes)', (minutes) => {
    const found = anomaliesOf(madeSeries({ days: 56, minutes }, ({ chance }) => 10 / (chance + 0.02)));
    const early = found.filter(({ startDay }) => startDay < 28).length;

    expect(found.length - early).toBeLessThanOrEqual(Math.max(4, early));
    expect(found.length).toBeLessThan(28);
  });
});

describe('gaps', () => {
  it('missing values and a silent day raise nothing and teach nothing', () => {
    const points = madeSeries({ days: 21, minutes: 5 }, (m) => (m.chance < 0.1 ? null : everyDay(m)));
    const silent = points.filter(
      ({ at }) => at < (points[0]?.at ?? 0) + 12 * 86_400_000 || at > (points[0]?.at ?? 0) + 13 * 86_400_000,
    );

    expect(anomaliesOf(silent)).toEqual([]);
  });
});

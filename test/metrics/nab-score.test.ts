import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { tally } from '../../bench/metrics-count.ts';
import type { LabelledSeries } from '../../bench/nab-data.ts';
import { nabScore } from '../../bench/nab-score.ts';

/** A thousand rows, a second apart, with one window from row 500 to 599. */
const series: LabelledSeries = {
  set: 'nab',
  name: 'made',
  points: Array.from({ length: 1000 }, (_, row) => ({ at: epochMs(row * 1000), value: 0 })),
  windows: [[epochMs(500_000), epochMs(599_000)]],
};
const at = (row: number, score = 1) => ({ at: epochMs(row * 1000), score });
const score = (...detections: ReturnType<typeof at>[]): number => nabScore([{ series, detections }]).score;

describe('nabScore', () => {
  it.each([
    { name: 'nothing said', rows: [], expected: 0 },
    { name: 'the first row of the window', rows: [at(500)], expected: 100 },
    { name: 'the window twice counts its earliest row', rows: [at(599), at(500)], expected: 100 },
    { name: 'a row in the probation is not judged', rows: [at(500), at(100)], expected: 100 },
    { name: 'a false alarm before any window costs 0.11 of 2', rows: [at(500), at(300)], expected: 94.5 },
    { name: 'a false alarm far behind costs the same', rows: [at(500), at(950)], expected: 94.5 },
  ])('$name: $expected', ({ rows, expected }) => {
    expect(score(...rows)).toBeCloseTo(expected, 6);
  });

  it('the later in the window the less, and the last row brings little more than half', () => {
    expect(score(at(550))).toBeGreaterThan(90);
    expect(score(at(590))).toBeLessThan(score(at(550)));
    expect(score(at(599))).toBeGreaterThan(50);
    expect(score(at(599))).toBeLessThan(55);
  });

  it('a false alarm right behind a window costs less than one far from it', () => {
    expect(score(at(500), at(601))).toBeGreaterThan(score(at(500), at(700)));
  });

  it('takes the threshold that is best over all series', () => {
    const judged = [{ series, detections: [at(300, 0.4), at(500, 0.9)] }];

    expect(nabScore(judged)).toEqual({ score: 100, threshold: 0.9 });
  });
});

describe('tally', () => {
  const episode = (from: number, to: number | undefined) => ({
    start: epochMs(from * 1000),
    end: to === undefined ? undefined : epochMs(to * 1000),
  });

  it.each([
    { name: 'inside', episodes: [episode(510, 520)], found: 1, falseAlarms: 0 },
    { name: 'touching from before', episodes: [episode(490, 500)], found: 1, falseAlarms: 0 },
    { name: 'open since before', episodes: [episode(490, undefined)], found: 1, falseAlarms: 0 },
    { name: 'just outside', episodes: [episode(600, 605)], found: 0, falseAlarms: 1 },
    { name: 'nothing', episodes: [], found: 0, falseAlarms: 0 },
  ])('$name', ({ episodes, found, falseAlarms }) => {
    expect(tally([{ series, episodes }])).toMatchObject({ windows: 1, found, falseAlarms });
  });

  it('allows three points of slack in cloud-monitoring', () => {
    const there = { ...series, set: 'cloud-monitoring' as const };

    expect(tally([{ series: there, episodes: [episode(602, 605)] }])).toMatchObject({ found: 1 });
    expect(tally([{ series: there, episodes: [episode(603, 605)] }])).toMatchObject({ falseAlarms: 1 });
  });
});

import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compare, falseAlarmsAWeek, judge, type Line } from '../../bench/metrics-judge.ts';
import { DATA, type LabelledSeries, readSeries } from '../../bench/nab-data.ts';

const describeWithData = existsSync(DATA) ? describe : describe.skip;

/** Aims with a margin to what bench/metrics.ts prints. */
const AIMS = [
  { set: 'nab', found: 0.82, nab: 68, ahead: 15, windows: 64 },
  { set: 'cloud-monitoring', found: 0.58, nab: 42, ahead: 5, windows: 184 },
] as const;

const weekly = ({ found }: Line): number => falseAlarmsAWeek(judge(found));

describeWithData('labelled series (skipped where ../shared/data is absent)', () => {
  const series = existsSync(DATA) ? readSeries() : [];

  describe.each(AIMS)('$set', ({ set, found, nab, ahead, windows }) => {
    const members: readonly LabelledSeries[] = series.filter((each) => each.set === set);
    const lines = compare(members);
    const [ours, ...plain] = lines;
    const mine = judge(ours?.found ?? []);

    it(`finds ${Math.round(found * 100)} of 100 windows with less than one false alarm a series-week`, () => {
      expect(mine.tally.windows).toBe(windows);
      expect(mine.tally.found / windows).toBeGreaterThan(found);
      expect(falseAlarmsAWeek(mine)).toBeLessThan(1);
    });

    it('raises fewer false alarms and scores higher than three deviations of either kind', () => {
      const threes = plain.filter(({ name }) => /^3 /.test(name));

      expect(threes).toHaveLength(2);
      expect(mine.nab).toBeGreaterThan(nab);
      for (const each of threes) {
        expect(falseAlarmsAWeek(mine)).toBeLessThan(weekly(each));
        expect(mine.nab).toBeGreaterThan(judge(each.found).nab + ahead);
      }
    });

    it('finds more and scores higher than the plain detectors where they keep below one a week', () => {
      const quiet = plain.filter((each) => weekly(each) < 1);

      expect(quiet.length).toBeGreaterThan(0);
      for (const each of quiet) {
        expect(mine.tally.found).toBeGreaterThan(judge(each.found).tally.found * 1.1);
        expect(mine.nab).toBeGreaterThan(judge(each.found).nab + ahead);
      }
    });

    it('keeps below one false alarm a series-week in each half of the series', () => {
      for (const half of [0, 1]) {
        const verdict = judge((ours?.found ?? []).filter((_, index) => index % 2 === half));
        expect(falseAlarmsAWeek(verdict)).toBeLessThan(1);
        expect(verdict.tally.found / verdict.tally.windows).toBeGreaterThan(0.45);
      }
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { compareGroups, scoreLog } from '../../bench/grouping.ts';
import { hasLoghub, readLoghub } from '../../bench/loghub.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('compareGroups', () => {
  it('counts the lines whose group is exactly a true one', () => {
    const groups = ['a', 'a', 'b', 'c', 'c', 'd'];
    const truths = ['1', '1', '2', '2', '3', '4'];
    expect(compareGroups(groups, truths)).toEqual({ groups: 4, truths: 4, accuracy: 0.5 });
  });
});

const name = hasLoghub()
  ? 'kinds of the labelled logs'
  : 'kinds of the labelled logs (skipped: they are not here)';

(hasLoghub() ? describe : describe.skip)(name, () => {
  it('are the true templates for most lines, and for nearly all error lines', () => {
    const scores = readLoghub().map(scoreLog);
    expect(scores.length).toBeGreaterThan(5);
    expect(mean(scores.map(({ all }) => all.accuracy))).toBeGreaterThan(0.85);
    const errors = scores.flatMap(({ errorLines }) => (errorLines ? [errorLines.accuracy] : []));
    expect(mean(errors)).toBeGreaterThan(0.95);
  }, 60_000);
});

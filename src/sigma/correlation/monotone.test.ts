import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { irrefutable } from './monotone.ts';

const RULE = {
  title: 'r',
  name: 'r',
  logsource: { product: 'test' },
  detection: { a: { b: 1 }, condition: 'a' },
};

function firm(documents: Readonly<Record<string, object>>): readonly string[] {
  const written = Object.entries(documents).map(([name, given]) => ({
    ...{ title: name, name },
    correlation: { type: 'event_count', rules: ['r'], timespan: '1m', condition: { gte: 2 }, ...given },
  }));
  const text = [RULE, ...written].map((one) => JSON.stringify(one)).join('\n---\n');
  const { correlations } = loadRules([{ file: 'test.yml', text }]);
  expect(correlations).toHaveLength(written.length);
  return [...irrefutable(correlations)];
}

describe('further events never refute', () => {
  it.each([
    ['a count that has been reached', {}, true],
    ['one that was passed', { condition: { gt: 2 } }, true],
    ['two of them', { condition: { gt: 2, gte: 5 } }, true],
    ['different values', { type: 'value_count', condition: { gte: 2, field: 'x' } }, true],
    ['rules that were met', { type: 'temporal', condition: undefined }, true],
    ['rules that were met in order', { type: 'temporal_ordered', condition: { gte: 1 } }, true],
    ['a range', { condition: { gte: 2, lte: 5 } }, false],
    ['an upper bound', { condition: { lt: 5 } }, false],
    ['one count alone', { condition: { eq: 5 } }, false],
    ['any other count', { condition: { neq: 5 } }, false],
    ['a sum', { type: 'value_sum', condition: { gte: 2, field: 'x' } }, false],
    ['an average', { type: 'value_avg', condition: { gte: 2, field: 'x' } }, false],
    ['a percentile', { type: 'value_percentile', condition: { gte: 2, field: 'x' } }, false],
  ])('%s: %j is %p', (_, given, expected) => {
    expect(firm({ c: given })).toEqual(expected ? ['name:c'] : []);
  });

  it('no correlation of correlations, whatever those are', () => {
    const sum = { type: 'value_sum', condition: { gte: 2, field: 'x' } };
    expect(
      firm({
        a: {},
        sum,
        onFirm: { rules: ['r', 'a'] },
        onSum: { rules: ['sum', 'a'] },
        above: { rules: ['onSum'] },
      }),
    ).toEqual(['name:a']);
  });
});

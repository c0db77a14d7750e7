import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadRules } from '../load/load.ts';
import { buildEngine } from '../match/engine.ts';
import { containedRules } from './contained.ts';

const runs = { numRuns: Number(process.env.FC_RUNS ?? 3000), seed: Number(process.env.FC_SEED ?? 20261122) };
const isSingle = () => (field: string) => field === 'a';

function rulesOf(detections: readonly object[], levels: readonly string[] = []) {
  const texts = detections.map((detection, index) => ({
    file: `${index}.yml`,
    text: JSON.stringify({
      title: `rule ${index}`,
      logsource: { product: 'aws' },
      level: levels[index] ?? 'low',
      detection,
    }),
  }));
  const { rules, documents } = loadRules(texts);
  expect(documents.filter(({ state }) => state !== 'loaded')).toEqual([]);
  return rules;
}

/** Pairs of narrower and wider rule, by their numbers. */
const contained = (detections: readonly object[], levels?: readonly string[]) =>
  containedRules(rulesOf(detections, levels), isSingle).map(
    ({ rule, by, same }) => `${rule.file[0]} in ${by.file[0]}${same ? ', same' : ''}`,
  );

const one = (selection: object, condition = 's', more: object = {}) => ({ s: selection, ...more, condition });

describe('contained rules', () => {
  it.each([
    ['one of the values', one({ a: 'x' }), one({ a: ['x', 'y'] })],
    ['more to ask', one({ a: 'x', b: 'y' }), one({ a: 'x' })],
    ['a text within a pattern', one({ a: 'axb' }), one({ 'a|contains': 'X' })],
    ['a longer beginning', one({ 'a|startswith': 'abc' }), one({ 'a|startswith': 'ab' })],
    ['a longer end', one({ 'a|endswith': 'abc' }), one({ 'a|endswith': 'bc' })],
    ['a value where any will do', one({ b: 'x' }), one({ 'b|exists': true })],
    [
      'more that must not be',
      one({ a: 'x' }, 's and not f', { f: { b: ['y', 'z'] } }),
      one({ a: 'x' }, 's and not f', { f: { b: 'y' } }),
    ],
    [
      'a value that a filter of the other spares',
      one({ a: 'x', b: 'y' }),
      one({ b: 'y' }, 's and not f', { f: { 'a|startswith': 'q' } }),
    ],
    ['one of the alternatives', one({ a: 'x' }), { s: { a: 'x' }, t: { b: 'y' }, condition: '1 of them' }],
  ])('are those with %s', (_name, narrow, wide) => {
    expect(contained([narrow, wide])).toEqual(['0 in 1']);
    expect(contained([wide, narrow])).toEqual(['1 in 0']);
  });

  it.each([
    ['another value', one({ a: 'x' }), one({ a: 'y' })],
    ['letter case that counts', one({ a: 'x' }), one({ 'a|cased': 'x' })],
    [
      'another filter',
      one({ a: 'x' }, 's and not f', { f: { b: 'y' } }),
      one({ a: 'x' }, 's and not f', { f: { c: 'y' } }),
    ],
    ['null, which is no value', one({ b: null }), one({ 'b|exists': true })],
    [
      'a list, of which another element may meet the filter',
      one({ b: 'y' }),
      one({ b: 'y' }, 's and not f', { f: { 'b|startswith': 'q' } }),
    ],
  ])('are not those with %s', (_name, left, right) => {
    expect(contained([left, right]).filter((pair) => pair === '0 in 1')).toEqual([]);
  });

  it('are not those of a higher level: they say that some of the events are worse', () => {
    const pair = [one({ a: 'x', b: 'y' }), one({ a: 'x' })];
    expect(contained(pair, ['high', 'low'])).toEqual([]);
    expect(contained(pair, ['low', 'high'])).toEqual(['0 in 1']);
  });

  it('are named once where two match the same', () => {
    expect(contained([one({ a: 'x' }), one({ a: ['x'] })])).toEqual(['1 in 0, same']);
    expect(contained([one({ a: 'x' }), one({ a: ['x'] })], ['low', 'high'])).toEqual(['0 in 1, same']);
  });

  it('never match what the other does not: rules and events by chance', () => {
    const text = fc.constantFrom('x', 'xy', 'yx', 'X', 'z', '');
    const key = fc.constantFrom(
      'a',
      'b',
      'a|contains',
      'b|startswith',
      'a|endswith',
      'b|contains|all',
      'a|neq',
      'b|cased',
    );
    const selection = fc.dictionary(key, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), {
      minKeys: 1,
      maxKeys: 2,
    });
    const exists = fc.record({ 'b|exists': fc.boolean() });
    const detection = fc
      .tuple(
        fc.oneof(selection, exists),
        selection,
        fc.constantFrom('s', 's and t', 's or t', 's and not t', 'not s', 'not (s and t)'),
      )
      .map(([s, t, condition]) => ({ s, t, condition }));
    const value = fc.oneof(text, fc.constant(null));
    const event = fc.record(
      { a: value, b: fc.oneof(value, fc.array(text, { maxLength: 2 })) },
      { requiredKeys: [] },
    );
    let pairs = 0;
    fc.assert(
      fc.property(
        detection,
        detection,
        fc.array(event, { minLength: 5, maxLength: 20 }),
        (left, right, events) => {
          const rules = rulesOf([left, right]);
          const engine = buildEngine(rules);
          for (const { rule, by } of containedRules(rules, isSingle)) {
            pairs += 1;
            for (const each of events) {
              const matched = engine.match(each);
              expect(matched.includes(rule) && !matched.includes(by)).toBe(false);
            }
          }
        },
      ),
      runs,
    );
    expect(pairs).toBeGreaterThan(10);
  });
});

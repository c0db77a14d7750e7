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
    ['both of the alternatives', { ...one({ a: 'x' }, 'all of them'), t: { b: 'y' } }, one({ b: 'y' })],
    ['a piece within a piece', one({ 'a|contains': 'aXb' }), one({ 'a|contains': 'x' })],
    ['a piece at the beginning', one({ 'a|startswith': 'axb' }), one({ 'a|contains': 'xb' })],
    ['a piece beside a wildcard', one({ 'a|contains': 'q*xyz' }), one({ 'a|contains': 'y' })],
    ['letter case that counts', one({ 'a|cased': 'x' }), one({ a: 'X' })],
    ['letter case that counts in both', one({ 'a|cased|contains': 'xY' }), one({ 'a|cased|contains': 'x' })],
    ['all of more pieces', one({ 'a|contains|all': ['x', 'y', 'z'] }), one({ 'a|contains|all': ['z', 'x'] })],
    ['all of some pieces', one({ 'a|contains|all': ['x', 'y'] }), one({ 'a|contains': ['y', 'q'] })],
    ['a text with all of some pieces', one({ a: 'xyz' }), one({ 'a|contains|all': ['z', 'x'] })],
    ['a longer piece with all of some', one({ 'a|contains': 'xyz' }), one({ 'a|contains|all': ['z', 'x'] })],
    ['an expression of both', one({ 'a|re': 'x.y', b: 'z' }), one({ 'a|re': ['x.y', 'q'] })],
    [
      'a keyword of both',
      { k: ['x'], t: { b: 'y' }, condition: 'k and t' },
      { k: ['x', 'y'], condition: 'k' },
    ],
    ['more values that are not wanted', one({ 'a|neq': ['x', 'y'] }), one({ 'a|neq': 'x' })],
    ['an address of both', one({ 'a|cidr': '192.0.2.0/24', b: 'x' }), one({ 'a|cidr': '192.0.2.0/24' })],
    [
      'a part that is coded either way',
      one({ 'b|base64offset|contains': 'secret', a: 'x' }),
      one({ 'b|base64offset|contains': ['secret', 'other'] }),
    ],
    [
      'none of more',
      { s: { a: 'x' }, f: { b: 'y' }, g: { b: 'z' }, condition: 's and not (f or g)' },
      one({ a: 'x' }, 's and not f', { f: { b: 'y' } }),
    ],
    ['what must not be either', one({ c: 'x' }, 'not s'), one({ c: 'x', b: 'y' }, 'not s')],
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
    ['absence', one({ 'b|exists': false }), one({ 'b|exists': true })],
    ['a field of another name', one({ b: 'x' }), one({ c: 'x' })],
    ['what it excludes itself', one({ b: 'x' }, 'not s'), one({ b: 'x' })],
    ['neq of a piece', one({ 'b|contains|neq': 'x' }), one({ 'b|contains': 'x' })],
    ['a piece of which the other has neq', one({ 'b|contains': 'x' }), one({ 'b|contains|neq': 'x' })],
    [
      'coded in any way, where the other wants one',
      one({ 'b|base64offset|contains': 'secret' }),
      one({ 'b|contains': 'c2VjcmV0' }),
    ],
    ['what the other excludes', one({ b: 'x' }), one({ b: 'x' }, 'not s')],
    ['neq', one({ 'a|neq': 'x' }), one({ a: 'x' })],
    ['neq of more', one({ 'a|neq': 'x' }), one({ 'a|neq': ['x', 'y'] })],
    [
      'neq, of which a filter spares some',
      one({ 'a|neq': 'x' }),
      one({ b: 'z' }, 'not s', { s: { a: 'y' } }),
    ],
    [
      'one of several where the other wants all',
      one({ 'a|contains': ['x', 'y'] }),
      one({ 'a|contains|all': ['x', 'y'] }),
    ],
    [
      'some of the pieces that the other wants',
      one({ 'a|contains': 'xy' }),
      one({ 'a|contains|all': ['x', 'q'] }),
    ],
    ['one of several, which the other has not all', one({ a: ['x', 'y'] }), one({ a: ['x', 'z'] })],
    ['pieces of which the other has none', one({ 'a|contains|all': ['x', 'y'] }), one({ a: ['x', 'y'] })],
    ['another piece', one({ 'a|contains': 'x' }), one({ 'a|contains': 'xy' })],
    ['a piece of another end', one({ 'a|endswith': 'x' }), one({ 'a|startswith': 'x' })],
    ['a shorter beginning', one({ 'a|startswith': 'ab' }), one({ 'a|startswith': 'abc' })],
    ['a beginning with more behind it', one({ 'a|startswith': 'abc' }), one({ a: 'ab*d' })],
    ['a pattern with two pieces', one({ 'a|contains': 'x' }), one({ a: '*x*y*' })],
    ['a beginning and an end', one({ 'a|contains': 'x' }), one({ a: 'x*' })],
    ['one letter left open', one({ 'a|startswith': 'ab' }), one({ a: 'a?' })],
    ['letter case that counts in a piece', one({ 'a|contains': 'x' }), one({ 'a|cased|contains': 'x' })],
    ['another letter case', one({ 'a|cased|contains': 'X' }), one({ 'a|cased|contains': 'x' })],
    ['digits, of which a number has only so many', one({ a: '1.0' }), one({ 'a|startswith': '1' })],
    ['another number', one({ a: 1 }), one({ a: [2, 3] })],
    ['an expression of another kind', one({ 'a|re': 'x' }), one({ 'a|contains': 'x' })],
    ['one more alternative', { s: { a: 'x' }, t: { b: 'y' }, condition: 's or t' }, one({ a: 'x' })],
    [
      'only one of two',
      { s: { a: 'x' }, t: { b: 'y' }, condition: '1 of them' },
      { s: { a: 'x' }, t: { b: 'y' }, condition: 'all of them' },
    ],
    [
      'a list, of which another element may meet the filter',
      one({ b: 'y' }),
      one({ b: 'y' }, 's and not f', { f: { 'b|startswith': 'q' } }),
    ],
  ])('are not those with %s', (_name, left, right) => {
    expect(contained([left, right], ['low', 'high']).filter((pair) => pair.startsWith('0 in 1'))).toEqual([]);
  });

  it('are not those of a higher level: they say that some of the events are worse', () => {
    const pair = [one({ a: 'x', b: 'y' }), one({ a: 'x' })];
    expect(contained(pair, ['high', 'low'])).toEqual([]);
    expect(contained(pair, ['low', 'high'])).toEqual(['0 in 1']);
  });

  it('are of a level in the middle where they say none', () => {
    const pair = [one({ a: 'x', b: 'y' }), one({ a: 'x' })];
    const of = (wide: string) => {
      const rules = rulesOf(pair, ['high', wide]).map(({ level, ...rule }, index) =>
        index === 0 || level === undefined ? rule : { ...rule, level },
      );
      return containedRules(rules, isSingle).length;
    };
    expect(of('low')).toBe(0);
    expect(of('medium')).toBe(1);
  });

  it('are of one log source, letter case aside, and speak for themselves', () => {
    const [narrow, wide] = rulesOf([one({ a: 'x', b: 'y' }), one({ a: 'x' })]);
    if (!narrow || !wide) throw new Error('not loaded');
    const of = (...change: readonly object[]) =>
      containedRules(
        [
          { ...narrow, ...change[0] },
          { ...wide, ...change[1] },
        ],
        isSingle,
      ).length;
    expect(of({ logsource: { product: 'AWS' } })).toBe(1);
    expect(of({ logsource: { product: 'gcp' } })).toBe(0);
    expect(of({ logsource: { service: 'aws' } })).toBe(0);
    expect(of({ logsource: { product: 'a' } }, { logsource: { product: 'a', category: 'a' } })).toBe(0);
    expect(of({ silent: true })).toBe(0);
    expect(of({}, { silent: true })).toBe(0);
  });

  it('are passed over where there are too many ways to match', () => {
    const group = (size: number) => Array.from({ length: size }, (_, at) => ({ a: `x${at}` }));
    const of = (size: number) => [
      { s: group(size), condition: 's' },
      { s: group(size), t: { b: 'y' }, condition: 's or t' },
    ];
    expect(contained(of(63))).toEqual(['0 in 1']);
    expect(contained(of(64))).toEqual([]);
    const crossed = (size: number) => [
      { s: group(8), t: group(size).map(({ a }) => ({ b: a })), condition: 's and t' },
      { s: group(8), condition: 's' },
    ];
    expect(contained(crossed(8))).toEqual(['0 in 1']);
    expect(contained(crossed(9))).toEqual([]);
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
    expect(pairs).toBeGreaterThan(runs.numRuns / 300);
  });
});

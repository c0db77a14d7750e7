import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { loadRules } from '../load/load.ts';
import type { LogSource } from '../log-source.ts';
import { buildEngine, type SigmaEvent } from '../match/engine.ts';
import type { SigmaRule } from '../rule.ts';
import { decisiveSearches } from './explain-condition.ts';
import { explainRule } from './explain-rule.ts';

const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };
const ruleText = (detection: object, logsource: LogSource = CLOUDTRAIL): string =>
  JSON.stringify({
    title: 'A rule',
    id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
    name: 'a',
    logsource,
    detection,
  });

function loaded(...texts: readonly string[]): SigmaRule {
  const { rules, documents } = loadRules([{ file: 'rule.yml', text: texts.join('\n---\n') }]);
  const [rule] = rules;
  if (!rule) throw new Error(documents.map(({ message }) => message).join('\n'));
  return rule;
}

const itemOf = (detection: object, event: SigmaEvent) =>
  explainRule(loaded(ruleText({ condition: 'sel', ...detection })), event).detection.searches[0]?.groups[0]
    ?.items[0];

describe('explaining an item', () => {
  it('says what is there, what is wanted, and which of it meets', () => {
    const item = itemOf({ sel: { 'a.b|contains': ['x', 'foo'] } }, { a: { b: ['bar', 'a food', 7, null] } });

    expect(item).toMatchObject({
      ...{ key: 'a.b|contains', held: true, negated: false, quantifier: 'any', present: true },
      wanted: [
        { text: "'*x*'", held: false },
        { text: "'*foo*'", held: true },
      ],
      found: [
        { text: '"bar"', met: false },
        { text: '"a food"', met: true },
        { text: '7', met: false },
        { text: 'null', met: false },
      ],
    });
  });

  it.each([
    { item: { 'n|gte': 5 }, event: { n: '7' }, wanted: 'a number >= 5', held: true },
    { item: { 'n|re|i': '^A.c$' }, event: { n: 'abc' }, wanted: '/^A.c$/i', held: true },
    {
      item: { 'n|cidr': '192.0.2.0/24' },
      event: { n: '198.51.100.1' },
      wanted: 'an address in 192.0.2.0/24',
      held: false,
    },
    { item: { 'n|exists': false }, event: { n: null }, wanted: 'no such field', held: false },
    { item: { n: null }, event: {}, wanted: 'null, or no such field', held: true },
    { item: { n: 12 }, event: { n: 12 }, wanted: '12', held: true },
    { item: { 'n|cased': 'Ab' }, event: { n: 'ab' }, wanted: "'Ab' (letter case counts)", held: false },
    {
      item: { 't|hour|gte': 22 },
      event: { t: '2026-03-01T23:00:00Z' },
      wanted: 'a time with hour >= 22',
      held: true,
    },
    {
      item: { 'n|fieldref|endswith': 'other' },
      event: { n: 'the end', other: 'end' },
      wanted: 'a text that ends with the field other, which has "end"',
      held: true,
    },
    {
      item: { 'n|fieldref': 'gone' },
      event: { n: 1 },
      wanted: 'the value of the field gone, which is missing',
      held: false,
    },
    { item: { 'n|windash': ' -x' }, event: { n: ' /x' }, wanted: "' -x'", held: true },
  ])('writes $wanted', ({ item, event, wanted, held }) => {
    expect(itemOf({ sel: item }, event)).toMatchObject({ held, wanted: [{ text: wanted, held }] });
  });

  it('turns the verdict of neq round, and says so', () => {
    expect(itemOf({ sel: { 'n|neq': 'a' } }, {})).toMatchObject({
      ...{ held: true, negated: true, present: false, wanted: [{ held: false }] },
    });
    expect(itemOf({ sel: { 'n|neq': 'a' } }, { n: 'A' })).toMatchObject({
      held: false,
      wanted: [{ held: true }],
    });
  });

  it('names the field that was most likely meant where one is missing', () => {
    expect(
      itemOf({ sel: { 'userIdentity.username': 'x' } }, { userIdentity: { userName: 'x' } }),
    ).toMatchObject({
      ...{ held: false, present: false, near: 'userIdentity.userName' },
    });
  });

  it('says where keywords were found, in an event and in a line of text', () => {
    const event = { a: [{ b: 'nothing' }, { b: 'some FOO' }], c: 'x' };
    expect(itemOf({ sel: ['foo'] }, event)).toMatchObject({
      ...{ key: 'keywords', held: true, found: [{ text: '"some FOO"', at: 'a[1].b', met: true }] },
    });
    expect(itemOf({ sel: ['foo'] }, 'a foo line')).toMatchObject({ held: true, found: [{ at: '' }] });
    expect(itemOf({ sel: { '|all': ['foo', 'bar'] } }, event)).toMatchObject({
      held: false,
      wanted: [{ held: true }, { held: false }],
    });
  });
});

describe('explaining a rule', () => {
  const detection = {
    one: { a: 1 },
    two: [{ a: 2 }, { b: 2, c: 3 }],
    _base: { d: 1 },
    unused: { z: 1 },
    condition: '(one or all of t*) and not _base',
  };

  it('judges every part of the condition, also what cannot change the answer', () => {
    const trace = explainRule(loaded(ruleText(detection)), { b: 2, c: 3, d: 1 }, CLOUDTRAIL);

    expect(trace).toMatchObject({ held: false, logsource: { held: true } });
    expect(trace.detection.condition).toMatchObject({
      ...{ op: 'and', text: '(one or all of t*) and not _base', held: false },
      of: [
        {
          op: 'or',
          held: true,
          of: [
            { text: 'one', held: false },
            { text: 'all of t*', held: true },
          ],
        },
        { op: 'not', text: 'not _base', held: false, of: [{ text: '_base', held: true }] },
      ],
    });
    expect(trace.detection.searches.map(({ name, used, held }) => [name, used, held])).toEqual([
      ['one', true, false],
      ['two', true, true],
      ['_base', true, true],
      ['unused', false, false],
    ]);
    expect(trace.detection.searches[1]?.groups.map(({ held }) => held)).toEqual([false, true]);
  });

  it.each([
    { event: { d: 1, a: 1 }, rests: ['_base'] },
    { event: {}, rests: ['one', 'two'] },
    { event: { a: 1 }, rests: ['one', '_base'] },
  ])('says on what the verdict for $event rests', ({ event, rests }) => {
    const { condition } = explainRule(loaded(ruleText(detection)), event).detection;
    expect(decisiveSearches(condition).map(({ text }) => text)).toEqual(rests);
  });

  it('tells filters and the log source apart from the rule', () => {
    const filter = {
      title: 'F',
      logsource: { product: 'aws' },
      filter: { rules: ['a'], sel: { u: 'x' }, condition: 'not sel' },
    };
    const rule = loaded(ruleText({ sel: { a: 1 }, condition: 'sel' }), JSON.stringify(filter));

    expect(explainRule(rule, { a: 1, u: 'x' })).toMatchObject({
      ...{ held: false, detection: { held: true }, filters: [{ held: false }] },
    });
    expect(explainRule(rule, { a: 1 }, { product: 'linux' })).toMatchObject({
      ...{ held: false, detection: { held: true }, logsource: { held: false, given: { product: 'linux' } } },
    });
  });
});

const FIELDS = ['a', 'b.c', 'b', 'l', 'o.l.x'];
const scalar = fc.constantFrom<unknown>(
  'foo',
  'FOO bar',
  '',
  '5',
  5,
  7.5,
  true,
  null,
  '192.0.2.7',
  '-x',
  '2026-03-01T22:10:00Z',
);
const object = fc.record({ c: scalar, x: scalar }, { requiredKeys: [] });
const value = fc.oneof(scalar, object, fc.array(fc.oneof(scalar, object), { maxLength: 3 }));
const event: fc.Arbitrary<SigmaEvent> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .dictionary(fc.constantFrom('a', 'b', 'b.c', 'l'), value)
      .chain((top) => fc.record({ l: value }).map((o) => ({ ...top, o }))),
  },
  { weight: 1, arbitrary: fc.constantFrom('a line with foo', '') },
);

const TEXTS = ['foo', 'f*o', '?', '*', '', 'bar', '192.0.2.7', '5', ' -x', 'true'];
const CHAINS: readonly { readonly modifiers: string; readonly values: readonly unknown[] }[] = [
  ...[
    '',
    '|contains',
    '|startswith',
    '|endswith',
    '|cased',
    '|neq',
    '|contains|neq',
    '|contains|all',
    '|windash',
  ].map((modifiers) => ({ modifiers, values: TEXTS })),
  { modifiers: '', values: [5, 7.5, true] },
  { modifiers: '|re', values: ['^fo', 'o$', '[0-9]'] },
  { modifiers: '|re|i|neq', values: ['foo'] },
  { modifiers: '|cidr', values: ['192.0.2.0/24', '198.51.100.0/24'] },
  { modifiers: '|gte', values: [5, 6] },
  { modifiers: '|lt|neq', values: [6] },
  { modifiers: '|hour', values: [22] },
  { modifiers: '|fieldref', values: FIELDS },
  { modifiers: '|fieldref|contains', values: FIELDS },
];
const item = fc
  .tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...CHAINS))
  .chain(([field, { modifiers, values }]) =>
    fc
      .array(fc.constantFrom(...values), { minLength: 1, maxLength: 5 })
      .map((list): [string, unknown] => [`${field}${modifiers}`, list]),
  );
const single = fc.constantFrom<[string, unknown]>(
  ['a|exists', true],
  ['b.c|exists', false],
  ['l', null],
  ['a', null],
);
const map = fc
  .array(fc.oneof(item, single), { minLength: 1, maxLength: 3 })
  .map((items) => Object.fromEntries(items));
const keywords = fc.array(fc.constantFrom('foo', 'bar', 5, 'f*o'), { minLength: 1, maxLength: 2 });
const search = fc.oneof(
  map,
  fc.array(map, { minLength: 1, maxLength: 2 }),
  keywords,
  keywords.map((list) => ({ '|all': list })),
);
const condition = fc.constantFrom(
  's1',
  'not s1',
  's1 and s2',
  's1 or not s2',
  '1 of s*',
  'all of them',
  'not 1 of s*',
  '(s1 or s2) and not _s3',
  's1 and (s2 or not _s3)',
  'all of _s*',
  'not (s1 and s2)',
  'not not s1',
);

describe('the verdict', () => {
  it('is always that of the engine', () => {
    let matches = 0;
    let runs = 0;
    const detection = fc.record({ s1: search, s2: search, _s3: search, condition });
    const filter = fc.option(
      fc.record({ rules: fc.constant('any'), f: search, condition: fc.constantFrom('f', 'not f') }),
    );
    const source = fc.constantFrom<LogSource | undefined>(undefined, CLOUDTRAIL, { product: 'linux' });
    fc.assert(
      fc.property(
        detection,
        filter,
        fc.array(event, { minLength: 1, maxLength: 5 }),
        source,
        (wanted, put, events, given) => {
          const texts = [
            ruleText(wanted),
            ...(put ? [JSON.stringify({ title: 'F', logsource: { product: 'aws' }, filter: put })] : []),
          ];
          const rule = loaded(...texts);
          const engine = buildEngine([rule]);
          for (const one of events) {
            const answer = engine.match(one, given).length > 0;
            expect(explainRule(rule, one, given).held).toBe(answer);
            runs += 1;
            if (answer) matches += 1;
          }
        },
      ),
      { numRuns: 300 },
    );
    // Both answers have to be frequent, or the property would say little.
    expect(matches).toBeGreaterThan(runs / 10);
    expect(matches).toBeLessThan(runs - runs / 10);
  });
});

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
    { item: { 'n|exists': true }, event: {}, wanted: 'a field that exists', held: false },
    {
      item: { 't|minute': 5 },
      event: { t: '2026-03-01T23:05:00Z' },
      wanted: 'a time with minute = 5',
      held: true,
    },
    {
      item: { 'n|fieldref|cased': 'm' },
      event: { n: 'a', m: ['b', 3] },
      wanted: 'the value of the field m (letter case counts), which has "b", 3',
      held: false,
    },
    {
      item: { 'n|fieldref|startswith': 'm' },
      event: { n: 'a', m: [] },
      wanted: 'a text that starts with the field m, which has no value',
      held: false,
    },
    {
      item: { 'n|fieldref|contains': 'm' },
      event: { n: 'a', m: null },
      wanted: 'a text that contains the field m, which has null',
      held: false,
    },
    {
      item: { 'n|base64offset|contains': 'foo' },
      event: { n: 'xxZm9vxx' },
      wanted: "'*Zm9v*' or '*Zvb*' or '*mb2*'",
      held: true,
    },
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

  it.each([
    { field: 'a.b', event: { a: { c: 1, d: null } }, around: { field: 'a', has: ['c', 'd'] } },
    { field: 'a.b.c', event: { a: { x: 1 } }, around: { field: 'a', has: ['x'] } },
    { field: 'a.b', event: { a: null }, around: { field: 'a', has: ['null'] } },
    { field: 'a.b', event: { a: 'text' }, around: { field: 'a', has: ['"text"'] } },
    { field: 'a.b', event: { a: [{ x: 1 }, { x: 2, y: 3 }] }, around: { field: 'a', has: ['x', 'y'] } },
    { field: 'a.b', event: { a: [] }, around: { field: 'a', has: [] } },
    { field: 'a.b', event: { x: 1 }, around: undefined },
    { field: 'a', event: { xyz: 1 }, around: undefined },
    { field: 'a.b', event: 'a line', around: undefined },
  ])('says what stands around the missing field $field of $event', ({ field, event, around }) => {
    const item = itemOf({ sel: { [field]: 'v' } }, event);
    expect(item).toMatchObject({ present: false, found: [] });
    expect(item?.around).toEqual(around);
    expect(item).not.toHaveProperty('nearMiss');
  });

  it.each([
    { item: { 'n|cased': 'Ab' }, event: { n: 'aB' }, nearMiss: 'case' },
    { item: { 'n|re': '^ab$' }, event: { n: 'AB' }, nearMiss: 'case' },
    { item: { 'n|re': '^ab$' }, event: { n: 'xab' }, nearMiss: undefined },
    { item: { 'n|re|i': '^ab$' }, event: { n: 'x' }, nearMiss: undefined },
    { item: { 'n|fieldref|cased': 'm' }, event: { n: 'a', m: 'A' }, nearMiss: 'case' },
    { item: { 'n|fieldref': 'm' }, event: { n: 'xay', m: 'A' }, nearMiss: 'within' },
    { item: { n: 'b' }, event: { n: 'abc' }, nearMiss: 'within' },
    { item: { n: 'b' }, event: { n: ['x', 'abc'] }, nearMiss: 'within' },
    { item: { 'n|startswith': 'b' }, event: { n: 'abc' }, nearMiss: 'within' },
    { item: { 'n|endswith': 'b' }, event: { n: 'abc' }, nearMiss: 'within' },
    { item: { n: 'a?c' }, event: { n: 'xabcx' }, nearMiss: 'within' },
    { item: { 'n|cased': 'B' }, event: { n: 'abc' }, nearMiss: undefined },
    { item: { n: '' }, event: { n: 'abc' }, nearMiss: undefined },
    { item: { n: 5 }, event: { n: 55 }, nearMiss: undefined },
    { item: { n: 'b' }, event: { n: 'b' }, nearMiss: undefined },
    { item: { n: ['b', 'a'] }, event: { n: ['b', 'xax'] }, nearMiss: undefined },
    { item: { 'n|contains|all': ['b', 'Q'] }, event: { n: 'abc' }, nearMiss: undefined },
    { item: { 'n|startswith|all': ['a', 'b'] }, event: { n: 'abc' }, nearMiss: 'within' },
    { item: { 'n|neq': 'b' }, event: { n: 'abc' }, nearMiss: undefined },
    { item: { 'n|neq': 'b' }, event: { n: 'b' }, nearMiss: undefined },
  ])('says of $item and $event that it is missed by $nearMiss', ({ item, event, nearMiss }) => {
    expect(itemOf({ sel: item }, event)?.nearMiss).toBe(nearMiss);
  });

  it('takes what lies around a field for no slip of the pen', () => {
    expect(itemOf({ sel: { 'outerField.x': 1 } }, { outerField: null })).not.toHaveProperty('near');
    expect(itemOf({ sel: { 'ab.c': 1 } }, { ab: { xyz: 1 } })).not.toHaveProperty('near');
    expect(itemOf({ sel: { 'ab.cd': 1 } }, { ab: [{ ce: 1 }] })).toMatchObject({ near: 'ab.ce' });
  });

  it('looks at no more names than anybody could read', () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, number) => [`key${number}`, 1]));
    expect(itemOf({ sel: { 'n.zzzzzzzz': 1 } }, { n: many })?.around?.has).toHaveLength(2000);
    expect(itemOf({ sel: { lastOfAll: 1 } }, { ...many, lastOffAll: 1 })).not.toHaveProperty('near');
  });

  it.each([
    { value: 'x'.repeat(4000), text: `"${'x'.repeat(4000)}"` },
    { value: 'x'.repeat(4001), text: `"${'x'.repeat(4000)}…"` },
    { value: { x: 'y'.repeat(4001) }, text: `{"x":"${'y'.repeat(3994)}…` },
  ])('cuts what is very long', ({ value, text }) => {
    expect(itemOf({ sel: { n: 'v' } }, { n: value })?.found).toEqual([{ text, met: false }]);
  });

  it('says where keywords were found, in an event and in a line of text', () => {
    const event = { a: [{ b: 'nothing' }, { b: 'some FOO' }], c: 'x' };
    expect(itemOf({ sel: ['foo'] }, event)).toMatchObject({
      ...{ key: 'keywords', held: true, found: [{ text: '"some FOO"', at: 'a[1].b', met: true }] },
    });
    expect(itemOf({ sel: ['foo'] }, 'a foo line')).toMatchObject({ held: true, found: [{ at: '' }] });
    expect(itemOf({ sel: ['foo'] }, {})).toMatchObject({ held: false, present: false, found: [] });
    expect(itemOf({ sel: ['foo'] }, { a: null })).toMatchObject({ field: null, present: true, found: [] });
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

  it.each([
    { id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12', about: { id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12' } },
    { id: undefined, about: {} },
  ])('names the document of a filter, with the id $id', ({ id, about }) => {
    const filter = { title: 'F', id, logsource: { product: 'aws' } };
    const rule = loaded(
      ruleText({ sel: { a: 1 }, condition: 'sel' }),
      JSON.stringify({ ...filter, filter: { rules: ['a'], sel: { u: 'x' }, condition: 'not sel' } }),
    );
    const [trace] = explainRule(rule, { a: 1, u: 'x' }).filters;
    const { condition: _, searches, ...rest } = trace ?? { searches: [], condition: undefined };
    expect(rest).toEqual({ title: 'F', file: 'rule.yml', line: 3, held: false, ...about });
    expect(searches).toMatchObject([{ name: 'sel', held: true }]);
  });

  it.each([
    { event: { a: 1 }, held: true },
    { event: { a: 1, u: 'x' }, held: false },
    { event: { a: 1, v: 'x' }, held: false },
    { event: {}, held: false },
  ])('is met by $event: $held, where two filters apply', ({ event, held }) => {
    const put = (field: string): string =>
      JSON.stringify({
        ...{ title: 'F', logsource: { product: 'aws' } },
        filter: { rules: ['a'], sel: { [field]: 'x' }, condition: 'not sel' },
      });
    const rule = loaded(ruleText({ sel: { a: 1 }, condition: 'sel' }), put('u'), put('v'));
    expect(explainRule(rule, event).held).toBe(held);
  });

  it.each([
    { condition: 'not (a and b)', text: 'not (a and b)', rests: ['a', 'b'] },
    { condition: 'not (a or b)', text: 'not (a or b)', rests: ['a', 'b'] },
    { condition: 'not a', text: 'not a', rests: ['a'] },
    { condition: 'not not a', text: 'not not a', rests: ['a'] },
    { condition: '(a or b) and c', text: '(a or b) and c', rests: ['a', 'b'] },
    { condition: 'a and b or c', text: 'a and b or c', rests: ['c'] },
    { condition: 'a or (b or c)', text: 'a or b or c', rests: ['c'] },
    { condition: 'a and (b and c)', text: 'a and b and c', rests: ['a', 'b'] },
    { condition: '1 of a*', text: '1 of a*', rests: ['a'] },
    { condition: 'all of them', text: 'all of them', rests: ['a', 'b'] },
    { condition: 'not (1 of a*)', text: 'not 1 of a*', rests: ['a'] },
  ])('writes $condition as Sigma does', ({ condition, text, rests }) => {
    const searches = { a: { x: 1, y: 1 }, b: { x: 2 }, c: { z: 1 } };
    const trace = explainRule(loaded(ruleText({ ...searches, condition })), { y: 1, z: 1 });
    expect(trace.detection.condition.text).toBe(text);
    expect(decisiveSearches(trace.detection.condition).map((one) => one.text)).toEqual(rests);
    expect(trace.detection.searches[0]).toMatchObject({ held: false, groups: [{ held: false }] });
  });

  it.each([
    { condition: '1 of s*', op: 'one of' },
    { condition: 'all of s*', op: 'all of' },
  ])('says what $condition counts', ({ condition, op }) => {
    const trace = explainRule(loaded(ruleText({ s1: { a: 1 }, s2: { b: 1 }, condition })), { a: 1 });
    expect(trace.detection.condition).toMatchObject({
      ...{ op, text: condition, held: op === 'one of' },
      of: [
        { op: 'search', text: 's1', held: true, of: [] },
        { op: 'search', text: 's2', held: false, of: [] },
      ],
    });
    expect(trace.detection.condition.of[0]?.of).toEqual([]);
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

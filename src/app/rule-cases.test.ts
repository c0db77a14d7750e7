import { describe, expect, it } from '@jest/globals';
import { loadRules } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import { failedCases, readRuleCases } from './rule-cases.ts';

const base = { eventName: 'StopLogging', requestParameters: { name: 'main', items: [{ port: 22 }] } };
const one = (change: object) => ({ base, cases: [{ name: 'a', expect: 'match', ...change }] });

function events(parsed: unknown): readonly unknown[] {
  const read = readRuleCases(parsed);
  if (!read.ok) throw new Error(read.error.join('\n'));
  return read.value.map(({ event }) => event);
}

function problems(parsed: unknown): readonly string[] {
  const read = readRuleCases(parsed);
  return read.ok ? [] : read.error;
}

describe('readRuleCases', () => {
  it.each([
    { does: 'leaves base as it is', change: {}, gives: base },
    {
      does: 'writes a field',
      change: { set: { eventName: 'DeleteTrail' } },
      gives: { ...base, eventName: 'DeleteTrail' },
    },
    { does: 'adds maps on the way', change: { set: { 'a.b.c': 1 } }, gives: { ...base, a: { b: { c: 1 } } } },
    {
      does: 'writes into a list',
      change: { set: { 'requestParameters.items.0.port': 443 } },
      gives: { ...base, requestParameters: { name: 'main', items: [{ port: 443 }] } },
    },
    {
      does: 'extends a list by one',
      change: { set: { 'requestParameters.items.1': { port: 443 } } },
      gives: { ...base, requestParameters: { name: 'main', items: [{ port: 22 }, { port: 443 }] } },
    },
    {
      does: 'takes a field out',
      change: { unset: ['requestParameters.name'] },
      gives: { ...base, requestParameters: { items: [{ port: 22 }] } },
    },
    {
      does: 'takes an item out of a list',
      change: { unset: ['requestParameters.items.0'] },
      gives: { ...base, requestParameters: { name: 'main', items: [] } },
    },
    {
      does: 'takes out before it writes',
      change: { unset: ['requestParameters'], set: { 'requestParameters.x': 1 } },
      gives: { ...base, requestParameters: { x: 1 } },
    },
    {
      does: 'writes below null',
      change: { set: { requestParameters: null, 'requestParameters.x': 1 } },
      gives: { ...base, requestParameters: { x: 1 } },
    },
  ])('$does', ({ change, gives }) => {
    expect(events(one(change))).toEqual([gives]);
  });

  it('changes neither base nor another case', () => {
    const cases = [
      { name: 'a', expect: 'match', set: { 'requestParameters.items.0.port': 443 }, unset: ['eventName'] },
      { name: 'b', expect: 'no-match' },
    ];
    expect(events({ base, cases })[1]).toEqual(base);
    expect(base.requestParameters.items).toEqual([{ port: 22 }]);
  });

  it('writes a field called __proto__ without changing what objects are', () => {
    const [event] = events(one({ set: { '__proto__.polluted': true } }));
    expect(Object.hasOwn(event as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    { parsed: [], says: /a map with base and cases/ },
    { parsed: { base }, says: /cases: expected a list/ },
    { parsed: { base, cases: [] }, says: /cases: expected a list/ },
    { parsed: { cases: one({}).cases }, says: /base: expected an event/ },
    { parsed: { ...one({}), case: 1 }, says: /case: unknown; did you mean/ },
    { parsed: { base, cases: ['a'] }, says: /cases\[0\]: expected a map/ },
    { parsed: one({ name: '' }), says: /cases\[0\]\.name/ },
    { parsed: { base, cases: [...one({}).cases, ...one({}).cases] }, says: /cases\[1\]\.name: "a" is taken/ },
    { parsed: one({ expect: 'hit' }), says: /expect: expected match or no-match/ },
    { parsed: one({ sets: {} }), says: /cases\[0\]\.sets: unknown; did you mean set\?/ },
    { parsed: one({ set: ['a'] }), says: /set: expected a map/ },
    { parsed: one({ unset: 'eventName' }), says: /unset: expected a list/ },
    { parsed: one({ unset: ['requestParameters..name'] }), says: /unset: expected a list/ },
    { parsed: one({ unset: ['requestParameters.nam'] }), says: /base has no requestParameters\.nam/ },
    { parsed: one({ set: { 'eventName.x': 1 } }), says: /eventName\.x leads through/ },
    { parsed: one({ set: { 'requestParameters.items.x': 1 } }), says: /items\.x leads through/ },
    { parsed: one({ set: { 'requestParameters.items.5': 1 } }), says: /items\.5 leads through/ },
  ])('refuses what says something else than it tests ($says)', ({ parsed, says }) => {
    expect(problems(parsed)).toEqual([expect.stringMatching(says)]);
  });
});

describe('failedCases', () => {
  const [rule] = loadRules([
    {
      file: 'rule.yml',
      text: 'title: t\nlogsource: { product: aws }\ndetection: { s: { eventName: StopLogging }, condition: s }\n',
    },
  ]).rules;

  it('names the cases that come out otherwise, on both sides', () => {
    if (!rule) throw new Error('the rule of this test does not load');
    const cases = [
      { name: 'right', expect: 'match', event: base },
      { name: 'right too', expect: 'no-match', event: {} },
      { name: 'should have matched', expect: 'match', event: {} },
      { name: 'should not have matched', expect: 'no-match', event: base },
    ] as const;
    expect(failedCases(buildEngine([rule]), rule, cases).map(({ name }) => name)).toEqual([
      'should have matched',
      'should not have matched',
    ]);
  });
});

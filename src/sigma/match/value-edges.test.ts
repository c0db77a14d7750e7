import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { buildEngine, type SigmaEngine, type SigmaEvent } from './engine.ts';

const engineOf = (selection: string, logsource = '{ product: aws }') => {
  const text = `title: t\nlogsource: ${logsource}\ndetection: { a: ${selection}, condition: a }\n`;
  const { rules, documents } = loadRules([{ file: 'a.yml', text }]);
  expect(documents.map(({ message }) => message)).toEqual(['loaded']);
  return buildEngine(rules);
};

const matches = (selection: string, event: SigmaEvent): boolean =>
  engineOf(selection).match(event).length > 0;

describe('a field', () => {
  it.each<readonly [string, SigmaEvent, boolean]>([
    // A literal key goes first, and where it leads nowhere the nested way is taken.
    ['{ a.b.c: x }', { 'a.b': { d: 1 }, a: { b: { c: 'x' } } }, true],
    ['{ a.b.c: x }', { 'a.b': { c: 'y' }, a: { b: { c: 'x' } } }, false],
    ['{ a.b.c: x }', { 'a.b': 5, a: { 'b.c': 'x' } }, true],
    ['{ a.b: null }', { 'a.b': null, a: { b: 'x' } }, true],
    // What every object has is no field of the event.
    ['{ constructor|exists: true }', {}, false],
    ['{ toString.length|exists: true }', {}, false],
    ['{ __proto__|exists: true }', {}, false],
    ['{ __proto__: x }', JSON.parse('{"__proto__":"x"}'), true],
    // A text line has none.
    ['{ length|exists: true }', 'a line', false],
    ['{ a: null }', 'a line', true],
    ['{ a.b: x }', { a: [{ b: 'y' }, { c: 1 }, [{ b: 'x' }]] }, true],
    ['{ a.b|exists: true }', { a: [] }, false],
    ['{ a.b|exists: true }', { a: [{ b: [] }] }, true],
    ['{ a: null }', { a: undefined }, true],
  ])('%s in %j: %p', (selection, event, expected) => expect(matches(selection, event)).toBe(expected));
});

describe('a comparison with another field', () => {
  it.each<readonly [SigmaEvent, boolean]>([
    [{ a: 'X', b: 'x' }, true],
    [{ a: null, b: 'undefined' }, false],
    [{ a: 'undefined', b: null }, false],
    [{ a: null, b: null }, false],
    [{ a: [null, 1], b: ['1', null] }, true],
    [{ a: 'x' }, false],
    [{ b: 'x' }, false],
  ])('of %j: %p', (event, expected) => {
    expect(matches('{ a|fieldref: b }', event)).toBe(expected);
    expect(matches('{ a|fieldref|neq: b }', event)).toBe(!expected);
  });

  it.each(['contains', 'startswith', 'endswith'])('with %s never meets null', (position) => {
    expect(matches(`{ a|fieldref|${position}: b }`, { a: null, b: 'u' })).toBe(false);
    expect(matches(`{ a|fieldref|${position}: b }`, { a: 'null undefined null', b: null })).toBe(false);
  });
});

describe('a long number', () => {
  it.each<readonly [string, unknown, boolean]>([
    ["'12345678901234567890'", 12345678901234567000, true],
    ["'12345678901234567890'", 5, false],
    ["'12345678901234567890'", '12345678901234567000', false],
    ["'12345678901234567890'", true, false],
    ['12345678901234567890', 12345678901234567890n, true],
    ['12345678901234567890', 12345678901234567891n, false],
    ["'12345678901234567890'", 12345678901234567890n, true],
    ["['12345678901234567890', a, b, c, d]", 12345678901234567000, true],
    ["['12345678901234567890', a, b, c, d]", 'D', true],
    ["[a, b, c, d, '5']", 5, true],
    ["[a, b, c, d, 'x*']", 'Xy', true],
    ["[a, b, c, 'true']", true, true],
  ])('%s on %p: %p', (value, given, expected) => {
    expect(matches(`{ a: ${value} }`, { a: given })).toBe(expected);
  });

  it('is a keyword by its digits', () => {
    expect(matches("['12345678901234567890']", { a: { b: [12345678901234567890n] } })).toBe(true);
  });
});

describe('the log source of an event', () => {
  const engine = engineOf('{ a: 1 }', '{ product: aws, service: cloudtrail, category: audit }');
  const right = { product: 'aws', service: 'cloudtrail', category: 'audit' };

  it('is looked at for every event, whatever the one before had', () => {
    const verdicts = [
      right,
      { ...right, product: 'other' },
      right,
      { ...right, category: 'other' },
      { ...right },
      { ...right, service: 'other' },
      undefined,
      { ...right, service: 'OTHER' },
      { ...right, service: 'CloudTrail' },
    ].map((source) => engine.match({ a: 1 }, source).length > 0);
    expect(verdicts).toEqual([true, false, true, false, true, false, true, false, true]);
  });

  it('may be another one each time, more often than can be remembered', () => {
    for (let number = 0; number < 200; number += 1) {
      expect(engine.match({ a: 1 }, { ...right, service: `s${number}` })).toEqual([]);
      expect(engine.match({ a: 1 }, right)).toHaveLength(1);
    }
  });
});

describe('the texts below an object', () => {
  it.each([
    ['{ a|contains: x }', true],
    ['{ a|startswith: x }', false],
    ['{ a|endswith: z }', false],
    ["{ a: 'x*z' }", false],
    ['{ a: xyz }', false],
    ["{ a: '*' }", true],
    ['{ a|contains: q }', false],
  ])('are looked at for what an object contains, and for nothing else: %s is %s', (search, expected) =>
    expect(matches(search, { a: { b: ['xyz'] } })).toBe(expected),
  );
});

describe('a rule that somebody changed by hand', () => {
  const changed = (search: string, from: string, to: string): SigmaEngine => {
    const text = JSON.stringify(engineOf(search).rules);
    expect(text).toContain(from);
    return buildEngine(JSON.parse(text.replace(from, to)));
  };

  it('is refused when the engine is made, where its condition names what is not there', () => {
    const change = () => changed('{ a: 1 }', '"op":"search","name":"a"', '"op":"search","name":"t"');
    expect(change).toThrow(new TypeError('a checked condition names "t", which does not exist'));
  });

  it.each([
    ['{ a|cidr: 10.0.0.0/8 }', '10.0.0.0/8', '10.0.0.1/8', /^a checked network is no network: /],
    ['{ a|re: abc }', '"abc"', '"(abc"', /^a checked expression no longer compiles: /],
  ])('throws when it meets an event with the field: %s', (search, from, to, message) => {
    const engine = changed(search, from, to);
    expect(engine.match({ b: 'abc' })).toEqual([]);
    const match = (): unknown => engine.match({ a: 'abc' });
    expect(match).toThrow(TypeError);
    expect(match).toThrow(message);
  });
});

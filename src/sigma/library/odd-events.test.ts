import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';
import { buildEngine } from './engine.ts';

const matches = (search: string, event: object): boolean => {
  const text = `title: t\nlogsource: { product: aws }\ndetection: { s: ${search}, condition: s }\n`;
  return buildEngine(loadRules([{ file: 'a.yml', text }])).match(event).length > 0;
};

describe('an event that did not come from JSON', () => {
  it.each<readonly [string, boolean]>([
    ['{ n|gt: 5 }', true],
    ['{ n|lte: 9 }', false],
    ['{ n: 10 }', true],
    ['{ long|gte: 123456789012345678901 }', true],
    ['{ long|gt: 123456789012345678901 }', false],
  ])('compares a bigint by its digits: %s is %s', (search, expected) =>
    expect(matches(search, { n: 10n, long: 123_456_789_012_345_678_901n })).toBe(expected),
  );

  it('is asked for what it has in a circle only where a rule needs the text of it', () => {
    const event: Record<string, unknown> = { a: 'x' };
    event['self'] = event;
    expect(matches('{ self|exists: true }', event)).toBe(true);
    expect(matches('{ self.self.a: x }', event)).toBe(true);
    expect(() => matches('{ self|contains: x }', event)).toThrow(TypeError);
  });

  it('may be changed between two matches', () => {
    const event = { a: { b: 'x' } };
    const text = 'title: t\nlogsource: { product: aws }\ndetection: { s: { a|contains: x }, condition: s }\n';
    const engine = buildEngine(loadRules([{ file: 'a.yml', text }]));
    const counts = ['x', 'y', 'xx'].map((value) => {
      event.a.b = value;
      return engine.match(event).length;
    });
    expect(counts).toEqual([1, 0, 1]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { partIndex } from './part-index.ts';

const found = (parts: readonly string[], text: string): string[] => {
  const index = partIndex(new Map(parts.map((part, number) => [part, [number]])));
  const numbers = new Set([...index(text)].flat());
  return parts.filter((_, number) => numbers.has(number));
};

describe('parts of a text', () => {
  it.each([
    [['abc'], 'xxabcxx', ['abc']],
    [['abc'], 'ab', []],
    [['abc', 'abd', 'bcd'], 'abcd', ['abc', 'bcd']],
    [['aaa', 'aaab'], 'aaaa', ['aaa']],
    [['end', 'the'], 'the end', ['end', 'the']],
    [[], 'anything', []],
  ])('of %j, %s has %j', (parts, text, expected) => expect(found(parts, text)).toEqual(expected));

  it('are given once each, however often they are there', () => {
    const index = partIndex(new Map([['abc', [1, 2]]]));
    expect([...index('abc'.repeat(100_000))]).toEqual([[1, 2]]);
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀'), maxLength: 30 });
  const parts = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀'), minLength: 3, maxLength: 6 }),
    { maxLength: 12 },
  );

  it('are found as by looking for each', () => {
    fc.assert(
      fc.property(parts, letters, (some, text) => {
        expect(found(some, text)).toEqual(some.filter((part) => text.includes(part)));
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 1000) },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import type { Pattern } from '../detection-ast.ts';
import { joinPieces, literalOf, openPattern, parsePattern, printPattern } from './pattern.ts';
import { compilePattern, oneOf } from './wildcard.ts';

const alphabet = fc.constantFrom('a', 'b', 'A', 'É', 'é', '😀', '-', '/', '\\', '*', '?', '\n');
const text = fc.array(alphabet, { maxLength: 10 }).map((units) => units.join(''));
const piece = fc.oneof(
  text.map((literal) => ({ text: literal })),
  fc.constantFrom<Pattern[number]>({ wild: 'many' }, { wild: 'one' }, { wild: 'dash' }),
);
const pattern = fc.array(piece, { maxLength: 6 }).map(joinPieces);
const runs = { numRuns: Number(process.env.FC_RUNS ?? 2000) };

/** Tries everything, one code point at a time: exponential, and obviously right. */
function slowly(pieces: Pattern, given: readonly string[], cased: boolean): boolean {
  const [first, ...rest] = pieces;
  if (!first) return given.length === 0;
  if ('text' in first) {
    const [unit, ...others] = Array.from(first.text);
    if (unit === undefined) return slowly(rest, given, cased);
    const [next, ...behind] = given;
    const same = next !== undefined && (cased ? next === unit : next.toLowerCase() === unit.toLowerCase());
    return same && slowly([{ text: others.join('') }, ...rest], behind, cased);
  }
  if (first.wild === 'many')
    return given.some((_, at) => slowly(rest, given.slice(at), cased)) || slowly(rest, [], cased);
  const [next, ...behind] = given;
  return (
    next !== undefined && (first.wild === 'one' || '-/–—―'.includes(next)) && slowly(rest, behind, cased)
  );
}

describe('a compiled pattern', () => {
  it('agrees with a slow matcher that tries everything', () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (pieces, given, cased) => {
        expect(compilePattern(pieces, cased)(given)).toBe(slowly(pieces, Array.from(given), cased));
      }),
      runs,
    );
  });

  it('agrees on texts that were made to fit', () => {
    const fill = { many: 'b😀', one: '😀', dash: '–' } as const;
    fc.assert(
      fc.property(pattern, (pieces) => {
        const fitting = pieces
          .map((one) => ('text' in one ? one.text.toUpperCase() : fill[one.wild]))
          .join('');
        expect(compilePattern(pieces, false)(fitting)).toBe(true);
      }),
      runs,
    );
  });

  it('is read back from its print', () => {
    const plain = pattern.map((pieces) =>
      joinPieces(pieces.filter((one) => 'text' in one || one.wild !== 'dash')),
    );
    fc.assert(
      fc.property(plain, (pieces) => expect(parsePattern(printPattern(pieces))).toEqual(pieces)),
      runs,
    );
  });

  it('takes a million characters in its stride, with many stars and question marks', () => {
    const long = 'a'.repeat(1_000_000);
    const stars = compilePattern(parsePattern(`${'*a'.repeat(100)}*b`), false);
    const marks = compilePattern(parsePattern(`${'*a?'.repeat(50)}*b`), false);
    expect([stars(long), marks(long), stars(`${long}b`), marks(`${long}b`)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('patterns', () => {
  it.each([
    ['a', 'contains', '*a*'],
    ['*a', 'contains', '*a*'],
    ['a', 'startswith', 'a*'],
    ['a', 'endswith', '*a'],
    ['', 'contains', '*'],
  ] as const)('%j opened with %s is %s', (given, position, expected) => {
    expect(printPattern(openPattern(parsePattern(given), position))).toBe(expected);
  });

  it('know whether they are plain texts', () => {
    expect([
      literalOf(parsePattern('')),
      literalOf(parsePattern('a\\*')),
      literalOf(parsePattern('a*')),
    ]).toEqual(['', 'a*', undefined]);
  });
});

it('one look-up answers for many texts', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), text, (wanted, given) => {
      const each = wanted.map((one) => compilePattern(joinPieces([{ text: one }]), false));
      expect(oneOf(wanted)(given)).toBe(each.some((matches) => matches(given)));
    }),
    runs,
  );
});

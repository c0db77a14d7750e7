import { describe, expect, it } from '@jest/globals';
import { RE2JS } from 're2js';
import { hasBit, type Places, type Program, placesOf } from './bit-program.ts';
import { runeClasses } from './rune-classes.ts';

const placesIn = (source: string): Places =>
  placesOf((RE2JS.compile(source).re2() as unknown as { prog: Program }).prog);

// Letters that fold to one another stand far apart: k K K, s S ſ, σ ς Σ.
const RUNES = [...'\0\t\n abckzABKSZ09~\u007f\u0080éÉßſσςΣK漢\uffff😀😁\u{10ffff}']
  .map((one) => one.codePointAt(0) ?? 0)
  .concat(0xd800, 0xdfff);

describe('classes of characters', () => {
  it.each([
    '[a-c]b[^b]',
    '(?i)kß[σ-ω]s',
    '(?i)k[ſK]K',
    '.(?s:.)\\n[\\x{10ffff}]',
    '[😀-😂]\\p{L}\\P{L}\\p{Lu}[\\x{10000}-\\x{10ffff}]',
    Array.from('abcdefghijklmnopqrstuvwxyzé漢😀').join('[^k-m]'),
  ])('%s: a class is allowed where its characters match, in whatever order they are met', (source) => {
    const places = placesIn(source);
    for (const runes of [RUNES, RUNES.toReversed()]) {
      const { classOf, allowed } = runeClasses(places);
      for (const rune of [...runes, ...runes]) {
        const takes = allowed[classOf(rune)] ?? new Int32Array(places.words);
        expect([rune, places.instructions.map((_, place) => hasBit(takes, place))]).toEqual([
          rune,
          places.instructions.map((one) => one.matchRune(rune)),
        ]);
      }
    }
  });

  it('are as few as there are sets of places', () => {
    const { classOf, allowed } = runeClasses(placesIn('[a-m][k-z]'));
    expect([...'bcknoz9漢'].map((one) => classOf(one.charCodeAt(0)))).toEqual([0, 0, 1, 2, 2, 2, 3, 3]);
    expect(allowed.map((takes) => [...takes])).toEqual([[1], [3], [2], [0]]);
  });

  it('are found without asking every place about every character', () => {
    const letters = Array.from({ length: 200 }, (_, at) => String.fromCharCode(0x4e00 + at * 7)).join('');
    const places = placesIn(letters);
    let asked = 0;
    const counting = places.instructions.map((one) => ({
      ...{ op: one.op, out: one.out, arg: one.arg, runes: one.runes },
      matchRune: (rune: number) => {
        asked++;
        return one.matchRune(rune);
      },
    }));
    const { classOf } = runeClasses({ ...places, instructions: counting });
    for (let rune = 0x3400; rune < 0xa000; rune++) classOf(rune);
    expect(asked).toBe(200 * 401);
  });
});

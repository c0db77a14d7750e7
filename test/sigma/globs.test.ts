import { describe, expect, it } from '@jest/globals';
import { parsePattern } from '#sigma/text/pattern';
import { compilePattern } from '#sigma/text/wildcard';
import { openDashes } from '#sigma/text/windash';
import { fc } from '../support/property.ts';
import { fits, tokensOf, withDashes } from './reference/patterns.ts';

const runs = { numRuns: Number(process.env.FC_RUNS ?? 3000) };

const piece = fc.constantFrom('a', 'a', 'b', 'ab', 'É', '😀', '*', '*', '?', '-a', ' /b', '\\*');
const pattern = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
const unit = fc.constantFrom('a', 'a', 'b', 'A', 'é', '😀', '-', '–', ' ', '*', '\n');
const text = fc.array(unit, { maxLength: 10 }).map((units) => units.join(''));

describe('a pattern with wildcards', () => {
  it('matches what it does when every way of sharing a text out is tried', () => {
    const sample = fc.tuple(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), fc.boolean());
    fc.assert(
      fc.property(sample, ([written, texts, cased]) => {
        const [plain, dashed] = [parsePattern(written), openDashes(parsePattern(written))];
        const [tokens, flags] = [tokensOf(written), withDashes(tokensOf(written))];
        for (const one of texts) {
          expect([written, one, compilePattern(plain, cased)(one)]).toEqual([
            written,
            one,
            fits(tokens, one, cased),
          ]);
          expect([written, one, compilePattern(dashed, cased)(one)]).toEqual([
            written,
            one,
            fits(flags, one, cased),
          ]);
        }
      }),
      runs,
    );
  });

  it.each([
    ['a*b', ['ab', 'aab', 'axb', 'a\nb'], ['a', 'b', 'ba', 'abx', 'xab']],
    ['*a*b*', ['ab', 'xaxbx'], ['ba', 'a', '']],
    ['a*a', ['aa', 'axa'], ['a']],
    ['ab*ba', ['abba', 'abxba'], ['aba', 'ab']],
    ['*ab*ab*', ['abab', 'xabxabx'], ['aba', 'ab']],
    ['a?c', ['abc', 'a😀c', 'a\nc'], ['ac', 'abbc']],
    ['?', ['a', '😀', '\n'], ['', 'ab']],
    ['*?', ['a', 'ab', '😀'], ['']],
    ['?*?', ['ab', 'axb', '😀😀'], ['', 'a', '😀']],
    ['*a?b*', ['axb', 'aaxbb', 'aaab', 'a😀b'], ['ab', 'axxb']],
    ['??*b', ['aab', 'bbb', 'xxxb'], ['ab', 'b']],
    ['a*?', ['ab', 'a😀', 'axx'], ['a']],
    ['*?a', ['xa', '😀a', 'aa'], ['a']],
    ['a?*?b*c', ['axyb c', 'axxxbc'], ['axbc', 'abc']],
  ])('%s matches %j, and not %j', (written, matching, others) => {
    const matches = compilePattern(parsePattern(written), false);
    expect([...matching, ...others].filter((one) => matches(one))).toEqual(matching);
  });
});

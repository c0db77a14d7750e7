import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { printPattern } from '../text/pattern.ts';
import { compileRegex } from '../text/regex.ts';
import { compilePattern } from '../text/wildcard.ts';
import { regexPatterns } from './regex-patterns.ts';

const written = (source: string, flags = ''): unknown =>
  regexPatterns(source, flags)?.map(
    ({ pattern, cased }) => `${printPattern(pattern)}${cased ? '' : ' any case'}`,
  );

const alternatives = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}`).join('|');
const LONG = alternatives(32);
const TOO_MANY = [alternatives(33)];

describe('regexPatterns', () => {
  it.each([
    ['abc', ['*abc*']],
    ['^abc$', ['abc']],
    ['^arn:aws:(iam|sts)::\\d+:root', ['arn:aws:*::*:root*']],
    ['a.c', ['*a*c*']],
    ['colou?r', ['*colo*r*']],
    ['a+b', ['*a*b*']],
    ['ab{0,2}c', ['*a*c*']],
    ['a+?b', ['*a*b*']],
    ['x[()|]y', ['*x*y*']],
    ['one|^two', ['*one*', 'two*']],
    ['(a|b)c|d', ['*c*', '*d*']],
    ['a\\.b\\\\c', ['*a.b\\\\c*']],
    ['(?i)Kali', ['*Kali* any case']],
    ['a{x', ['*a{x*']],
    ['\\bcat\\b', ['*cat*']],
    ['\\Bcat', ['*cat*']],
    ['(?is)Kali', ['*Kali* any case']],
    ['(?m)^a$', ['*a*']],
    ['x((a)|b)?y', ['*x*y*']],
    ['[ab]+c', ['*c*']],
    ['a[.]b', ['*a*b*']],
    [LONG, LONG.split('|').map((text) => `*${text}*`)],
  ])('reads %s', (source, expected) => expect(written(source)).toEqual(expected));

  it.each([
    ...TOO_MANY,
    'a(?im)b',
    'a(?-i)b',
    'a(?i-s)b',
    '(a',
    'a)b',
    '.*',
    'a|.*',
    '(abc)',
    '[abc]',
    'a?',
    '\\x41',
    '\\Qa.b\\E',
    'a(?i)b',
    '\\pL',
    '',
  ])('knows nothing of %j', (source) => expect(written(source)).toBeUndefined());

  it('leaves anchors to lines where they are theirs', () => {
    expect(written('^a$', 'm')).toEqual(['*a*']);
    expect(written('^a', 'i')).toEqual(['a* any case']);
  });

  it('is met by every text that the expression finds', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'K',
      '.',
      '[ab]',
      '\\.',
      '(a|b)',
      '(?:ab)',
      '\\d',
      '^',
      '$',
      '|',
      '\\b',
      's',
    );
    const quantifier = fc.constantFrom('', '', '', '?', '*', '+', '{0,1}', '{2}', '+?', '*?');
    const source = fc
      .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.map(([one, many]) => (/^[|^$]|\\b/.test(one) ? one : one + many)).join(''));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'k', 'K', '\u212a', 'ſ', '.', '1', '\n'),
      maxLength: 6,
    });
    let found = 0;
    fc.assert(
      fc.property(
        source,
        fc.constantFrom('', 'i', 'm', 's', 'im'),
        fc.array(text, { maxLength: 10 }),
        (one, flags, texts) => {
          const finds = compileRegex(one, flags);
          const patterns = regexPatterns(one, flags);
          if (typeof finds === 'string' || !patterns) return;
          const tests = patterns.map(({ pattern, cased }) => compilePattern(pattern, cased));
          for (const given of texts.filter(finds)) {
            found += 1;
            expect([one, flags, given, tests.some((test) => test(given))]).toEqual([one, flags, given, true]);
          }
        },
      ),
      { numRuns: Number(process.env['PUSH_DOWN_RUNS'] ?? 3_000) },
    );
    expect(found).toBeGreaterThan(300);
  });
});

import { describe, expect, it } from '@jest/globals';
import { RE2JS } from 're2js';
import { fc } from '../../../test/support/property.ts';
import { costOf } from './bit-cost.ts';
import type { Program } from './bit-program.ts';
import { bitRegex } from './bit-regex.ts';
import { compileRegex } from './regex.ts';

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    '.',
    '\\w',
    '[ab]',
    '[^a]',
    '\\b',
    '\\B',
    '^',
    '$',
    '\\n',
    'é',
    '😀',
    '(?i:É)',
    '\\s',
    '(?m:^b)',
    '(?m:a$)',
    '(?s:.)',
    '[a-zé]',
  ],
);
const counted = fc.constantFrom('*', '+', '?', '{2}', '{0,3}', '{2,}', '{1,5}?', '*?', '');
const expression: fc.Arbitrary<string> = fc.letrec<{ one: string; many: string }>((tie) => ({
  one: fc.oneof(
    { weight: 4, arbitrary: atom },
    { weight: 1, arbitrary: tie('many').map((inner) => `(?:${inner})`) },
  ),
  many: fc
    .array(fc.tuple(tie('one'), counted), { minLength: 1, maxLength: 4 })
    .chain((parts) =>
      fc.tuple(fc.constant(parts.map((part) => part.join('')).join('')), fc.option(atom, { nil: undefined })),
    )
    .map(([row, other]) => (other === undefined ? row : `${row}|${other}`)),
})).many;
const letters = fc.constantFrom('a', 'b', 'c', ' ', '\n', 'é', 'É', '😀', '-', '_');
const text = fc.array(letters, { maxLength: 12 }).map((units) => units.join(''));
const runs = { numRuns: Number(process.env.FC_RUNS ?? 3000) };

const programOf = (compiled: RE2JS): Program => (compiled.re2() as unknown as { prog: Program }).prog;

describe('matching place by place', () => {
  it('agrees with the engine on whatever is made up', () => {
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 1, maxLength: 8 }), (source, texts) => {
        // Repetitions within repetitions may be more than the engine writes out.
        fc.pre(typeof compileRegex(source, '') !== 'string');
        const compiled = RE2JS.compile(source);
        const test = bitRegex(programOf(compiled));
        for (const one of texts) expect([source, one, test(one)]).toEqual([source, one, compiled.test(one)]);
      }),
      runs,
    );
  });

  it.each([
    ['a.{40}b', 64],
    ['^[ab]{31,70}$', 64],
    ['(?:[ab]{1,9}c){1,9}$', 100],
    ['(?i)\\w{33}É', 200],
  ])('agrees on %s, which needs several words', (source, length) => {
    const compiled = RE2JS.compile(source);
    const test = bitRegex(programOf(compiled));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'b', 'c', 'é'), { minLength: 20, maxLength: length }),
        (units) => {
          const one = units.join('');
          expect([one, test(one)]).toEqual([one, compiled.test(one)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows what a character costs at most: places count, and what may be left out or repeated counts more', () => {
    const cost = (source: string): number => costOf(programOf(RE2JS.compile(source)));
    expect(cost('(?i)administrator')).toBeLessThan(30);
    expect(cost('a.{20}b')).toBeLessThan(30);
    expect(cost('.{1000}')).toBeGreaterThan(60);
    expect(cost('(?:a.?){100}')).toBeGreaterThan(2 * cost('(?:a.){100}'));
  });

  it.each(['a', 'é', '漢', '😀', '\ud83d'])('looks %j up again as it did the first time', (one) => {
    const test = bitRegex(programOf(RE2JS.compile('^(?:[aé😀]|\\p{Han}){12}$')));
    const expected = one !== '\ud83d';
    expect([test(one.repeat(12)), test(one.repeat(12)), test(one.repeat(11))]).toEqual([
      expected,
      expected,
      false,
    ]);
  });
});

describe('an expression', () => {
  const HOSTILE = [
    'a.{20}b.{20}c',
    'a.{300}b.{300}c',
    '\\ba.{50}b\\b=',
    '(?i)\\p{L}{20,900}z',
    '(a*)*b',
    '(?:a?){50}a{50}b',
    '(?:\\w+`){3,30}',
    '(a|aa)+$',
    '.*.*=.*',
    '[ab]*a[ab]{300}=',
    'a[a-f]{1,100}b[a-f]{1,100}=',
    '.*a(?:aa|ab|ba|bb){12}=',
    '.{1000}$',
    '\\b.{900}\\b=\\b',
  ];
  // Texts for which an automaton of sets meets a new set at nearly every character.
  const long = Array.from(
    { length: 300_000 },
    (_, at) => 'aaab  '[(Math.imul(at, 2_654_435_761) >>> 13) % 6],
  ).join('');

  it.each(HOSTILE)('%s is decided on a long text as the engine does', (source) => {
    const matches = compileRegex(source, '');
    if (typeof matches === 'string') throw new Error(matches);
    const compiled = RE2JS.compile(source);
    for (const end of ['', '=', 'c', '?c?=z='])
      expect(matches(long.slice(0, 3000) + end)).toBe(compiled.test(long.slice(0, 3000) + end));
    expect(typeof matches(`${long}?c?=z`)).toBe('boolean');
  });

  it.each([
    ['[ab]{1000}[cd]{1000}[ef]{1000}[gh]{1000}[ij]{1000}[kl]{1000}', /too large.*at most 5000/],
    [
      `${'()'.repeat(1665)}abcd`,
      /^is too large: it has 5001 steps when its repetitions are written out, at most 5000 are allowed$/,
    ],
    ['(?:a{100}){100}', /^is invalid: invalid repeat count/],
    [
      '(?:a.?){100}',
      /^is too slow: its counted or optional parts within one another cost up to 352 ns for each character of a text, at most 250 are allowed; lower the counts, or write \+ or \* for them$/,
    ],
    ['(?:[ab]?c?d?){500}', /too slow.*lower the counts/],
    ['(', /^is invalid: missing closing \)/],
    ['('.repeat(2000) + ')'.repeat(2000), /^is invalid: expression nests too deeply$/],
    ['a?'.repeat(200), /too slow/],
    ...(
      [
        ['a(?=b)', 'a lookahead'],
        ['a(?!b)', 'a lookahead'],
        ['(?<=a)b', 'a lookbehind'],
        ['(?<!a)b', 'a lookbehind'],
        ['(?>a)', 'an atomic group'],
        ['(a)\\1', 'a backreference'],
        ['(?P<n>a)(?P=n)', 'a backreference'],
        ['(?<n>a)\\k<n>', 'a backreference'],
        ['(a)(?(1)b|c)', 'a conditional group'],
        ['a++', 'a possessive quantifier'],
        ['a{2}+', 'a possessive quantifier'],
      ] as const
    ).map(
      ([source, found]) =>
        [
          source,
          new RegExp(`^uses ${found}, which cannot be matched in linear time; allowed is the RE2 dialect$`),
        ] as const,
    ),
  ])('%j is refused with the reason', (source, reason) => expect(compileRegex(source, '')).toMatch(reason));

  it('longer than any rule has is refused', () => {
    expect(compileRegex(`[${'a'.repeat(9999)}]`, '')).toBe('is longer than 10000 characters');
    expect(typeof compileRegex(`[${'a'.repeat(9998)}]`, '')).toBe('function');
  });

  it('may have 5000 steps', () =>
    expect(typeof compileRegex(`${'()'.repeat(1665)}abc`, '')).toBe('function'));

  it.each<readonly [string, string, readonly string[], readonly string[]]>([
    ['a.b', '', ['axb'], ['AxB', 'a\nb']],
    ['a.b', 'i', ['axb', 'AxB'], ['a\nb']],
    ['a.b', 's', ['axb', 'a\nb'], ['AxB']],
    ['^ab$', 'm', ['ab', 'x\nab\ny'], ['AB', 'xab']],
    ['^a.b$', 'ims', ['A\nB', 'x\nA\nb\ny'], ['xab']],
  ])('%s with the flags %j finds %j, and not %j', (source, flags, found, missed) => {
    const matches = compileRegex(source, flags);
    if (typeof matches === 'string') throw new Error(matches);
    expect([...found, ...missed].filter((text) => matches(text))).toEqual(found);
  });

  it.each([
    '.{1000,}',
    '^.{51,}$',
    '[A-Za-z0-9+/=]{500,1000}',
    `(?:${Array.from({ length: 300 }, (_, n) => `word${n}`).join('|')})`,
  ])('%j, as public rules have it, is accepted', (source) =>
    expect(typeof compileRegex(source, 'i')).toBe('function'),
  );
});

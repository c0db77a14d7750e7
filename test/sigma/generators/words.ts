import { fc } from '../../support/property.ts';

/** Pieces of texts, few of them, so that rules and events meet often: case, other letters, two units, what escapes. */
const PIECES = [
  ...['a', 'a', 'a', 'A', 'A', 'b', 'b', 'B', 'é', 'É', 'ß', 'σ', 'ς', 'Σ', '😀', '1', '0', ' ', '\n', '\r'],
  ...[
    '.',
    '%',
    '_',
    '-',
    '/',
    '–',
    '-a',
    ' /b',
    '"',
    "'",
    '\\',
    '\\',
    '*',
    '?',
    '[',
    '$',
    'true',
    ':',
    '#',
    'İ',
  ],
];

/** A text as events have it. */
export const word = fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join(''));

const SPECIAL = ['*', '*', '?', '\\*', '\\?', '\\\\', '\\\\*', '\\', '\\\\\\*'];

/** A text as rules have it: with wildcards and escapes. */
export const ruleText = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.constantFrom(...SPECIAL) },
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));

/** A text that can be encoded: no wildcards, few dashes, not empty. */
export const literalText = fc
  .array(fc.constantFrom('a', 'A', 'b', 'é', '😀', '1', ' ', '\\b', ' -a', '\\*', '\\?', '.'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((pieces) => pieces.join(''));

/** Values for placeholders: wildcards work in them. */
export const PLACEHOLDERS = { names: ['a', 'b*', 'é\\*'], 'n.x': [1, 10], one: ['A'] } as const;

/** A text with placeholders, and some that only look like one. */
export const placeholderText = fc
  .array(
    fc.constantFrom(
      ...[
        '%names%',
        '%names%',
        '%n.x%',
        '%one%',
        'a',
        'b',
        '*',
        '\\%',
        '%',
        '\\\\',
        'é',
        '\\',
        '1',
        '-',
        ' ',
      ],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((pieces) => pieces.join(''))
  // A name between percent signs that nobody gave values would be refused.
  .filter((text) =>
    Array.from(text.matchAll(/%(?=([\w.-]+)%)/g)).every(([, name = '']) => Object.hasOwn(PLACEHOLDERS, name)),
  );

const ATOMS = [
  ...[
    'a',
    'A',
    'b',
    '1',
    'é',
    '😀',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\W',
    '[ab]',
    '[^a]',
    '(?:a|b1)',
    '\\.',
    '\\*',
    '\\\\',
  ],
  ...['^', '$', '(a|)', '[é\\d]', '\\n'],
];

/** An expression of the RE2 dialect. */
export const expression = fc
  .array(
    fc
      .tuple(fc.constantFrom(...ATOMS), fc.constantFrom('', '', '', '*', '+', '?', '{1,2}', '*?'))
      .map(([atom, times]) => (atom === '^' || atom === '$' ? atom : atom + times)),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));

import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../load/load.ts';

const ALL =
  'contains, startswith, endswith, all, cased, neq, exists, expand, windash, re, i, m, s, ignorecase, multiline, ' +
  'dotall, base64, base64offset, wide, utf16le, utf16be, utf16, cidr, lt, lte, gt, gte, fieldref, minute, hour, day, ' +
  'week, month, year';

const load = (detection: string) => {
  const text = `title: t\nlogsource: { product: aws }\ndetection: ${detection}\n`;
  return loadRules([{ file: 'a.yml', text }], { placeholders: { names: ['a', 'b', 'c', 'd'] } });
};

/** A detection, and `code line:column message` of each of its problems; `<all>` stands for all modifiers. */
const REFUSED: readonly (readonly [string, ...string[]])[] = [
  ['[]', 'SIGMA_DETECTION 3:12 detection must be a map with condition and search identifiers, found a list'],
  [
    '{ condition: a }',
    'SIGMA_DETECTION 3:12 detection has no search identifier beside the condition',
    'SIGMA_CONDITION 3:25 condition "a": no search is named a; there is none',
  ],
  ['{ a: , condition: a }', 'SIGMA_NULL 3:14 a is empty (null): a search needs a map or a list'],
  ['{ a: {}, condition: a }', 'SIGMA_DETECTION 3:17 a has an empty map'],
  ['{ a: [], condition: a }', 'SIGMA_DETECTION 3:17 a is an empty list'],
  [
    '{ a: [[x]], condition: a }',
    'SIGMA_DETECTION 3:18 a has a list inside its list; maps and keywords are allowed',
  ],
  ['{ a: [null], condition: a }', 'SIGMA_NULL 3:18 a: a text is needed here, found null'],
  ["{ a: { '': x }, condition: a }", "SIGMA_MODIFIER 3:19 a: '': the field has no name"],
  [
    "{ a: { '|exists': true }, condition: a }",
    'SIGMA_MODIFIER 3:19 a: |exists: exists needs a field in front of it',
  ],
  [
    "{ a: { '|fieldref': b }, condition: a }",
    'SIGMA_MODIFIER 3:19 a: |fieldref: fieldref needs a field in front of it',
  ],
  [
    '{ a: { b: { c: d } }, condition: a }',
    'SIGMA_DETECTION 3:22 a: b: a map is no value; write nested fields with dots, b.c',
  ],
  [
    '{ a: { b|contains|all: { c: d } }, condition: a }',
    'SIGMA_DETECTION 3:35 a: b|contains|all: a map is no value; write nested fields with dots, b.c|contains|all',
  ],
  ['{ a: { b: [] }, condition: a }', 'SIGMA_DETECTION 3:22 a: b: the list of values is empty'],
  ['{ a: { b: [x, null] }, condition: a }', 'SIGMA_NULL 3:26 a: b: null cannot stand in a list of values'],
  ['{ a: { b: [[x]] }, condition: a }', 'SIGMA_DETECTION 3:23 a: b: a list cannot stand in a list of values'],
  [
    '{ a: { b: [{ c: d }] }, condition: a }',
    'SIGMA_DETECTION 3:23 a: b: a map cannot stand in a list of values',
  ],
  [
    '{ a: { b|exists: [true] }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|exists: exists takes one boolean, not a list',
  ],
  [
    "{ a: { b|exists: 'true' }, condition: a }",
    'SIGMA_VALUE 3:29 a: b|exists: exists takes true or false, unquoted, found "true"',
  ],
  ['{ a: { b|exists: [] }, condition: a }', 'SIGMA_DETECTION 3:29 a: b|exists: the list of values is empty'],
  [
    '{ a: { b|containz: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|containz: unknown modifier containz; did you mean contains?; allowed are <all>',
  ],
  [
    '{ a: { b|: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|: a modifier is empty: something must stand between and behind the |',
  ],
  [
    '{ a: { b|REGEX: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|REGEX: unknown modifier REGEX; did you mean re?; allowed are <all>',
  ],
  [
    '{ a: { b|zzzzz: x, c|qqqqq|not: y }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|zzzzz: unknown modifier zzzzz; allowed are <all>',
    'SIGMA_MODIFIER 3:31 a: c|qqqqq|not: unknown modifier qqqqq; allowed are <all>',
    'SIGMA_MODIFIER 3:31 a: c|qqqqq|not: unknown modifier not; did you mean neq?; allowed are <all>',
  ],
  [
    '{ a: { b|all|all: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|all|all: the modifier all occurs twice',
  ],
  [
    '{ a: { b|contains|startswith: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|contains|startswith: the modifiers contains and startswith exclude each other',
  ],
  [
    '{ a: { b|re|i|ignorecase: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|re|i|ignorecase: the modifier ignorecase occurs twice',
  ],
  [
    '{ a: { b|i: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|i: the modifier i is a flag of re and stands directly behind it',
  ],
  [
    '{ a: { b|re|all|i: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|re|all|i: the modifier i is a flag of re and stands directly behind it',
  ],
  [
    '{ a: { b|exists|all: true }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|exists|all: the modifier all cannot be combined with exists; it stands alone',
  ],
  [
    '{ a: { b|contains|re: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|contains|re: the modifier contains cannot be combined with re; beside it may stand: all, neq, expand, i, m, s, ignorecase, multiline, dotall',
  ],
  [
    '{ a: { b|cidr|cased: 10.0.0.0/8 }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|cidr|cased: the modifier cased cannot be combined with cidr; beside it may stand: all, neq',
  ],
  [
    '{ a: { b|gte|hour: 1 }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|gte|hour: the modifier gte stands before hour: the comparison stands behind the part of the timestamp',
  ],
  [
    '{ a: { b|contains|fieldref: c }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|contains|fieldref: the modifier contains stands before fieldref: the position stands behind fieldref',
  ],
  [
    '{ a: { b|base64|wide: c }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|base64|wide: the modifier base64 stands before wide: UTF-16 comes before Base64',
  ],
  [
    '{ a: { b|contains|base64: c }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|contains|base64: the modifier contains stands before base64: the wildcards of the position cannot be encoded; write the position last',
  ],
  [
    '{ a: { b|base64|expand|windash: c }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b|base64|expand|windash: the modifier base64 stands before windash: dashes are exchanged before Base64',
    'SIGMA_MODIFIER 3:19 a: b|base64|expand|windash: the modifier base64 stands before expand: placeholders are filled before Base64',
  ],
  [
    "{ a: { b|re: '(' }, condition: a }",
    'SIGMA_REGEX 3:25 a: b|re: the expression "(" is invalid: missing closing ): `(`',
  ],
  [
    "{ a: { b|re: '(?=x)' }, condition: a }",
    'SIGMA_REGEX 3:25 a: b|re: the expression "(?=x)" uses a lookahead, which cannot be matched in linear time; allowed is the RE2 dialect',
  ],
  [
    '{ a: { b|re: true }, condition: a }',
    'SIGMA_VALUE 3:25 a: b|re: re takes a regular expression as text; quote it, found the boolean true',
  ],
  [
    '{ a: { b|cidr: 10.0.0.1/8 }, condition: a }',
    'SIGMA_NETWORK 3:27 a: b|cidr: cidr takes a network such as 192.0.2.0/24, found "10.0.0.1/8": bits are set behind the prefix; write the first address of the network',
  ],
  [
    '{ a: { b|cidr: 5 }, condition: a }',
    'SIGMA_VALUE 3:27 a: b|cidr: cidr takes a network such as 192.0.2.0/24, found the number 5',
  ],
  [
    "{ a: { b|fieldref: '' }, condition: a }",
    'SIGMA_VALUE 3:31 a: b|fieldref: fieldref takes the name of another field, found ""',
  ],
  [
    "{ a: { b|fieldref: 'c*' }, condition: a }",
    'SIGMA_VALUE 3:31 a: b|fieldref: fieldref takes a field name without wildcards, found "c*"',
  ],
  [
    '{ a: { b|fieldref: 5 }, condition: a }',
    'SIGMA_VALUE 3:31 a: b|fieldref: fieldref takes the name of another field, found the number 5',
  ],
  ["{ a: { b|gt: '5' }, condition: a }", 'SIGMA_VALUE 3:25 a: b|gt: gt takes a number, unquoted, found "5"'],
  [
    '{ a: { b|lte: .inf }, condition: a }',
    'SIGMA_VALUE 3:26 a: b|lte: lte takes a number, unquoted, found the number .inf',
  ],
  [
    '{ a: { b|hour: x }, condition: a }',
    'SIGMA_VALUE 3:27 a: b|hour: hour takes a number, unquoted, found "x"',
  ],
  [
    "{ a: { b|hour|gte: '5' }, condition: a }",
    'SIGMA_VALUE 3:31 a: b|hour|gte: hour with gte takes a number, unquoted, found "5"',
  ],
  [
    '{ a: { b|contains: true }, condition: a }',
    'SIGMA_VALUE 3:31 a: b|contains: contains takes a text; quote it, found the boolean true',
  ],
  [
    '{ a: { b|base64: true }, condition: a }',
    'SIGMA_VALUE 3:29 a: b|base64: the transformation takes a text; quote it, found the boolean true',
  ],
  [
    '{ a: { b|contains: null }, condition: a }',
    'SIGMA_NULL 3:31 a: b|contains: a text is needed here, found null',
  ],
  ['{ a: { b|cased: null }, condition: a }', 'SIGMA_NULL 3:28 a: b|cased: a text is needed here, found null'],
  [
    '{ a: { b|windash: null }, condition: a }',
    'SIGMA_NULL 3:30 a: b|windash: a text is needed here, found null',
  ],
  [
    '{ a: { b|expand: null }, condition: a }',
    'SIGMA_NULL 3:29 a: b|expand: a text is needed here, found null',
  ],
  [
    '{ a: { b|base64: null }, condition: a }',
    'SIGMA_NULL 3:29 a: b|base64: a text is needed here, found null',
  ],
  [
    "{ a: { '|contains': null }, condition: a }",
    'SIGMA_NULL 3:32 a: |contains: a text is needed here, found null',
  ],
  [
    "{ a: { b|base64: 'x*' }, condition: a }",
    'SIGMA_VALUE 3:29 a: b|base64: base64 takes a text without wildcards, found "x*"',
  ],
  [
    "{ a: { b|wide|base64offset: 'x?' }, condition: a }",
    'SIGMA_VALUE 3:40 a: b|wide|base64offset: wide|base64offset takes a text without wildcards, found "x?"',
  ],
  [
    "{ a: { b|base64offset: '' }, condition: a }",
    'SIGMA_VALUE 3:35 a: b|base64offset: base64offset leaves nothing of so short a text, found ""',
  ],
  [
    "{ a: { b|windash|base64: ' -a -b -c -d' }, condition: a }",
    'SIGMA_VALUE 3:37 a: b|windash|base64: windash before an encoding takes at most 3 flags in one text, found " -a -b -c -d"',
  ],
  [
    "{ a: { b|expand: '%none% %nine% %none%' }, condition: a }",
    'SIGMA_PLACEHOLDER 3:29 a: b|expand: the placeholder %none% has no values',
    'SIGMA_PLACEHOLDER 3:29 a: b|expand: the placeholder %nine% has no values',
  ],
  [
    "{ a: { b|expand: '%nmes%' }, condition: a }",
    'SIGMA_PLACEHOLDER 3:29 a: b|expand: the placeholder %nmes% has no values; did you mean names?',
  ],
  [
    "{ a: { b|expand: '%names%%names%%names%%names%%names%%names%%names%' }, condition: a }",
    'SIGMA_VALUE 3:29 a: b|expand: expand gives more than 10000 combinations, found "%names%%names%%names%%names%%names%%names%%names%"',
  ],
  [
    "{ a: { b|re|expand: '%none%' }, condition: a }",
    'SIGMA_PLACEHOLDER 3:32 a: b|re|expand: the placeholder %none% has no values',
  ],
  [
    '{ a: { b: 1 } }',
    'SIGMA_CONDITION 3:12 condition is missing in detection; it is a text such as: selection and not filter',
  ],
  ['{ a: { b: 1 }, condition: [] }', 'SIGMA_CONDITION 3:38 condition is an empty list'],
  [
    '{ a: { b: 1 }, condition: 5 }',
    'SIGMA_CONDITION 3:38 condition must be a text or a list of texts, found the number 5',
  ],
  [
    '{ a: { b: 1 }, condition: [a, [a]] }',
    'SIGMA_CONDITION 3:42 condition must be a text or a list of texts, found a list',
  ],
  [
    '{ a: { b: 1 }, condition: }',
    'SIGMA_CONDITION 3:27 condition has nothing behind it in detection; it is a text such as: selection and not filter',
  ],
  [
    '{ _a: { b: 1 }, _b: { c: 1 }, condition: all of them }',
    'SIGMA_CONDITION 3:53 condition "all of them": no search fits them; there are _a, _b: them leaves out names that begin with _',
  ],
  [
    '{ condition: 1 of them }',
    'SIGMA_DETECTION 3:12 detection has no search identifier beside the condition',
    'SIGMA_CONDITION 3:25 condition "1 of them": no search fits them; there is none',
  ],
  [
    '{ a_1: { b: 1 }, a_2: { c: 1 }, condition: all of a }',
    'SIGMA_CONDITION 3:55 condition "all of a": no search is named a; there are a_1, a_2; did you mean a*, with 1 of or all of before it?',
  ],
  [
    '{ sel_1: { b: 1 }, other: { c: 1 }, condition: sel_ }',
    'SIGMA_CONDITION 3:59 condition "sel_": no search is named sel_; there are sel_1, other; did you mean sel_1?',
  ],
  [
    '{ a: { b: 1, condition: a } }',
    'SIGMA_CONDITION 3:12 condition is missing in detection; it is a text such as: selection and not filter; there is one in a, line 3: is it indented too far?',
  ],
  [
    '{ a: { b: 1, condition: a }, Condition: a }',
    'SIGMA_CONDITION 3:12 condition is missing in detection; it is a text such as: selection and not filter; was Condition meant to be it?',
  ],
  [
    '{ a: { b| contains: x }, condition: a }',
    'SIGMA_MODIFIER 3:19 a: b| contains: a space stands beside a modifier; write b|contains',
  ],
  [
    "{ a: { 'b |contains |all': [x, y] }, condition: a }",
    'SIGMA_MODIFIER 3:19 a: b |contains |all: a space stands beside a modifier; write b|contains|all',
  ],
  [
    "{ a: { 'b |contains\u200b': x }, condition: a }",
    'SIGMA_MODIFIER 3:19 a: b |contains\u200b: a modifier has the invisible character U+200B; write b|contains',
  ],
  [
    '{ k|contains|all: [x, y], condition: 1 of k* }',
    "SIGMA_DETECTION 3:14 k|contains|all: a search has no modifiers; write them behind a field, or for keywords as a field without a name: '|contains|all'",
  ],
  [
    '{ a: { b: 1 }, condition: 1 of thm }',
    'SIGMA_CONDITION 3:38 condition "1 of thm": no search is named thm; there are a; did you mean them?',
  ],
  ["{ a: { b: 1 }, condition: '' }", 'SIGMA_CONDITION 3:38 condition "": it is empty (character 1)'],
  ['{ a: { b: 1 }, condition: b }', 'SIGMA_CONDITION 3:38 condition "b": no search is named b; there are a'],
  [
    '{ sel: { b: 1 }, other: x, condition: sell and none }',
    'SIGMA_CONDITION 3:50 condition "sell and none": no search is named sell; there are sel, other; did you mean sel?',
    'SIGMA_CONDITION 3:50 condition "sell and none": no search is named none; there are sel, other',
  ],
  [
    '{ a: { b: 1 }, condition: 1 of b* }',
    'SIGMA_CONDITION 3:38 condition "1 of b*": no search fits b*; there are a',
  ],
  [
    '{ condition: x }',
    'SIGMA_DETECTION 3:12 detection has no search identifier beside the condition',
    'SIGMA_CONDITION 3:25 condition "x": no search is named x; there is none',
  ],
  [
    '{ a: { b: 1 }, condition: a and }',
    'SIGMA_CONDITION 3:38 condition "a and": something is missing behind and (character 6)',
  ],
  [
    '{ a: { b: 1 }, condition: and a }',
    'SIGMA_CONDITION 3:38 condition "and a": and stands where a name was expected (character 1)',
  ],
  [
    '{ a: { b: 1 }, condition: (a }',
    'SIGMA_CONDITION 3:38 condition "(a": a closing bracket is missing (character 1)',
  ],
  [
    '{ a: { b: 1 }, condition: a) }',
    'SIGMA_CONDITION 3:38 condition "a)": a closing bracket has no opening one (character 2)',
  ],
  [
    '{ a: { b: 1 }, condition: a a }',
    'SIGMA_CONDITION 3:38 condition "a a": "a" stands behind "a" without "and" or "or" between them (character 3)',
  ],
  [
    '{ a: { b: 1 }, condition: a AND NOT c }',
    'SIGMA_CONDITION 3:38 condition "a AND NOT c": operators are in lower case: write and for AND (character 3)',
    'SIGMA_CONDITION 3:38 condition "a AND NOT c": operators are in lower case: write not for NOT (character 7)',
    'SIGMA_CONDITION 3:38 condition "a AND NOT c": no search is named c; there are a',
  ],
  [
    '{ a: { b: 1 }, condition: a && a a }',
    'SIGMA_CONDITION 3:38 condition "a && a a": && is not allowed; write and (character 3)',
    'SIGMA_CONDITION 3:38 condition "a && a a": "a" stands behind "a" without "and" or "or" between them (character 8)',
  ],
  [
    '{ AND: { b: 1 }, condition: AND and AND OR AND }',
    'SIGMA_CONDITION 3:40 condition "AND and AND OR AND": operators are in lower case: write or for OR (character 13)',
  ],
  [
    '{ a: { b: { c: 1, d|contains: x, e: { f: 1 }, g: 2 }, h: {} }, condition: a }',
    'SIGMA_DETECTION 3:22 a: b: a map is no value; write nested fields with dots, b.c, b.d|contains, b.e.f',
    'SIGMA_DETECTION 3:69 a: h: a map is no value; write nested fields with dots, h.name',
  ],
  [
    '{ a: { b: 1 }, condition: a AND a }',
    'SIGMA_CONDITION 3:38 condition "a AND a": operators are in lower case: write and for AND (character 3)',
  ],
  [
    '{ a: { b: 1 }, condition: a and NOT a }',
    'SIGMA_CONDITION 3:38 condition "a and NOT a": operators are in lower case: write not for NOT (character 7)',
  ],
  [
    '{ a: { b: 1 }, condition: (NOT a) }',
    'SIGMA_CONDITION 3:38 condition "(NOT a)": operators are in lower case: write not for NOT (character 2)',
  ],
  [
    '{ a: { b: 1 }, condition: 1 OF a* }',
    'SIGMA_CONDITION 3:38 condition "1 OF a*": operators are in lower case: write of for OF (character 3)',
  ],
  [
    '{ a: { b: 1 }, condition: a & a }',
    'SIGMA_CONDITION 3:38 condition "a & a": & is not allowed; write and (character 3)',
  ],
  [
    '{ a: { b: 1 }, condition: 2 of a* }',
    'SIGMA_CONDITION 3:38 condition "2 of a*": 2 of is not allowed; allowed are 1 of, any of, all of (character 1)',
  ],
  [
    '{ a: { b: 1 }, condition: 1 of }',
    'SIGMA_CONDITION 3:38 condition "1 of": a name, a pattern or them is missing behind 1 of (character 5)',
  ],
  [
    '{ a: { b: 1 }, condition: a* }',
    'SIGMA_CONDITION 3:38 condition "a*": the pattern a* needs "1 of" or "all of" before it (character 1)',
  ],
  [
    '{ a: { b: 1 }, condition: 1 of not }',
    'SIGMA_CONDITION 3:38 condition "1 of not": a name, a pattern or them is missing behind 1 of (character 6)',
  ],
  [
    '{ a: { b: 1 }, condition: 1 of and a }',
    'SIGMA_CONDITION 3:38 condition "1 of and a": a name, a pattern or them is missing behind 1 of (character 6)',
  ],
  [
    '{ a: { b: 1 }, condition: ALL of a }',
    'SIGMA_CONDITION 3:38 condition "ALL of a": operators are in lower case: write all for ALL (character 1)',
  ],
  [
    '{ a: { b: 1 }, condition: (a or a) a }',
    'SIGMA_CONDITION 3:38 condition "(a or a) a": "a" stands behind ")" without "and" or "or" between them (character 10)',
  ],
  [
    "{ a: { b: 1 }, condition: '(a or ' }",
    'SIGMA_CONDITION 3:38 condition "(a or ": something is missing behind or (character 6)',
  ],
  [
    '{ a: { b: 1 }, condition: () }',
    'SIGMA_CONDITION 3:38 condition "()": ) stands where a name was expected (character 2)',
  ],
];

describe('what is said of a detection that is refused', () => {
  it.each(REFUSED)('%s', (detection, ...expected) => {
    const said = load(detection).documents.map(
      ({ code, line, column, message }) => `${code} ${line}:${column} ${message.replace(ALL, '<all>')}`,
    );
    expect(said).toEqual(expected);
  });
});

describe('what is said of a detection that is odd', () => {
  it.each([
    ['{ a: { b|all: x }, condition: a }', ['a: b|all: all has a single value']],
    ['{ a: { b|all: [x, y] }, condition: a }', []],
    ['{ a: { b|expand: x }, condition: a }', ['a: b|expand: expand has no %placeholder% to fill']],
    ["{ a: { b|expand: '%names%' }, condition: a }", []],
    ['{ a: { b|hour: 24 }, condition: a }', ['a: b|hour: no hour is 24; it runs from 0 to 23']],
    ['{ a: { b|minute: 1.5 }, condition: a }', ['a: b|minute: no minute is 1.5; it runs from 0 to 59']],
    ['{ a: { b|month: 0 }, condition: a }', ['a: b|month: no month is 0; it runs from 1 to 12']],
    ['{ a: { b|week: 54 }, condition: a }', ['a: b|week: no week is 54; it runs from 1 to 53']],
    ['{ a: { b|day: [1, 31, 32] }, condition: a }', ['a: b|day: no day is 32; it runs from 1 to 31']],
    ['{ a: { b|year: 10000 }, condition: a }', ['a: b|year: no year is 10000; it runs from 0 to 9999']],
    ['{ a: { b|hour: [0, 23] }, condition: a }', []],
    ['{ a: { b|hour|gte: 24 }, condition: a }', []],
    [
      '{ a: { b.contains: x }, condition: a }',
      ["a: b.contains: contains is a part of the field's name here; did you mean b|contains?"],
    ],
    [
      "{ a: { 'b : endswith|all': [x, y] }, condition: a }",
      ["a: b : endswith|all: endswith is a part of the field's name here; did you mean b|endswith|all?"],
    ],
    [
      "{ a: { b |contains: x, ' c|contains|all': [y, z] }, condition: a }",
      [
        "a: b |contains: a space is a part of the field's name here; did you mean b|contains?",
        "a:  c|contains|all: a space is a part of the field's name here; did you mean c|contains|all?",
      ],
    ],
    [
      "{ 'a\u00ad': { 'b\u200b': x }, condition: 1 of a* }",
      [
        'a\u00ad: the name has the invisible character U+00AD',
        'a\u00ad: b\u200b: the name has the invisible character U+200B',
      ],
    ],
    [
      "{ a: { '\ufeffb|contains': x }, condition: a }",
      ['a: \ufeffb|contains: the name has the invisible character U+FEFF'],
    ],
    ["{ a: { 'b\u200dc': x, 'd\u200c': y }, condition: a }", []],
    ["{ a: { contains: x, .contains: y, bcontains: z, b.contains.c: w, 'b ': v }, condition: a }", []],
    [
      "{ a: { b|re: '/x+/i' }, condition: a }",
      [
        'a: b|re: slashes and what is behind them are a part of the expression; flags stand behind re, as in re|i',
      ],
    ],
    ["{ a: { b|re: ['/x+/', '/x/ik', 'x/i'] }, condition: a }", []],
    [
      "{ a: { b: '%names%' }, condition: a }",
      ['a: b: %names% is a text here; the modifier expand would fill in its values'],
    ],
    ["{ a: { b: ['%COMSPEC%', '100%', names], c|re: '%names%' }, condition: a }", []],
  ])('%s', (detection, expected) => {
    expect(load(detection).documents).toMatchObject([{ state: 'loaded', notices: expected }]);
  });
});

describe('where things stand', () => {
  it('is kept for searches, items and values', () => {
    const [rule] = load(
      "\n  a:\n    b: [x, 'y']\n    '|contains': z\n  k: [u, v: w]\n  condition: a or k",
    ).rules;
    const at = { a: [5, 5], b: [5, 5], x: [5, 9], y: [5, 12], keyword: [6, 5], z: [6, 18] };
    const [a, k] = rule?.detection.searches ?? [];
    const place = (found: { readonly line: number; readonly column: number } | undefined) => [
      found?.line,
      found?.column,
    ];
    const [b, keyword] = a?.anyOf[0] ?? [];
    expect({
      ...{ a: place(a), b: place(b), x: place(b?.values[0]), y: place(b?.values[1]) },
      ...{ keyword: place(keyword), z: place(keyword?.values[0]) },
    }).toEqual(at);
    expect(k?.anyOf.map((group) => group.map((item) => [item.key, item.field, ...place(item)]))).toEqual([
      [['', null, 7, 7]],
      [['v', 'v', 7, 10]],
    ]);
  });

  it('finds conditions as deep as 100 levels, and no deeper', () => {
    const deep = (levels: number): string => `${'('.repeat(levels)}a${')'.repeat(levels)}`;
    expect(load(`{ a: { b: 1 }, condition: '${deep(100)}' }`).rules).toHaveLength(1);
    expect(load(`{ a: { b: 1 }, condition: '${deep(101)}' }`).documents[0]?.message).toContain(
      'it is nested deeper than 100 levels',
    );
    expect(load(`{ a: { b: 1 }, condition: '${Array(60).fill(deep(2)).join(' or ')}' }`).rules).toHaveLength(
      1,
    );
  });

  it('tells names in patterns apart', () => {
    const event = (names: readonly string[], target: string): boolean =>
      load(`{ ${names.map((name) => `${name}: { b: 1 }`).join(', ')}, condition: 1 of ${target} }`).rules
        .length > 0;
    expect(event(['aba'], 'ab*ba')).toBe(false);
    expect(event(['abba'], 'ab*ba')).toBe(true);
    expect(event(['a_b_b'], 'a*_b*_b')).toBe(true);
    expect(event(['a_b'], 'a*_b*_b')).toBe(false);
    expect(event(['ab_c'], 'a*b*b_c')).toBe(false);
    expect(event(['abb'], 'a*bb*b')).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { buildEngine, type SigmaEvent } from '../match/engine.ts';
import { loadRules } from './load.ts';

const LOG_SOURCE = '{ product: aws, service: cloudtrail }';
const PLACEHOLDERS = { adm: ['ada', 'grace*'], two: [2], none: [] };

const load = (text: string) => loadRules([{ file: 'a.yml', text }], { placeholders: PLACEHOLDERS });
const documentOf = (search: string, condition: string): string =>
  `title: t\nlogsource: ${LOG_SOURCE}\ndetection: { s: ${search}, condition: '${condition}' }\n`;

function verdict(text: string, event: SigmaEvent): boolean | string {
  const { rules, documents } = load(text);
  const refused = documents.filter(({ state }) => state !== 'loaded');
  return refused.length > 0
    ? refused.map(({ message }) => message).join('\n')
    : buildEngine(rules).match(event).length > 0;
}

describe('a search', () => {
  it.each<readonly [sentence: string, search: string, event: SigmaEvent, expected: boolean]>([
    ['finds a number keyword within a longer number', '4625', { q: 146250 }, true],
    ['finds a keyword in a line whatever its letter case', '[x]', 'a X b', true],
    ['does not look for keywords in keys', '[needle]', { needle: 'x' }, false],
    ['has a keyword with a wildcard unanchored at both ends', "['foo*bar']", { q: 'xx foo yy bar zz' }, true],
    ['meets all keywords in different values', "{ '|all': [p1, q2] }", { a: 'xp1', b: ['q2x'] }, true],
    [
      'anchors startswith of a keyword to each value',
      "{ '|startswith': foo }",
      { p: 'xfoo', q: 'foox' },
      true,
    ],
    ['meets either a map or a keyword of one list', '[{ a: x }, needle]', { q: 'a NEEDLE' }, true],
    ['takes a line for an event without fields', '{ a|exists: false }', 'a line', true],
    ['compares letters of all of Unicode', '{ a: ΣΊΣΥΦΟΣ }', { a: 'σίσυφος' }, true],
    ['makes no ss of ß', '{ a: STRASSE }', { a: 'straße' }, false],
    ['folds letters outside the basic plane', '{ a: 𐐀 }', { a: '𐐨' }, true],
    ['keeps the zero in front of an account number', '{ a: 012345678901 }', { a: '12345678901' }, false],
    ['keeps every digit of a long number', '{ a: 9007199254740993 }', { a: '9007199254740992' }, false],
    ['has yes for a text', '{ a: yes }', { a: true }, false],
    ['has nULL for a text', '{ a: nULL }', { a: 'null' }, true],
    ['has no boolean in a number', "{ a: '1' }", { a: true }, false],
    ['finds null in a list', '{ a: null }', { a: [null] }, true],
    ['does not take an empty list for null', '{ a: null }', { a: [] }, false],
    ['takes a scalar on the way for a missing field', '{ a.b: null }', { a: 's' }, true],
    ['has a lone star meet an empty object', "{ a: '*' }", { a: {} }, true],
    ['has a lone star not meet an empty list', "{ a: '*' }", { a: [] }, false],
    ['has one question mark for one emoji', "{ a: 'a?c' }", { a: 'a😀c' }, true],
    ['has a star cross line ends', "{ a: 'a*c' }", { a: 'a\nb\r\nc' }, true],
    ['needs the overlap of two ends twice', "{ a: 'ab*bc' }", { a: 'abc' }, false],
    ['reads an escaped backslash and an escaped star', "{ a: 'x\\\\\\*' }", { a: 'x\\*' }, true],
    ['reads three backslashes as two', "{ a: 'x\\\\\\y' }", { a: 'x\\\\y' }, true],
    ['reads a backslash at the end as itself', "{ a|endswith: '\\' }", { a: 'x\\' }, true],
    ['gives a literal key with dots precedence', '{ a.b: x }', { 'a.b': 'y', a: { b: 'x' } }, false],
    [
      'meets two items below one list with two elements',
      '{ a.x: 1, a.y: 2 }',
      { a: [{ x: 1 }, { y: 2 }] },
      true,
    ],
    ['has no place in a list for a name', '{ a.0: x }', { a: ['x'] }, false],
    ['compares an object with its compact JSON', `{ a: '{"x":1}' }`, { a: { x: 1 } }, true],
    [
      'finds text in JSON that stands in a text below',
      `{ a|contains: '"s:G"' }`,
      { a: { p: '{"A":"s:G"}' } },
      true,
    ],
    ['takes neq of a list for none of its elements', '{ a|neq: x }', { a: ['x', 'y'] }, false],
    ['takes neq of an empty list for met', '{ a|neq: x }', { a: [] }, true],
    ['takes neq with all for not all of them', '{ a|contains|all|neq: [x, y] }', { a: 'x' }, true],
    ['has no field of the prototype', '{ toString|exists: true }', {}, false],
    ['reads a length no text has', '{ a.length: 1 }', { a: 'x' }, false],
    ['has the dot of re take a carriage return', '{ a|re: x.y }', { a: 'x\ry' }, true],
    ['has no dot of re for a line feed', '{ a|re: x.y }', { a: 'x\ny' }, false],
    ['has $ of re only at the very end', '{ a|re: ^x$ }', { a: 'x\n' }, false],
    ['has one dot of re for one emoji', "{ a|re: '^.$' }", { a: '😀' }, true],
    ['has an empty re meet every value that is there', "{ a|re: '' }", { a: '' }, true],
    ['has no address with leading zeros in a network', '{ a|cidr: 10.0.0.0/8 }', { a: '10.0.0.01' }, false],
    ['keeps the families of addresses apart', '{ a|cidr: 0.0.0.0/0 }', { a: '2001:db8::1' }, false],
    [
      'reads any spelling of an IPv6 address',
      "{ a|cidr: '2001:db8::/32' }",
      { a: '2001:0DB8:0:0:0:0:0:1' },
      true,
    ],
    ['takes no blank for part of a number', '{ a|lt: 5 }', { a: ' 3' }, false],
    ['takes no dot at the end for part of a number', '{ a|gt: 5 }', { a: '6.' }, false],
    ['compares long numbers by all digits', '{ a|gte: 9007199254740993 }', { a: '9007199254740992' }, false],
    ['has week 53 of the year before', '{ a|week: 53 }', { a: '2021-01-01T00:00:00Z' }, true],
    ['takes 13 digits for milliseconds', '{ a|year: 2024 }', { a: 1_704_067_200_000 }, true],
    ['has no day that does not exist', '{ a|month: 2 }', { a: '2023-02-29' }, false],
    ['has no pattern in the field of fieldref', '{ a|fieldref: b }', { a: 'xyz', b: 'x*' }, false],
    ['has two missing fields not be equal', '{ a|fieldref: b }', { a: null, b: null }, false],
    ['fills a placeholder with a pattern', "{ a|expand: '%adm%' }", { a: 'grace9' }, true],
    ['fills every combination of placeholders', "{ a|expand: '%adm%-%two%' }", { a: 'ada-2' }, true],
    ['leaves an escaped percent sign', "{ a|expand: '\\%adm\\%' }", { a: '%adm%' }, true],
    ['leaves a placeholder without expand', "{ a: '%adm%' }", { a: 'ada' }, false],
    ['opens a slash to a dash', "{ a|windash|contains: ' /s' }", { a: 'x –s' }, true],
    ['opens no dash within a word', "{ a|windash|contains: 'a-b' }", { a: 'a/b' }, false],
    ['encodes letters outside ASCII in UTF-16', '{ a|wide|base64: 😀 }', { a: 'PdgA3g==' }, true],
    [
      'finds base64offset at the third offset',
      '{ a|base64offset|contains: foobar }',
      { a: 'eHhmb29iYXI=' },
      true,
    ],
  ])('%s', (_, search, event, expected) => expect(verdict(documentOf(search, 's'), event)).toBe(expected));
});

describe('a document', () => {
  it.each<readonly [sentence: string, text: string, part: string]>([
    [
      'with a placeholder named like what every object has',
      documentOf("{ a|expand: '%toString%' }", 's'),
      'toString',
    ],
    ['with a placeholder whose list is empty', documentOf("{ a|expand: '%none%' }", 's'), 'none'],
    [
      'with a modifier named like what every object has',
      documentOf('{ a|constructor: x }', 's'),
      'constructor',
    ],
    ['with a condition named like what every object has', documentOf('{ a: x }', 'toString'), 'toString'],
    ['with a flag that is not directly behind re', documentOf('{ a|re|all|i: [x, y] }', 's'), 'modifier i '],
    ['with a pattern that only a hidden search fits', documentOf('{ a: x }, _x: { b: y }', '1 of *x'), '*x'],
    ['with a number with a zero in front to compare with', documentOf('{ a|gt: 012 }', 's'), 'gt'],
    ['with an infinite number to compare with', documentOf('{ a|gt: .inf }', 's'), 'gt'],
    ['with a prefix length with a zero in front', documentOf('{ a|cidr: 10.0.0.0/08 }', 's'), '10.0.0.0/08'],
    ['with null in a list of values', documentOf('{ a: [x, ~] }', 's'), 'null'],
    ['with an unused search that is empty', documentOf('{ a: x }, other: []', 's'), 'other'],
    ['with a tag', documentOf('{ a: !!str 5 }', 's'), 'yaml'],
  ])('%s is refused by name', (_, text, part) => expect(verdict(text, {})).toContain(part));

  it('may name its searches like what every object has', () => {
    const text = `title: t\nlogsource: ${LOG_SOURCE}\ndetection:\n  __proto__: { a: x }\n  constructor: { b: y }\n  condition: all of *\n`;
    // A leading underscore hides a search from patterns that have none.
    expect(verdict(text, { b: 'y' })).toBe(true);
    expect(verdict(text.replace('all of *', '__proto__ and constructor'), { b: 'y' })).toBe(false);
    expect(verdict(text.replace('all of *', '__proto__ and constructor'), { a: 'x', b: 'y' })).toBe(true);
  });
});

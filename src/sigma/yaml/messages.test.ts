import { describe, expect, it } from '@jest/globals';
import { readDocuments } from './documents.ts';
import type { YamlNode } from './nodes.ts';

const said = (text: string): readonly (readonly string[])[] =>
  readDocuments(text).map(({ findings }) =>
    findings.problems.map(({ code, at, message }) => `${code} ${at.line}:${at.column} ${message}`),
  );

/** A node as plain data, its scalars with their type. */
const plain = (node: YamlNode | undefined): unknown => {
  if (node?.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return node?.kind === 'list' ? node.items.map(plain) : node?.value;
};

describe('what is said of a text that is refused', () => {
  it.each([
    ['a: 1\na: 2', 'SIGMA_DUPLICATE_KEY 2:1 the key "a" occurs twice in one map (line 2)'],
    ['1: 2\n"1": 3', 'SIGMA_DUPLICATE_KEY 2:1 the key "1" occurs twice in one map (line 2)'],
    ['a: !x 1', 'SIGMA_YAML 1:4 yaml, line 1: the tag "!x" is not allowed in rules'],
    ['a: &a !t b', 'SIGMA_YAML 1:7 yaml, line 1: the tag "!t" is not allowed in rules'],
    ['!!map {a: 1}', 'SIGMA_YAML 1:1 yaml, line 1: the tag "tag:yaml.org,2002:map" is not allowed in rules'],
    ['a: [x,!y z]', 'SIGMA_YAML 1:7 yaml, line 1: the tag "!y" is not allowed in rules'],
    ['a: !y # z\n  b: 1', 'SIGMA_YAML 1:4 yaml, line 1: the tag "!y" is not allowed in rules'],
    [
      '%TAG !e! tag:e:\n---\n!e!x a: 1',
      'SIGMA_YAML 3:1 yaml, line 3: the tag "tag:e:x" is not allowed in rules',
    ],
    [
      'a: *b*',
      'SIGMA_ALIAS 1:4 the alias *b* has no anchor &b* before it (line 1); a text that begins with * needs quotes',
    ],
    ['a: &b [*b]', 'SIGMA_ALIAS 1:8 the alias *b contains itself (line 1)'],
    ['x: &a {b: &c [1, *c]}', 'SIGMA_ALIAS 1:18 the alias *c contains itself (line 1)'],
    ['[a]: 1', 'SIGMA_YAML 1:1 yaml, line 1: a list cannot be a key'],
    ['b: 1\n{a: 1}: 2', 'SIGMA_YAML 2:1 yaml, line 2: a map cannot be a key'],
    [
      '<<: {a: 1}',
      'SIGMA_YAML 1:1 yaml, line 1: the merge key << belongs to YAML 1.1; write the entries out',
    ],
  ])('%j', (text, expected) => expect(said(text)).toEqual([[expected]]));

  it.each([
    ['a: [1', /^SIGMA_YAML 1:6 yaml, line 1: ./],
    ['- a\nb', /^SIGMA_YAML 2:1 yaml, line 2: ./],
    ['a: b: c', /^SIGMA_YAML 1:4 yaml, line 1: ./],
    ['\ta: 1', /^SIGMA_YAML 1:1 yaml, line 1: ./],
  ])('%j, which the parser does not take', (text, expected) => {
    const [[message] = []] = said(text);
    expect(message).toMatch(expected);
    expect(readDocuments(text)[0]?.root).toBeUndefined();
  });

  it.each([
    [
      'a: "b\nc: d',
      '1:4 yaml, line 1: the quote that opens here is not closed before line 2; lines of a quoted text are indented',
    ],
    [
      'x: 1\ny:\n  - \'b\n\nc: "d"',
      '3:5 yaml, line 3: the quote that opens here is not closed before line 5; lines of a quoted text are indented',
    ],
    ["a: 'b\n", '1:4 yaml, line 1: the quote that opens here is never closed'],
    ["a: 'b\n---", '1:4 yaml, line 1: the quote that opens here is never closed'],
    ['"', '1:1 yaml, line 1: the quote that opens here is never closed'],
    [
      'a: "\\W"',
      '1:5 yaml, line 1: Invalid escape sequence \\W; in single quotes a backslash is a backslash',
    ],
    [
      'a: %b',
      '1:4 yaml, line 1: Plain value cannot start with directive indicator character %; a text that begins so needs quotes',
    ],
    [
      'a: b: c',
      '1:4 yaml, line 1: Nested mappings are not allowed in compact mappings; a text that has a colon and a space in it needs quotes',
    ],
    [
      'a:1\nb: 2',
      '1:1 yaml, line 1: Implicit keys need to be on a single line; an entry of a map is a key, a colon, a space and a value',
    ],
    ['a:\n\tb: 1', '2:1 yaml, line 2: Tabs are not allowed as indentation; indent with spaces'],
    [
      "title: 'Don't do it'",
      "1:13 yaml, line 1: the text in single quotes ends at the quote before this; within them a quote is written twice, as in 'Don''t', or the text is put into double quotes",
    ],
    [
      "a: ['it's']",
      "1:9 yaml, line 1: the text in single quotes ends at the quote before this; within them a quote is written twice, as in 'Don''t', or the text is put into double quotes",
    ],
    [
      'a: "say "hi" to all"',
      '1:10 yaml, line 1: the text in double quotes ends at the quote before this; within them a quote is written \\", or the text is put into single quotes',
    ],
    ["a: 'x' y", '1:8 yaml, line 1: Unexpected scalar at node end'],
    [
      'd:\n  a: 1\n   b: 2\n',
      '2:6 yaml, line 2: the line below is indented further than this one, which has a value already; entries of one map begin in the same column',
    ],
    [
      '- a: 1\n    b:\n',
      '1:6 yaml, line 1: the line below is indented further than this one, which has a value already; entries of one map begin in the same column',
    ],
    [
      'a:\n  - x\n    y: 1\n',
      '2:5 yaml, line 2: Implicit keys need to be on a single line; an entry of a map is a key, a colon, a space and a value',
    ],
    ['a: }', '1:4 yaml, line 1: Unexpected flow-map-end token in YAML stream: "}"'],
    ['a\0: 1', '1:1 yaml: the text has null characters; save it in UTF-8 (line 1)'],
  ])('%j: once a line, where it begins, with what to do', (text, expected) =>
    expect(said(text)).toEqual([[`SIGMA_YAML ${expected}`]]),
  );

  it('is said of every line, and of what follows on it nothing', () => {
    expect(said('a: 1\n- b\nd: @x').flat()).toEqual([
      expect.stringMatching(/^SIGMA_YAML 2:1 /),
      expect.stringMatching(/^SIGMA_YAML 3:4 /),
    ]);
  });

  it('is said of every duplicate, and of the other documents nothing', () => {
    expect(said('a: 1\na: 2\na: 3\n---\nb: 1\n---\nc: *d')).toEqual([
      [
        'SIGMA_DUPLICATE_KEY 2:1 the key "a" occurs twice in one map (line 2)',
        'SIGMA_DUPLICATE_KEY 3:1 the key "a" occurs twice in one map (line 3)',
      ],
      [],
      [
        'SIGMA_ALIAS 7:4 the alias *d has no anchor &d before it (line 7); a text that begins with * needs quotes',
      ],
    ]);
  });
});

describe('the levels of a document', () => {
  const nested = (levels: number): string => `a: ${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`;

  it('are 200', () => {
    expect(said(nested(200))).toEqual([[]]);
    expect(said(nested(201))).toEqual([['SIGMA_YAML 1:203 yaml, line 1: nested deeper than 200 levels']]);
  });

  it('are counted for each branch', () => {
    const inner = '['.repeat(150) + ']'.repeat(150);
    expect(said(`a: ${inner}\nb: ${inner}`)).toEqual([[]]);
  });
});

describe('aliases', () => {
  const list = (length: number): string => `a: &a [${Array.from({ length }, () => 'x').join(', ')}]\n`;
  const uses = (times: number): string =>
    Array.from({ length: times }, (_, number) => `b${number}: *a`).join('\n');

  it('may add 10,000 nodes, of which a list is one', () => {
    expect(said(`${list(99)}${uses(100)}`)).toEqual([[]]);
    expect(said(`${list(99)}${uses(101)}`)).toEqual([
      ['SIGMA_ALIAS 102:7 aliases add more than 10000 nodes, first with the alias *a (line 102)'],
    ]);
  });

  it('say so once', () => {
    expect(said(`${list(99)}${uses(120)}`)[0]).toHaveLength(1);
    expect(said(`${list(199)}${uses(60)}`)[0]).toHaveLength(1);
  });

  it('count what aliases within them add', () => {
    const text = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b {k: *a, l: *a, m: *a}\nc: [${Array(400).fill('*b').join(', ')}]`;
    expect(said(text)[0]?.[0]).toContain('aliases add more than 10000 nodes, first with the alias *b');
  });

  it('stand for what the anchor has, at their own place', () => {
    const [document] = readDocuments('a: &a {x: [1, null]}\nb: *a\nc: &k key\n*k : 2\nd: &n\ne: *n');
    expect(plain(document?.root)).toEqual({
      ...{ a: { x: [1, null] }, b: { x: [1, null] } },
      ...{ c: 'key', key: 2, d: null, e: null },
    });
    const root = document?.root;
    const b = root?.kind === 'map' ? root.entries[1]?.value : undefined;
    expect([b?.line, b?.column]).toEqual([2, 4]);
  });
});

describe('documents', () => {
  it.each([
    ['', []],
    ['# nothing', []],
    ['---\n---\na: 1', [{ a: 1 }]],
    ['a: 1\n...\n---\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
    ['\ufeffa: 1', [{ a: 1 }]],
    ['\ufeffa: 1\r\n---\r\n\ufeffb: "\ufeffx"\r\n', [{ a: 1 }, { b: '\ufeffx' }]],
    ['a: 1\r\nb:\r\n  - "x"\r\n', [{ a: 1, b: ['x'] }]],
    ['a:', [{ a: null }]],
    ['a: {b: }', [{ a: { b: null } }]],
    ['~', []],
    ['{}', [{}]],
    ['null: 1', [{ null: 1 }]],
    [': 1', [{ '': 1 }]],
  ])('of %j are %j', (text, expected) => {
    expect(readDocuments(text).map(({ root }) => plain(root))).toEqual(expected);
  });

  it('begin where their first entry stands', () => {
    const places = readDocuments('# a comment\n\na: 1\n---\n\n  b: 2\n--- {c: 3}\n').map(({ at }) => [
      at.line,
      at.column,
    ]);
    expect(places).toEqual([
      [3, 1],
      [6, 3],
      [7, 5],
    ]);
  });

  it('have values that are missing at the place of their key', () => {
    const [document] = readDocuments('a: 1\nbb:\n');
    const root = document?.root;
    const entry = root?.kind === 'map' ? root.entries[1] : undefined;
    expect([entry?.key, entry?.value.line, entry?.value.column]).toEqual(['bb', 2, 4]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { compileDetection, loadDetection } from '../detection/detection.ts';
import { parsePattern, printPattern } from '../text/pattern.ts';
import { readDocuments } from './documents.ts';
import { fromPlain, toPlain } from './nodes.ts';
import { readPlainScalar } from './scalars.ts';

const runs = { numRuns: Number(process.env.FC_RUNS ?? 500) };
const root = (text: string) => readDocuments(text)[0]?.root;

describe('readDocuments', () => {
  it('reads JSON as JSON reads it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 })), (value) => {
        fc.pre(!JSON.stringify(value).includes('"<<"') && Object.keys(value).length > 0);
        const text = JSON.stringify(value);
        const read = root(text);
        expect(read && JSON.stringify(toPlain(read))).toBe(text);
      }),
      runs,
    );
  });

  it.each(['\r', '\r\n', '\n'])('ends lines at %j, and knows where they begin', (end) => {
    const [first, second] = readDocuments(['---', 'a: b', '---', 'c: d', ''].join(end));
    expect(first?.root && toPlain(first.root)).toEqual({ a: 'b' });
    expect(second?.root).toMatchObject({ kind: 'map', line: 4, column: 1 });
  });

  it.each([
    ['x: "a\n---\nb: 1\n', [undefined, { b: 1 }]],
    ["x: 'a\n---\nb: 1", [undefined, { b: 1 }]],
    ['a: 1\n---\nx: "a\n--- # note\nb: 1\n---\nc: 2\n', [{ a: 1 }, undefined, { b: 1 }, { c: 2 }]],
    ["x: \"a\n...\n---\nb: 'q'\n", [undefined, { b: 'q' }]],
    ['x: "a\n---\ny: \'b\n---\nc: "2"\n', [undefined, undefined, { c: '2' }]],
    ['b: |\n  text\n---\nx: "a', [{ b: 'text\n' }, undefined]],
    ['x: "a\n ---\nb: 1\n', [undefined]],
  ])('reads what stands behind a quote that is never closed: %j', (text, expected) => {
    const read = readDocuments(text);
    expect(read.map(({ root: node }) => node && toPlain(node))).toEqual(expected);
    expect(read.map(({ findings }) => findings.problems.length > 0)).toEqual(expected.map((one) => !one));
  });

  it('reads a text that a comment touches, and says where', () => {
    const [read] = readDocuments('a: \'b\'#c\nd:\n  - "e"# f\n  - g#h\n');
    expect(read?.root && toPlain(read.root)).toEqual({ a: 'b', d: ['e', 'g#h'] });
    expect(read?.findings).toEqual({
      problems: [],
      notices: [1, 3].map((line) => `yaml, line ${line}: a comment needs a space before its #`),
    });
  });

  it.each(['['.repeat(20_000), '- '.repeat(20_000)])('says that a text is nested too deeply: %#', (text) => {
    const messages = readDocuments(text).flatMap(({ findings }) => findings.problems);
    expect(messages.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/nested (?:too deeply|deeper)/),
    );
    expect(JSON.stringify(messages)).not.toContain('call stack');
  });

  it('knows the line and column of every item', () => {
    expect(root('# x\na:\n  - b\n  - {c: d}\n')).toMatchObject({
      line: 2,
      column: 1,
      entries: [
        {
          keyAt: { line: 2, column: 1 },
          value: {
            items: [
              { line: 3, column: 5 },
              { line: 4, column: 5 },
            ],
          },
        },
      ],
    });
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '&x ',
      '*x',
      '!!t ',
      '"',
      "'",
      '{',
      ']',
      '---\n',
      '|',
      '>',
      '#',
      '?',
      '%',
      '\t',
      '\0',
      '\ud800',
    );
    const text = fc.array(pieces, { maxLength: 40 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (one) => expect(Array.isArray(readDocuments(one))).toBe(true)),
      runs,
    );
  });
});

describe('plain scalars', () => {
  it.each([
    ['', null, ''],
    ['~', null, ''],
    ['nULL', 'nULL', 'nULL'],
    ['True', true, 'true'],
    ['tRUE', 'tRUE', 'tRUE'],
    ['on', 'on', 'on'],
    ['0', 0, '0'],
    ['-0', 0, '0'],
    ['+7', 7, '7'],
    ['007', '007', '007'],
    ['0.50', 0.5, '0.50'],
    ['1.10', 1.1, '1.10'],
    ['1e3', 1000, '1e3'],
    ['.5', 0.5, '.5'],
    ['0x10', 16, '16'],
    ['0o10', 8, '8'],
    ['0b1', '0b1', '0b1'],
    ['1_000', '1_000', '1_000'],
    ['12:30', '12:30', '12:30'],
    ['12345678901234567890', 12345678901234567000, '12345678901234567890'],
    ['.inf', Number.POSITIVE_INFINITY, '.inf'],
    ['1e999', Number.POSITIVE_INFINITY, '1e999'],
    ['.nan', Number.NaN, '.nan'],
  ])('%j is %p', (source, value, text) => {
    expect(readPlainScalar(source)).toEqual({ value: Object.is(value, -0) ? 0 : value, text });
  });
});

describe('values', () => {
  it('become nodes and plain data again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(toPlain(fromPlain(value))).toEqual(value)),
      runs,
    );
  });

  it('match their own text, written with escapes, in any letter case and through storage as JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, other) => {
        const loaded = loadDetection({ s: { x: printPattern([{ text }]) }, condition: 's' });
        if (!loaded.ok) throw new Error(loaded.error.join());
        const matches = compileDetection(JSON.parse(JSON.stringify(loaded.value)));
        expect(matches({ x: text })).toBe(true);
        expect(matches({ x: [other, { y: 1 }, text] })).toBe(true);
        expect(matches({ x: `${text}${other}` })).toBe(other === '');
        expect(parsePattern(printPattern([{ text }]))).toEqual(text === '' ? [] : [{ text }]);
      }),
      runs,
    );
  });

  it('that JSON cannot hold are still stored and still compared', () => {
    for (const text of ['.inf', '9'.repeat(380)]) {
      const read = root(`s: {x: ${text}}\ncondition: s\n`);
      const entry = read?.kind === 'map' ? read.entries[0]?.value : undefined;
      expect(entry?.kind === 'map' && entry.entries[0]?.value).toMatchObject({ text });
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { bar } from './bars.ts';
import { csvHeader, csvLine } from './csv.ts';
import { jsonLine, jsonText } from './json.ts';
import { bytes, count, duration, plural } from './numbers.ts';
import { progressText } from './progress.ts';
import { rowWriter } from './rows.ts';
import { shortPrincipal } from './short-principal.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('JSON', () => {
  it('reads back as it was, and cannot steer a terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        for (const sample of [value, { [text]: text }, [text, value]]) {
          const expected = JSON.parse(JSON.stringify(sample));
          for (const printed of [jsonLine(sample), jsonText(sample)]) {
            expect(JSON.parse(printed)).toEqual(expected);
            expect(printed).not.toMatch(STEERING);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is one line, or laid out for people', () => {
    expect(jsonLine({ a: [1], b: {} })).toBe('{"a":[1],"b":{}}\n');
    expect(jsonText({ a: [1, 'x'], b: {}, c: [], d: undefined })).toBe(
      '{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": {},\n  "c": []\n}\n',
    );
  });
});

describe('CSV', () => {
  it.each([
    { text: 'plain', cell: 'plain' },
    { text: 'a,b', cell: '"a,b"' },
    { text: 'say "x"', cell: '"say ""x"""' },
    { text: '=1+1', cell: "'=1+1" },
    { text: '+1+1', cell: "'+1+1" },
    { text: '-1+1', cell: "'-1+1" },
    { text: '@SUM(A1)', cell: "'@SUM(A1)" },
    { text: '\t=1', cell: "'\\u0009=1" },
    { text: "=cmd|' /C calc'!A0", cell: "'=cmd|' /C calc'!A0" },
    { text: 'two\nlines', cell: 'two\\u000alines' },
    { text: '', cell: '' },
  ])('writes $text as $cell', ({ text, cell }) => {
    expect(csvLine(['a', 'b'], { a: text, b: 7 })).toBe(`${cell},7\n`);
  });

  it('names the columns in the given order', () => {
    expect(csvHeader(['b', 'a'])).toBe('b,a\n');
    expect(csvLine(['b', 'a'], { a: 'x', b: 'y' })).toBe('y,x\n');
  });
});

describe('rowWriter', () => {
  const print = (format: string, rows: readonly object[]): string => {
    let text = '';
    const writer = rowWriter<{ a?: unknown; b?: unknown }>(format, ['b', 'a'], {
      write: (more) => {
        text += more;
      },
    });
    for (const row of rows) writer.row(row);
    writer.end();
    return text;
  };

  it.each([
    { format: 'ndjson', rows: [], expected: '' },
    { format: 'ndjson', rows: [{ a: 1, b: 2, c: 3 }], expected: '{"b":2,"a":1}\n' },
    { format: 'csv', rows: [], expected: 'b,a\n' },
    { format: 'csv', rows: [{ a: ['x', 'y'], b: undefined }], expected: 'b,a\n,x y\n' },
    { format: 'json', rows: [], expected: '[]\n' },
  ])('$format of $rows', ({ format, rows, expected }) => {
    expect(print(format, rows)).toBe(expected);
  });

  it('prints one valid array, however many rows there are', () => {
    for (const size of [1, 2, 50]) {
      const rows = Array.from({ length: size }, (_, a) => ({ b: 'x', a }));
      expect(JSON.parse(print('json', rows))).toEqual(rows);
    }
  });
});

describe('words and figures', () => {
  it.each([
    [count(1234567), '1,234,567'],
    [plural(1, 'event'), '1 event'],
    [plural(0, 'event'), '0 events'],
    [plural(2, 'match', 'matches'), '2 matches'],
    [bytes(999), '999 B'],
    [bytes(12_345_678), '12.3 MB'],
    [duration(400), '0.4 s'],
    [duration(59_400), '59 s'],
    [duration(185_000), '3 min 05 s'],
    [duration(7_800_000), '2 h 10 min'],
    [shortPrincipal('arn:aws:iam::123456789012:user/alice'), 'alice'],
    [shortPrincipal('arn:aws:iam::123456789012:user/teams/data/alice'), 'alice'],
    [shortPrincipal('arn:aws:iam::123456789012:root'), 'root'],
    [shortPrincipal('arn:aws:iam::123456789012:user/root'), 'user/root'],
    [shortPrincipal('arn:aws:iam::123456789012:user/team/Root'), 'user/Root'],
    [shortPrincipal('arn:aws:iam::123456789012:role/root'), 'role/root'],
    [shortPrincipal('arn:aws:sts::123456789012:federated-user/root'), 'federated-user/root'],
    [shortPrincipal('arn:aws:sts::123456789012:assumed-role/Admin/root'), 'Admin/root'],
    [shortPrincipal('root'), 'user/root'],
    [
      shortPrincipal(
        'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_5d1c0a77e2b94f36/kim@example.com',
      ),
      'kim@example.com (Admin)',
    ],
    [shortPrincipal('arn:aws-cn:sts::123456789012:assumed-role/A/b'), 'b (A)'],
    [shortPrincipal('alice'), 'alice'],
  ])('%s is %s', (said, expected) => {
    expect(said).toBe(expected);
  });

  it.each([
    { value: 0, largest: 10, expected: '' },
    { value: 10, largest: 10, expected: '████' },
    { value: 5, largest: 10, expected: '██' },
    { value: 1, largest: 100_000, expected: '▏' },
    { value: 20, largest: 10, expected: '████' },
    { value: 1, largest: 0, expected: '' },
  ])('a bar for $value of $largest: "$expected"', ({ value, largest, expected }) => {
    expect(bar(value, largest, 4)).toBe(expected);
  });
});

describe('progressText', () => {
  const reached = {
    elapsedMs: 2000,
    events: 5000,
    bytesRead: 4_000_000,
    bytesTotal: 8_000_000,
    place: 'a.json',
  };

  it.each([
    {
      name: 'tells share, rate and time left',
      change: {},
      expected: ' 50%  5,000 events  2,500/s  2.0 MB/s  2.0 s left  a.json',
    },
    {
      name: 'knows no share of a stream',
      change: { bytesTotal: undefined },
      expected: '5,000 events  2,500/s  2.0 MB/s  a.json',
    },
    {
      name: 'promises nothing in the first moments',
      change: { elapsedMs: 100 },
      expected: ' 50%  5,000 events  50,000/s  40.0 MB/s  a.json',
    },
    {
      name: 'stops at the end',
      change: { bytesRead: 9_000_000 },
      expected: '100%  5,000 events  2,500/s  4.5 MB/s  a.json',
    },
    {
      name: 'survives an empty input',
      change: { bytesTotal: 0, bytesRead: 0, elapsedMs: 0, events: 0 },
      expected: '0 events  0/s  0 B/s  a.json',
    },
    {
      name: 'escapes names',
      change: { place: '\u001b[2J' },
      expected: ' 50%  5,000 events  2,500/s  2.0 MB/s  2.0 s left  \\u001b[2J',
    },
  ])('$name', ({ change, expected }) => {
    expect(progressText({ ...reached, ...change })).toBe(expected);
  });
});

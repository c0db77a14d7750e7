import { describe, expect, it } from '@jest/globals';
import { coloursFor } from './colours.ts';
import { type Column, cut, table } from './table.ts';
import { textWidth } from './text-width.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}
const rows: readonly Row[] = [
  { id: 'finding-aaaa1111', name: 'short', count: 5 },
  { id: 'finding-bbbb2222', name: 'a rather long name of a rule', count: 1234 },
];
const columns: readonly Column<Row>[] = [
  { title: 'COUNT', text: (row) => String(row.count), align: 'right' },
  { title: 'NAME', text: (row) => row.name, shrinkTo: 8 },
  { title: 'EXTRA', text: (row) => row.name, shrinkTo: 8, mayDrop: true },
  { title: 'ID', text: (row) => row.id, shrinkTo: 9, cutAt: 'start' },
];
const plain = coloursFor({ env: {}, isTerminal: false, refused: false });
const coloured = coloursFor({ env: { FORCE_COLOR: '1' }, isTerminal: false, refused: false });
const draw = (width: number | undefined, of: readonly Row[] = rows, view = columns) =>
  table(of, view, { colours: plain, columns: width }).trimEnd().split('\n');

describe('table', () => {
  it('cuts nothing where lines have no end', () => {
    expect(draw(undefined)).toEqual([
      'COUNT  NAME                          EXTRA                         ID',
      '    5  short                         short                         finding-aaaa1111',
      ' 1234  a rather long name of a rule  a rather long name of a rule  finding-bbbb2222',
    ]);
  });

  it('shrinks the widest column first, and cuts at the end that tells least', () => {
    expect(draw(60)).toEqual([
      'COUNT  NAME              EXTRA              ID',
      '    5  short             short              finding-aaaa1111',
      ' 1234  a rather long n…  a rather long na…  finding-bbbb2222',
    ]);
  });

  it('leaves columns out when shrinking is not enough', () => {
    expect(draw(27)).toEqual([
      'COUNT  NAME       ID',
      '    5  short      …aaaa1111',
      ' 1234  a rather…  …bbbb2222',
    ]);
  });

  it.each([20, 26, 27, 30, 44, 45, 60, 79, 80, 81, 200])(
    'never passes a width of %i that it can keep',
    (width) => {
      const least = 26;
      for (const line of draw(width)) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(width, least));
    },
  );

  it('draws what an attacker wrote on one line, with nothing that steers a terminal', () => {
    const lines = draw(undefined, [{ id: 'x', name: 'a\nb\u001b[2J\u202e', count: 1 }]);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('a\\u000ab\\u001b[2J\\u202e');
  });

  it('counts columns, not code units', () => {
    const lines = draw(undefined, [
      { id: 'x', name: '侵入検知', count: 1 },
      { id: 'x', name: 'e\u0301te\u0301', count: 2 },
      { id: 'x', name: 'eightcol', count: 3 },
    ]);
    expect(new Set(lines.map(textWidth)).size).toBeLessThanOrEqual(2);
    expect(lines[1]).toContain('侵入検知  侵入検知  x');
  });

  it('puts colour on the text alone, so that it does not disturb the columns', () => {
    const view = columns.map((column) => ({ ...column, paint: (text: string) => coloured.red(text) }));
    const painted = table(rows, view, { colours: plain, columns: 60 });
    expect(painted).toContain('\u001b[31mshort\u001b[39m   ');
    expect(painted.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '').trimEnd().split('\n')).toEqual(
      draw(60),
    );
  });

  it('draws many rows without running out of stack', () => {
    const many = Array.from({ length: 200_000 }, () => rows[0]!);
    expect(draw(80, many)).toHaveLength(200_001);
  });
});

describe('cut', () => {
  it.each([
    { text: 'abc', columns: 3, at: 'end', expected: 'abc' },
    { text: 'abcd', columns: 3, at: 'end', expected: 'ab…' },
    { text: 'abcd', columns: 3, at: 'start', expected: '…cd' },
    { text: '検知検知', columns: 5, at: 'end', expected: '検知…' },
    { text: '検知検知', columns: 4, at: 'end', expected: '検…' },
    { text: '😀😀😀', columns: 4, at: 'start', expected: '…😀' },
  ] as const)('$text to $columns at the $at: $expected', ({ text, columns: width, at, expected }) => {
    expect(cut(text, width, at)).toBe(expected);
  });
});

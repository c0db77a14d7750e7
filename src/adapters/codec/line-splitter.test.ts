import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from './line-splitter.ts';

function split(text: string, chunkBytes: number): string[] {
  const found: string[] = [];
  const splitter = new LineSplitter(
    {
      line: ({ bytes, offset, line }) => found.push(`${line}@${offset} ${bytes}`),
      part: ({ bytes, offset, line, isLast }) =>
        found.push(`${line}@${offset} ${isLast ? 'last' : 'part'} ${bytes}`),
    },
    5,
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.push(bytes.subarray(at, at + chunkBytes));
  splitter.end();
  return found;
}

describe('LineSplitter', () => {
  it.each([1, 3, 100])(
    'hands over lines without the blanks around them, %i bytes at a time',
    (chunkBytes) => {
      expect(split('a\n\n  b \r\n \nlast', chunkBytes)).toEqual(['1@0 a', '3@5 b', '5@11 last']);
    },
  );

  it('hands over a long line in parts, and the lines behind it whole again', () => {
    expect(split('1234567890\nab\n12345\n1234567', 4)).toEqual([
      '1@0 part 12345678',
      '1@8 last 90',
      '2@11 ab',
      '3@14 12345',
      '4@20 part 1234567',
      '4@27 last ',
    ]);
    expect(split('1234567890\nab\n', 100)).toEqual(['1@0 last 1234567890', '2@11 ab']);
  });
});

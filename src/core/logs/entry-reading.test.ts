import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import { readEntry } from './entry-reading.ts';

const MEGABYTE = 1_048_576;
const filled = (piece: string): string => piece.repeat(Math.ceil(MEGABYTE / piece.length));

/** Texts that make a careless pattern take the square of their length, or fall over. */
const HOSTILE: readonly string[] = [
  '[',
  '[a]',
  '((((',
  '<1>',
  ' ',
  '\t',
  '-',
  '- ',
  'a.',
  'a:',
  'a.b::',
  'A',
  '0',
  '2024-01-01 ',
  '12:00:00 ',
  'key=value ',
  'key="',
  'a="\\"',
  '"GET / HTTP/1.1" ',
  '1.1.1.1 - - [',
  'at a(b:1) ',
  '\n  at a (b:1:2)',
  '\nCaused by: a.BException: x',
  '\r',
  '{"a":',
  '{"a":[',
  '[[{"',
  '\\',
  '\u0000',
  '\ud800',
  '\u001b[31m',
  '\u001b[',
  'Error',
  "exception 'A' with message '",
  "thread 'a' panicked at ",
  'File "',
  '#0 ',
  "x.rb:1:in '",
  'ERROR ',
  'ERROR: ',
  'error=',
  '|',
  'Jan  1 12:00:00 a b[1]: ',
  '<11>1 2024-01-01T12:00:00Z a b c d [',
  '\u00df',
];

describe('readEntry', () => {
  it.each(HOSTILE)('is done with a megabyte of %j', (piece) => {
    for (const head of [
      '',
      '{',
      '2024-01-01 12:00:00 ',
      'ERROR ',
      '<11>Jan  1 12:00:00 web-1 shop[12]: ',
      'java.io.IOException: ',
    ]) {
      const reading = readEntry(head + filled(piece));
      expect(reading.message.length).toBeLessThanOrEqual(2_000);
      expect(reading.message).toMatch(/^[ -~\u00A0-\uFFFF]*$/);
      expect(reading.exception?.frames.length ?? 0).toBeLessThanOrEqual(5);
    }
  });

  it('takes whatever comes', () => {
    const pieces = fc.array(
      fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 20 })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const reading = readEntry(parts.join(''));
        expect(reading.message).not.toMatch(/\p{Surrogate}/u);
        expect(JSON.parse(JSON.stringify(reading.message))).toBe(reading.message);
      }),
      { numRuns: 500 },
    );
  });

  it('takes fields that are called like parts of objects', () => {
    const text = '{"level":"error","msg":"x","__proto__":{"a":1},"constructor":5,"toString":"y"}';
    expect(readEntry(text)).toMatchObject({ level: 'error', message: 'x' });
    expect(readEntry('level=error msg=x __proto__=y constructor=z')).toMatchObject({
      level: 'error',
      message: 'x',
    });
  });

  it('takes an object nested without end for text', () => {
    expect(readEntry(`{"level":"error","a":${'['.repeat(100_000)}`)).toMatchObject({
      level: 'error',
      kind: 'log',
    });
  });
});

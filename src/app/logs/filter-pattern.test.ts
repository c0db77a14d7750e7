import { describe, expect, it } from '@jest/globals';
import { filterPattern, MAX_PATTERN } from './filter-pattern.ts';

/** What the service does with a list of `?` terms: one of them stands in the message, as it is written. */
const passes = (pattern: string, message: string): boolean =>
  pattern === '' ||
  [...pattern.matchAll(/\?(?:"((?:[^"\\]|\\.)*)"|(\w+))/g)].some(([, quoted, word]) =>
    message.includes(word ?? (quoted ?? '').replace(/\\(.)/g, '$1')),
  );

describe('filterPattern', () => {
  it.each([
    ['every line', { lines: 'all', level: 'error' }, false],
    ['own rules', { lines: 'errors', level: 'error' }, true],
    ['a mild level', { lines: 'errors', level: 'info' }, false],
  ] as const)('asks for every line where %s is wanted', (_name, settings, hasOwnRules) => {
    expect(filterPattern(settings, hasOwnRules)).toBe('');
  });

  it.each(['fatal', 'error', 'warn'] as const)('is within the limit of the service for %s', (level) => {
    const pattern = filterPattern({ lines: 'errors', level }, false);

    expect(pattern.length).toBeLessThanOrEqual(MAX_PATTERN);
    expect(pattern).toMatch(/^\?(?:\w+|"(?:[^"\\]|\\.)*")(?: \?(?:\w+|"(?:[^"\\]|\\.)*"))*$/);
  });

  const pattern = filterPattern({ lines: 'errors', level: 'error' }, false);

  it.each([
    ['2026-03-01 09:00:00 ERROR shop - no stock'],
    ['java.lang.NullPointerException: null'],
    ['Traceback (most recent call last):'],
    ['{"level":50,"msg":"no stock"}'],
    ['{"level":"error","msg":"no stock"}'],
    ['192.0.2.1 - - [01/Mar/2026:09:00:00 +0000] "GET / HTTP/1.1" 503 12'],
    ['2026-03-01T09:00:00Z 7b1c Task timed out after 3.00 seconds'],
    ['REPORT RequestId: 7b1c Duration: 3000 ms Status: timeout'],
    ['panic: runtime error: index out of range'],
    ['TypeError: x is not a function'],
  ])('lets %j through', (message) => {
    expect(passes(pattern, message)).toBe(true);
  });

  it.each([['START RequestId: 7b1c Version: $LATEST'], ['{"level":30,"msg":"fine"}']])(
    'keeps %j out',
    (message) => {
      expect(passes(pattern, message)).toBe(false);
    },
  );
});

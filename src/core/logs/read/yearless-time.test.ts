import { describe, expect, it } from '@jest/globals';
import { epochMs, isoFromMs, parseTime } from '../../time.ts';
import { yearlessTime } from './yearless-time.ts';

const at = (line: string, now: string): string | undefined => {
  const found = yearlessTime(line, parseTime(now) ?? epochMs(0));
  return found === undefined ? undefined : isoFromMs(found);
};

describe('the time of a syslog line without a year', () => {
  it.each([
    ['this year', 'Nov 21 09:04:00 web-1 shop[12]: x', '2026-11-21T22:00:00Z', '2026-11-21T09:04:00Z'],
    ['with a priority', '<11>Jan  1 12:00:00 web-1 shop: x', '2026-11-21T22:00:00Z', '2026-01-01T12:00:00Z'],
    ['last year', 'Dec 31 23:59:00 web-1 shop: x', '2026-01-02T00:00:00Z', '2025-12-31T23:59:00Z'],
    ['a host ahead', 'Jan  1 02:00:00 web-1 shop: x', '2025-12-31T22:00:00Z', '2026-01-01T02:00:00Z'],
    ['a leap day', 'Feb 29 10:00:00 web-1 shop: x', '2026-11-21T22:00:00Z', '2024-02-29T10:00:00Z'],
  ])('is the newest that can be: %s', (_, line, now, expected) => {
    expect(at(line, now)).toBe(expected);
  });

  it.each([
    ['another month', 'Foo 21 09:04:00 web-1 shop: x'],
    ['no such day', 'Feb 30 09:04:00 web-1 shop: x'],
    ['a year behind', 'Nov 21 09:04:00 2005 x'],
    ['a half of the day', 'Jan 1 09:04:00 PM x'],
    ['a zone', 'Nov 21 09:04:00 CET x'],
    ['an offset', 'Nov 21 09:04:00 +0100 x'],
    ['inside a line', 'at Nov 21 09:04:00 web-1 shop: x'],
  ])('is not guessed: %s', (_, line) => {
    expect(at(line, '2026-11-21T22:00:00Z')).toBeUndefined();
  });
});

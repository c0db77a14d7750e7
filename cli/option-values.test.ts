import { describe, expect, it } from '@jest/globals';
import { isoFromMs, parseTime } from '#core/time';
import { accountOption, dayOption, fromOption, gather, untilOption, wholeNumber } from './option-values.ts';

const now = parseTime('2026-03-10T12:00:00Z')!;
const clock = { now: () => now, sleep: async () => undefined };

describe('times', () => {
  it.each([
    { text: '2026-03-01', from: '2026-03-01T00:00:00Z', until: '2026-03-01T23:59:59.999Z' },
    { text: '2026-03-01T09:00:00Z', from: '2026-03-01T09:00:00Z', until: '2026-03-01T09:00:00Z' },
    { text: '2026-03-01 09:00:00+02:00', from: '2026-03-01T07:00:00Z', until: '2026-03-01T07:00:00Z' },
    { text: '90m', from: '2026-03-10T10:30:00Z', until: '2026-03-10T10:30:00Z' },
    { text: '12h', from: '2026-03-10T00:00:00Z', until: '2026-03-10T00:00:00Z' },
    { text: '7d', from: '2026-03-03T12:00:00Z', until: '2026-03-03T12:00:00Z' },
    { text: '2w', from: '2026-02-24T12:00:00Z', until: '2026-02-24T12:00:00Z' },
  ])('$text begins at $from and ends at $until', ({ text, from, until }) => {
    expect(isoFromMs(fromOption(clock)(text))).toBe(from);
    expect(isoFromMs(untilOption(clock)(text))).toBe(until);
  });

  it.each(['', 'yesterday', '7', '7x', '-7d', '2026-02-30', '2026-03-01T25:00:00Z', '1772355600', '99999w'])(
    'refuses "%s"',
    (text) => {
      expect(() => fromOption(clock)(text)).toThrow('Expected a day');
      expect(() => untilOption(clock)(text)).toThrow('Expected a day');
    },
  );
});

describe('other values', () => {
  it.each(['0', '11', '1.5', '1e1', ' 5', '0x5', '', 'five', '-1'])(
    'refuses "%s" as a number from 1 to 10',
    (text) => {
      expect(() => wholeNumber(1, 10)(text)).toThrow('from 1 to 10');
    },
  );

  it('takes numbers, days and accounts', () => {
    expect([wholeNumber(1, 10)('1'), wholeNumber(1, 10)('10')]).toEqual([1, 10]);
    expect(dayOption('2026-03-01')).toBe('2026-03-01');
    expect(accountOption('012345678901')).toBe('012345678901');
  });

  it('refuses what is no day and no account', () => {
    for (const text of ['2026-02-30', '20260301', '7d'])
      expect(() => dayOption(text)).toThrow('a day such as');
    for (const text of ['12345678901', 'abcdefghijkl'])
      expect(() => accountOption(text)).toThrow('12 digits');
  });

  it('gathers what is given several times', () => {
    expect(gather('b', gather('a', undefined))).toEqual(['a', 'b']);
  });
});

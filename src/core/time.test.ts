import { describe, expect, it } from '@jest/globals';
import { dayOf, epochMs, floorTo, isoFromMs, parseTime, secondsFromMs } from './time.ts';

describe('parseTime', () => {
  it.each([
    ['2026-03-17T09:00:00Z', 1_773_738_000_000],
    ['2026-03-17 09:00:00', 1_773_738_000_000],
    ['2026-03-17T09:00:00.123456789Z', 1_773_738_000_123],
    ['2026-03-17T10:30:00+01:30', 1_773_738_000_000],
    ['2026-03-17T03:00:00-0600', 1_773_738_000_000],
    ['2026-03-17T09:00Z', 1_773_738_000_000],
    [' 2026-03-17 ', 1_773_705_600_000],
    [1_773_738_000, 1_773_738_000_000],
    [1_773_738_000_000, 1_773_738_000_000],
    ['1970-01-01T00:00:00Z', 0],
  ])('reads %p', (value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  it.each([
    '',
    '...',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-03-17T24:00:00Z',
    '2026-13-01',
    '1969-12-31T23:59:59Z',
    null,
    {},
    [],
    true,
    Number.NaN,
    -1,
    1e18,
  ])('answers undefined for %p', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });
});

describe('instants', () => {
  it('prints whole seconds without a fraction and others with one', () => {
    expect(isoFromMs(epochMs(1_773_738_000_000))).toBe('2026-03-17T09:00:00Z');
    expect(isoFromMs(epochMs(1_773_738_000_120))).toBe('2026-03-17T09:00:00.120Z');
  });

  it('floors to windows and days, and rounds expiry up', () => {
    expect(floorTo(epochMs(1_773_738_000_001), 3_600_000)).toBe(1_773_738_000_000);
    expect(dayOf(epochMs(1_773_738_000_000))).toBe('2026-03-17');
    expect(secondsFromMs(epochMs(1001))).toBe(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import { sampleFinding } from '../../../test/support/sample-finding.ts';
import type { Finding } from '../finding.ts';
import { epochMs, parseTime } from '../time.ts';
import { findingTally } from './finding-tally.ts';
import { bucketsOf, digestRange, previousRange, rangeName } from './range.ts';

const at = (iso: string) => parseTime(iso) ?? epochMs(0);
const RANGE = digestRange(at('2026-03-01T00:00:00Z'), at('2026-03-02T00:00:00Z'));
const seen = (firstSeen: string, lastSeen = firstSeen, change: Partial<Finding> = {}): Finding =>
  sampleFinding({ findingId: `f-${firstSeen}`, firstSeen, lastSeen, count: 3, ...change });

function tallied(...findings: readonly Finding[]) {
  const tally = findingTally(RANGE);
  for (const one of findings) tally.add(one);
  return tally;
}

describe('findingTally', () => {
  it.each([
    { name: 'its first second', first: '2026-03-01T00:00:00Z', now: 1, before: 0, ongoing: 0 },
    { name: 'its last second', first: '2026-03-01T23:59:59Z', now: 1, before: 0, ongoing: 0 },
    { name: 'its end', first: '2026-03-02T00:00:00Z', now: 0, before: 0, ongoing: 0 },
    { name: 'the second before it', first: '2026-02-28T23:59:59Z', now: 0, before: 1, ongoing: 0 },
    {
      name: 'the beginning of the period before',
      first: '2026-02-28T00:00:00Z',
      now: 0,
      before: 1,
      ongoing: 0,
    },
    { name: 'before that', first: '2026-02-27T23:59:59Z', now: 0, before: 0, ongoing: 0 },
    {
      name: 'before it, going on',
      first: '2026-02-28T23:00:00Z',
      last: '2026-03-01T00:00:00Z',
      now: 0,
      before: 0,
      ongoing: 1,
    },
    {
      name: 'long before, going on',
      first: '2025-12-01T00:00:00Z',
      last: '2026-03-05T00:00:00Z',
      now: 0,
      before: 0,
      ongoing: 1,
    },
  ])('places a finding that began at $name', ({ first, last, now, before, ongoing }) => {
    const part = tallied(seen(first, last)).findings(false);

    expect(part).toMatchObject({ total: { now, before }, ongoing });
    expect(part.timeline.buckets.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0)).toBe(now);
    expect(part.worst).toHaveLength(now + ongoing);
  });

  it('counts a finding that two queries gave once', () => {
    const one = seen('2026-03-01T10:00:00Z');
    expect(tallied(one, one).findings(false)).toMatchObject({ total: { now: 1 }, events: 3 });
  });

  it('keeps suppressed findings out of every number but their own, and counts what entries covered', () => {
    const tally = tallied(
      seen('2026-03-01T10:00:00Z', undefined, { status: 'suppressed', suppressionId: 'backup' }),
      seen('2026-03-01T11:00:00Z', undefined, { status: 'suppressed', suppressionId: 'backup' }),
      seen('2026-03-01T12:00:00Z', undefined, { status: 'suppressed' }),
      seen('2026-02-28T12:00:00Z', undefined, { status: 'suppressed', suppressionId: 'backup' }),
    );

    expect(tally.findings(false)).toMatchObject({
      total: { now: 0, before: 0 },
      suppressed: 3,
      events: 0,
      byRule: [],
    });
    expect([...tally.hits()]).toEqual([['backup', 6]]);
    expect(tally.active()).toBe(0);
  });

  it('draws a finding in the hour of its first event, at the place of its severity', () => {
    const { timeline } = tallied(seen('2026-03-01T13:59:59Z', undefined, { severity: 'critical' })).findings(
      false,
    );

    expect(timeline.buckets).toHaveLength(24);
    expect(timeline.buckets[13]).toEqual({ start: '2026-03-01T13:00:00Z', counts: [0, 0, 0, 0, 1] });
  });

  it('lists rules with news first, worst first, then the most', () => {
    const rule = (ruleId: string, severity: Finding['severity'], hour: number) =>
      seen(`2026-03-01T${10 + hour}:00:00Z`, undefined, { ruleId, severity, findingId: `${ruleId}-${hour}` });
    const part = tallied(
      rule('few', 'low', 0),
      rule('many', 'low', 0),
      rule('many', 'low', 1),
      rule('bad', 'high', 2),
      seen('2026-02-28T10:00:00Z', undefined, { ruleId: 'gone', severity: 'critical' }),
    ).findings(false);

    expect(part.byRule.map(({ ruleId, now, before }) => [ruleId, now, before])).toEqual([
      ['bad', 1, 0],
      ['many', 2, 0],
      ['few', 1, 0],
      ['gone', 0, 1],
    ]);
  });

  it('bounds every list, whatever comes, and says how many there were', () => {
    const tally = findingTally(RANGE);
    for (let place = 0; place < 2_000; place += 1) {
      const severity = place === 1_234 ? 'critical' : 'low';
      const who = {
        principal: `p${place}`,
        sourceIp: `a${place}`,
        ruleId: `r${place}`,
        findingId: `f${place}`,
      };
      tally.add(seen('2026-03-01T10:00:00Z', undefined, { ...who, severity }));
    }
    const part = tally.findings(true);

    expect(part).toMatchObject({ total: { now: 2_000 }, rulesLeftOut: 1_980, isCut: true });
    expect([part.worst.length, part.byRule.length, tally.kept().length]).toEqual([25, 20, 300]);
    expect(part.worst[0]?.findingId).toBe('f1234');
    expect(tally.principals()).toMatchObject({
      distinct: 2_000,
      rows: { length: 10, 0: { name: 'p1234', worst: 'critical' } },
    });
  });

  it('names no principal and no address where the record has none', () => {
    const tally = tallied(seen('2026-03-01T10:00:00Z', undefined, { principal: '', sourceIp: '' }));
    expect([tally.principals().rows, tally.addresses().rows]).toEqual([[], []]);
  });
});

describe('digestRange', () => {
  it('widens to whole seconds and is never empty', () => {
    expect(digestRange(epochMs(1_500), epochMs(2_001))).toEqual({ from: 1_000, to: 3_000 });
    expect(digestRange(epochMs(5_000), epochMs(4_000))).toEqual({ from: 5_000, to: 6_000 });
  });

  it('ends with the year 9999: behind it, texts of times do not sort any more', () => {
    const end = epochMs(253_402_300_800_000);
    expect(rangeName(digestRange(end, end))).toBe('99991231T235958Z-99991231T235959Z');
  });

  it('is named for keys, and the range before it ends where it begins', () => {
    expect(rangeName(RANGE)).toBe('20260301T000000Z-20260302T000000Z');
    expect(rangeName(previousRange(RANGE))).toBe('20260228T000000Z-20260301T000000Z');
    expect(previousRange(digestRange(epochMs(1_000), epochMs(9_000))).from).toBe(0);
  });

  it.each([
    { hours: 1, minutes: 60, bars: 1 },
    { hours: 48, minutes: 60, bars: 48 },
    { hours: 24 * 7, minutes: 1_440, bars: 7 },
    { hours: 24 * 92, minutes: 1_440, bars: 92 },
    { hours: 24 * 365, minutes: 4 * 1_440, bars: 92 },
  ])('is drawn in $bars bars of $minutes minutes over $hours hours', ({ hours, minutes, bars }) => {
    const to = at('2026-03-01T00:00:00Z');
    const buckets = bucketsOf(digestRange(epochMs(to - hours * 3_600_000), to));

    expect(buckets.minutes).toBe(minutes);
    expect(Math.abs(buckets.starts.length - bars)).toBeLessThanOrEqual(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { groupMatches, windowStartOf } from './dedup.ts';
import { dedupKeyOf } from './dedup-key.ts';
import type { WatchedEvent } from './event.ts';
import { findingIdOf } from './finding-id.ts';
import type { Match, RuleCard } from './match.ts';
import { epochMs, isoFromMs, parseTime } from './time.ts';
import { watchedEvent } from './watched-event.ts';

const rule = (over: Partial<RuleCard> = {}): RuleCard => ({
  ruleId: 'r',
  title: 'Root signed in',
  severity: 'high',
  description: '',
  techniques: [],
  falsePositives: [],
  references: [],
  dedupFields: ['accountId', 'principal'],
  windowMinutes: 60,
  summary: '',
  why: '',
  runbook: [],
  ...over,
});
const event = (over: Partial<WatchedEvent> = {}): WatchedEvent => ({
  record: {},
  eventId: 'e',
  key: 'k',
  at: epochMs(1_772_355_600_000),
  timeNote: 'ok',
  eventSource: '',
  eventName: '',
  accountId: '123456789012',
  region: '',
  principal: 'alice',
  sourceIp: '',
  userAgent: '',
  errorCode: '',
  origin: '',
  ...over,
});
const keyOf = (values: readonly unknown[]): string =>
  dedupKeyOf(
    event({ record: Object.fromEntries(values.map((value, n) => [`f${n}`, value])) }),
    values.map((_, n) => `f${n}`),
  );

describe('dedupKeyOf', () => {
  it.each([
    { fields: [], key: '123456789012|alice' },
    { fields: ['principal'], key: 'alice' },
    { fields: ['a.b', 'a.none', 'a.list.id'], key: 'x||=["1","2"]' },
    { fields: ['a.n', 'a.t', 'a.z'], key: '=5|=true|' },
    { fields: ['constructor', '__proto__', 'a.b.length'], key: '||' },
    { fields: ['hosts.ec2.amazonaws.com'], key: 'dotted' },
  ])('prints $fields as $key', ({ fields, key }) => {
    const record = {
      a: { b: 'x', list: [{ id: '1' }, {}, { id: '2' }], n: 5, t: true, z: null },
      hosts: { 'ec2.amazonaws.com': 'dotted' },
    };
    expect(dedupKeyOf(event({ record }), fields)).toBe(key);
  });

  it.each([
    [
      ['a|b', 'c'],
      ['a', 'b|c'],
    ],
    [['5'], [5]],
    [['true'], [true]],
    [['=5'], [5]],
    [['%007C'], ['|']],
    [['\uD800'], ['\uDFFF']],
    [['\uD800'], ['\uFFFD']],
    [['["a"]'], [['a']]],
    [['x'.repeat(5000)], [`${'x'.repeat(4999)}y`]],
    [[`${'x'.repeat(143)}~aaaaaaaaaaaaaaaa`], ['x'.repeat(160)]],
    [
      Array.from({ length: 9 }, () => 'é'.repeat(150)),
      [...Array.from({ length: 8 }, () => 'é'.repeat(150)), 'é'],
    ],
  ])('tells %j and %j apart', (a, b) => {
    expect(keyOf(a)).not.toBe(keyOf(b));
  });

  it('never prints two lists of values alike, and never more than 640 characters or a control character', () => {
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('|', '%', '~', '=', 'a', '\\', '\n', '\uD800', '0', '"') }),
      fc.jsonValue({ maxDepth: 2 }),
      fc.string({ minLength: 100, maxLength: 400 }),
    );
    const list = fc.array(value, { minLength: 3, maxLength: 3 });
    const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
    fc.assert(
      fc.property(list, list, (a, b) => {
        const [one, other] = [keyOf(a), keyOf(b)];
        expect(one === other).toBe(a.every((item, n) => same(item ?? '', b[n] ?? '')));
        expect(one.length).toBeLessThanOrEqual(640);
        expect(one).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of fields in the record', () => {
    expect(keyOf([{ a: 1, b: { c: 2, d: 3 } }])).toBe(keyOf([{ b: { d: 3, c: 2 }, a: 1 }]));
  });
});

describe('windows', () => {
  it.each([
    { at: '2026-03-01T09:00:00Z', minutes: 60, start: '2026-03-01T09:00:00Z' },
    { at: '2026-03-01T09:59:59.999Z', minutes: 60, start: '2026-03-01T09:00:00Z' },
    { at: '2026-03-01T10:00:00Z', minutes: 60, start: '2026-03-01T10:00:00Z' },
    { at: '2026-03-01T09:59:59Z', minutes: 5, start: '2026-03-01T09:55:00Z' },
    { at: '2026-03-01T23:59:59Z', minutes: 1440, start: '2026-03-01T00:00:00Z' },
    { at: '1970-01-01T00:00:00Z', minutes: 60, start: '1970-01-01T00:00:00Z' },
  ])('$at lies in the window of $minutes minutes from $start', ({ at, minutes, start }) => {
    const time = parseTime(at) ?? epochMs(-1);
    expect(isoFromMs(windowStartOf(event({ at: time }), rule({ windowMinutes: minutes })))).toBe(start);
  });
});

describe('findingIdOf', () => {
  const start = epochMs(1_772_355_600_000);

  it('begins with a time that people can read, and is short', () => {
    expect(findingIdOf(rule(), 'x', start, undefined)).toMatch(/^20260301T0900Z-[a-z2-7]{16}$/);
  });

  it('stays the same when the rule gets another title', () => {
    expect(findingIdOf(rule({ title: 'New title' }), 'x', start, undefined)).toBe(
      findingIdOf(rule(), 'x', start, undefined),
    );
  });

  it('differs by rule, key, window and suppression', () => {
    const ids = [
      findingIdOf(rule(), 'x', start, undefined),
      findingIdOf(rule({ ruleId: 's' }), 'x', start, undefined),
      findingIdOf(rule(), 'y', start, undefined),
      findingIdOf(rule(), 'x', epochMs(start + 60_000), undefined),
      findingIdOf(rule(), 'x', start, 'entry'),
      findingIdOf(rule(), 'x', start, 'other'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('groupMatches', () => {
  const matches: readonly Match[] = Array.from({ length: 60 }, (_, n) => {
    const match = {
      rule: rule({ ruleId: `r${n % 3}` }),
      event: event({
        key: `k${n % 45}`,
        at: epochMs(1_772_355_600_000 + (n % 45) * 600_000),
        principal: `p${n % 5}`,
      }),
    };
    return n % 15 === 0 ? { ...match, suppressedBy: 'entry' } : match;
  });

  it('gives the same groups for any order of the same matches', () => {
    const expected = groupMatches(matches);
    expect(expected.flatMap(({ events }) => events)).toHaveLength(
      new Set(expected.flatMap((group) => group.events.map(({ key }) => group.findingId + key))).size,
    );
    const orders = fc.shuffledSubarray([...matches], { minLength: matches.length });
    fc.assert(
      fc.property(orders, (order) =>
        expect(groupMatches([...order, ...order.slice(0, 9)])).toEqual(expected),
      ),
    );
  });

  it('names the suppression and keeps what it covers apart', () => {
    const groups = groupMatches([
      { rule: rule(), event: event() },
      { rule: rule(), event: event({ key: 'k2' }), suppressedBy: 'entry' },
    ]);
    expect(groups.map(({ suppressedBy }) => suppressedBy).sort()).toEqual(['entry', undefined]);
  });

  it('makes nothing of nothing', () => {
    expect(groupMatches([])).toEqual([]);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

describe('an event whose own time is not believed', () => {
  const record = {
    eventID: '7b1c1f0e-0d5e-4b0e-9f33-0c8a6f5c9d01',
    eventName: 'StopLogging',
    eventSource: 'x',
  };
  const windowAt = (fields: object, now: number, fallbackTime?: number) =>
    windowStartOf(
      watchedEvent(
        { ...record, ...fields },
        {
          origin: 't',
          now: epochMs(now),
          ...(fallbackTime === undefined ? {} : { fallbackTime: epochMs(fallbackTime) }),
        },
      ),
      { windowMinutes: 60 } as RuleCard,
    );

  it('falls into the same window however late it is delivered again', () => {
    const future = { eventTime: '2099-01-01T00:30:00Z' };
    expect(windowAt(future, 1_773_738_000_000)).toBe(windowAt(future, 1_773_838_000_000));
  });

  it('falls into the same window whatever its carrier says', () => {
    expect(windowAt({}, 1_773_738_000_000)).toBe(windowAt({}, 1_773_738_000_000, 1_773_700_000_000));
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { sampleLogContext, sampleMetricContext } from '../../test/support/sample-finding.ts';
import {
  type CountPlan,
  INLINE_KEYS,
  MAX_COUNTED,
  PAGE_COUNT,
  pageOf,
  planCount,
  tallyPages,
} from './counting.ts';
import { groupMatches } from './dedup.ts';
import type { WatchedEvent } from './event.ts';
import type { Finding } from './finding.ts';
import type { RuleCard } from './match.ts';
import { type FindingDelta, type MergeSettings, mergeDelta } from './merge.ts';
import { epochMs } from './time.ts';

const START = 1_772_355_600_000; // 2026-03-01T09:00:00Z
const SETTINGS: MergeSettings = { now: epochMs(START + 86_400_000), alertFloor: 'medium', retentionDays: 90 };
const RULE: RuleCard = {
  ruleId: 'rule-1',
  title: 'Trail stopped',
  severity: 'high',
  description: '',
  techniques: [],
  falsePositives: [],
  references: [],
  dedupFields: [],
  windowMinutes: 60,
  summary: '{principal} did {eventName} to {requestParameters.name}',
  why: '',
  runbook: [],
};

const eventOf = (n: number, second = n % 7, timeNote: WatchedEvent['timeNote'] = 'ok'): WatchedEvent => ({
  record: { requestParameters: { name: `trail-${n}` } },
  eventId: `id-${n % 3}`,
  key: `key-${n}`,
  at: epochMs(START + second * 1000 + (n % 2) * 400),
  timeNote,
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: `Call${n}`,
  accountId: '123456789012',
  region: 'eu-central-1',
  principal: 'alice',
  sourceIp: '192.0.2.1',
  userAgent: '',
  errorCode: '',
  origin: '',
});

/** Sizes of the pages that hold these events. */
function pagesOf(events: readonly WatchedEvent[]): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const { key } of events) sizes.set(pageOf(key), (sizes.get(pageOf(key)) ?? 0) + 1);
  return sizes;
}

/** Counts as a store does, with pages that forget nothing. */
function merged(
  batches: readonly (readonly WatchedEvent[])[],
  from?: Finding,
  settings = SETTINGS,
): Finding | undefined {
  let finding = from;
  const pages = new Map<number, Set<string>>();
  const add = (plan: CountPlan & { kind: 'pages' }) => {
    for (const [page, keys] of plan.pages) pages.set(page, new Set([...(pages.get(page) ?? []), ...keys]));
    return tallyPages(plan.before, new Map([...pages].map(([page, keys]) => [page, keys.size])));
  };
  for (const events of batches) {
    const [delta] = groupMatches(events.map((event) => ({ rule: RULE, event })));
    if (!delta) continue;
    const plan = planCount(
      finding,
      delta.events.map(({ key }) => key),
    );
    finding = mergeDelta(finding, delta, settings, plan.kind === 'known' ? plan.tally : add(plan));
  }
  return finding;
}

const answers = (finding: Finding | undefined): unknown => ({
  ...finding,
  updatedAt: '',
  createdAt: '',
  expiresAt: 0,
});

describe('mergeDelta', () => {
  it.each([
    { name: 'few', most: 30 },
    { name: 'more than fit the finding', most: 400 },
  ])('gives the same finding for any order, batches and repetitions of $name events', ({ most }) => {
    const plans = fc.record({
      picks: fc.array(fc.nat(most), { minLength: 1, maxLength: most * 2 }),
      sizes: fc.array(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(plans, ({ picks, sizes }) => {
        const events = picks.map((pick) => eventOf(pick));
        const batches: WatchedEvent[][] = [];
        for (let start = 0, turn = 0; start < events.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          batches.push(events.slice(start, start + size));
          start += size;
        }
        const whole = [...new Set(picks)].sort((a, b) => a - b).map((pick) => eventOf(pick));
        const finding = merged(batches);

        expect(answers(finding)).toEqual(answers(merged([whole])));
        expect(finding?.count).toBe(whole.length);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps keys in the finding up to 100 events and moves all of them to pages beyond', () => {
    const events = Array.from({ length: INLINE_KEYS + 1 }, (_, n) => eventOf(n));
    const full = merged([events.slice(1)]);
    expect(full?.counted).toEqual({
      keys: events
        .slice(1)
        .map(({ key }) => key)
        .sort(),
    });

    const spilt = merged([events]);
    expect(spilt?.counted).toEqual({
      pages: Array.from(
        { length: PAGE_COUNT },
        (_, page) => events.filter(({ key }) => pageOf(key) === page).length,
      ),
    });
  });

  it('shows the five earliest and the five newest events, ties in order of key', () => {
    const events = Array.from({ length: 40 }, (_, n) => eventOf(n, n < 20 ? 5 : 50));
    const shown = merged([events.slice(10, 30), events])?.evidence.map(({ key }) => key);
    const [early, newest] = [events.slice(0, 20), events.slice(20)].map((all) =>
      all.map(({ key }) => key).sort(),
    );
    expect(shown).toEqual([...(early?.slice(0, 5) ?? []), ...(newest?.slice(-5) ?? [])]);
  });

  it('shows an event with one id but two contents twice, and one that comes twice once', () => {
    expect(merged([[eventOf(0), eventOf(3)], [eventOf(3)]])?.evidence.map(({ eventId }) => eventId)).toEqual([
      'id-0',
      'id-0',
    ]);
  });

  it('takes an event for the same whether or not a pipeline kept the fraction of its second', () => {
    const [bare, precise] = [eventOf(2), { ...eventOf(2), at: epochMs(eventOf(2).at + 250) }];
    const known = merged([[bare, eventOf(4)]]);
    expect(merged([[precise]], known)).toBe(known);
  });

  it('answers the very finding it was given when nothing is new', () => {
    const known = merged([[eventOf(0), eventOf(1)]]);
    expect(merged([[eventOf(1)]], known)).toBe(known);
  });

  it.each(['missing', 'future'] as const)(
    'is not moved by a second delivery of an event whose time is that of its arrival: %s',
    (note) => {
      const known = merged([[eventOf(0, 0, note), eventOf(1)]]);
      const again = { ...eventOf(0, 0, note), at: epochMs(START + 500_000) };

      expect(merged([[again]], known)).toBe(known);
      expect(merged([[again, eventOf(2, 0)]], known)).toMatchObject({ count: 3, lastSeen: known?.lastSeen });
    },
  );

  it('is not moved by it either when its keys lie on pages', () => {
    const odd = (second: number) => ({ ...eventOf(0, second, 'future' as const) });
    const many = Array.from({ length: INLINE_KEYS + 1 }, (_, n) => eventOf(n + 1, 0));
    const [delta] = groupMatches([odd(0), ...many].map((event) => ({ rule: RULE, event })));
    const tally = tallyPages([], pagesOf(delta!.events));
    const known = mergeDelta(undefined, delta!, SETTINGS, tally);
    const [again] = groupMatches([{ rule: RULE, event: odd(300) }]);

    expect(mergeDelta(known, again!, SETTINGS, tally)).toBe(known);
    expect(mergeDelta(known, again!, SETTINGS, tally, false)).toMatchObject({
      lastSeen: '2026-03-01T09:05:00Z',
    });
  });

  it('stops counting at the limit and says so, whatever came last', () => {
    const [delta] = groupMatches([{ rule: RULE, event: eventOf(1) }]);
    const sizes = new Map(
      Array.from({ length: PAGE_COUNT }, (_, page) => [page, MAX_COUNTED / PAGE_COUNT + page]),
    );
    const capped = mergeDelta(merged([[eventOf(0)]]), delta!, SETTINGS, tallyPages([], sizes));
    expect(capped).toMatchObject({ count: MAX_COUNTED, countCapped: true, counted: { pages: [] } });

    const later = merged([[eventOf(99, 600)]], capped);
    expect(later).toMatchObject({ count: MAX_COUNTED, countCapped: true, lastSeen: '2026-03-01T09:10:00Z' });
    expect(merged([[eventOf(99, 600)]], later)).toBe(later);
  });

  it.each([
    { notes: ['ok', 'ok'], told: undefined },
    { notes: ['ok', 'future'], told: 'future' },
    { notes: ['missing', 'future'], told: 'missing' },
  ] as const)('tells of times that can not be trusted: $notes', ({ notes, told }) => {
    const events = notes.map((note, n) => eventOf(n, n, note));
    for (const batches of [[events], [...events].reverse().map((event) => [event])]) {
      expect(merged(batches)?.timeNote).toBe(told);
    }
  });

  it('lets updatedAt grow even when the clock goes back, and the expiry only forwards', () => {
    const known = merged([[eventOf(0)]]);
    const earlier = { ...SETTINGS, now: epochMs(START) };
    const grown = merged([[eventOf(1)]], known, earlier);
    expect(known?.updatedAt).toBe('2026-03-02T09:00:00Z');
    expect(grown?.updatedAt).toBe('2026-03-02T09:00:00.001Z');
    expect(grown?.expiresAt).toBe(known?.expiresAt);
    expect(merged([[eventOf(1)]], known, { ...SETTINGS, retentionDays: 91 })?.expiresAt).toBe(
      START / 1000 + 92 * 86_400,
    );
  });

  describe('alerts', () => {
    it.each([
      { severity: 'low', suppressedBy: undefined, state: 'none', status: 'open' },
      { severity: 'medium', suppressedBy: undefined, state: 'pending', status: 'open' },
      { severity: 'critical', suppressedBy: 'entry', state: 'none', status: 'suppressed' },
    ] as const)(
      'of a new $severity finding under $suppressedBy is $state',
      ({ severity, suppressedBy, state, status }) => {
        const match = { rule: { ...RULE, severity }, event: eventOf(0) };
        const [delta] = groupMatches([suppressedBy === undefined ? match : { ...match, suppressedBy }]);
        const tally = { count: 1, capped: false, counted: { keys: ['key-0'] } };
        expect(mergeDelta(undefined, delta!, SETTINGS, tally)).toMatchObject({
          status,
          alert: { state, cause: 'new' },
        });
      },
    );

    const known = (over: Partial<Finding>): Finding => ({ ...(merged([[eventOf(0)]]) as Finding), ...over });
    const sent = { state: 'sent', cause: 'new', attempts: 3, lastSentAt: '2026-03-02T09:00:00Z' } as const;

    it('is due again when a closed finding grows', () => {
      const grown = merged([[eventOf(1)]], known({ status: 'closed', closedReason: 'drill', alert: sent }));
      expect(grown).toMatchObject({
        status: 'open',
        alert: { state: 'pending', cause: 'reopened', attempts: 0, reopened: 1 },
        notes: [{ by: 'trailhound', text: 'Reopened: it happened again after it was closed (drill).' }],
      });
      expect(grown).not.toHaveProperty('closedReason');
    });

    it.each([
      { name: 'acknowledged', over: { status: 'acknowledged' } },
      { name: 'suppressed', over: { status: 'suppressed' } },
      {
        name: 'closed, but covered by an allow-list entry',
        over: { status: 'closed', suppressionId: 'entry' },
      },
      { name: 'closed, but below the floor', over: { status: 'closed', severity: 'low' } },
    ] as const)('is not due when the finding is $name', ({ over }) => {
      const grown = merged([[eventOf(1)]], known({ ...over, alert: sent }));
      expect(grown).toMatchObject({ count: 2, alert: sent });
      expect(grown?.status).toBe(over.status === 'closed' ? 'open' : over.status);
    });
  });
});

describe('a rule without a window', () => {
  const ALWAYS: RuleCard = { ...RULE, windowMinutes: 0, maxCounted: 150 };
  const record = (previous: Finding | undefined, events: readonly WatchedEvent[]): Finding => {
    const context = (event: WatchedEvent) => sampleLogContext({ at: new Date(event.at).toISOString() });
    const [delta] = groupMatches(events.map((event) => ({ rule: ALWAYS, event, context: context(event) })));
    const keys = delta!.events.map(({ key }) => key);
    const plan = planCount(previous, keys, ALWAYS.maxCounted);
    const tally =
      plan.kind === 'known' ? plan.tally : tallyPages(plan.before, pagesOf(delta!.events), ALWAYS.maxCounted);
    return mergeDelta(previous, delta!, SETTINGS, tally);
  };
  const later = (n: number, days: number): WatchedEvent => ({
    ...eventOf(n),
    at: epochMs(START + days * 86_400_000),
  });

  it('has one finding for all time, on the day of its earliest event', () => {
    const first = record(undefined, [later(1, 3)]);
    const both = record(first, [later(2, 1)]);
    expect(first.findingId).toMatch(/^always-[a-z2-7]{16}$/);
    expect(both).toMatchObject({
      findingId: first.findingId,
      count: 2,
      accountDay: '123456789012#2026-03-02',
      context: { at: '2026-03-02T09:00:00.000Z' },
    });
  });

  it('tells again when it returns after it was closed', () => {
    const closed: Finding = { ...record(undefined, [eventOf(1)]), status: 'closed', closedReason: 'fixed' };
    expect(record(closed, [later(2, 30)])).toMatchObject({
      status: 'open',
      alert: { state: 'pending', cause: 'reopened' },
    });
  });

  it('keeps the same context in whatever order deliveries of one event bring theirs', () => {
    const event = eventOf(1);
    const seen = (at: string) => ({ rule: ALWAYS, event, context: sampleMetricContext({ at }) });
    const [older, newer] = ['2026-03-01T09:00:00Z', '2026-03-01T09:05:00Z'].map(
      (at) => groupMatches([seen(at)])[0]!,
    );
    const tally = { count: 1, capped: false, counted: { keys: [event.key] } };
    const both = (first: FindingDelta, second: FindingDelta) =>
      mergeDelta(mergeDelta(undefined, first, SETTINGS, tally), second, SETTINGS, tally);
    expect(both(older!, newer!).context?.at).toBe('2026-03-01T09:05:00Z');
    expect(both(newer!, older!).context?.at).toBe('2026-03-01T09:05:00Z');
    const once = mergeDelta(undefined, newer!, SETTINGS, tally);
    expect(mergeDelta(once, newer!, SETTINGS, tally)).toBe(once);
  });

  it('counts up to its own bound', () => {
    const many = Array.from({ length: 400 }, (_, n) => eventOf(n));
    const capped = record(undefined, many);
    expect(capped).toMatchObject({ count: 150, countCapped: true });
    expect(record(capped, [eventOf(999)])).toMatchObject({ count: 150, countCapped: true });
  });
});

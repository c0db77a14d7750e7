import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import type { StateStore } from '#ports/state-store';
import { batches, seeded, shuffled } from '../support/dynamo-events.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { allowAlice, rulesOf, suppressionsOf } from '../support/triaging.ts';
import { correlationRule, FIRM } from './rules.ts';
import { type Call, deliver, detectorFor, recordOf, sharedStores, toldBy, triageRecords } from './story.ts';

/** A store that notes what is asked of it. */
function noting(state: StateStore = memoryStateStore()) {
  const noted = { reads: 0, writes: 0, largest: 0, expiries: new Set<number>(), keys: new Set<string>() };
  const store: StateStore = {
    read: (key) => {
      noted.reads += 1;
      return state.read(key);
    },
    write: (key, value, version, expiresAt) => {
      noted.writes += 1;
      noted.largest = Math.max(noted.largest, JSON.stringify(value).length);
      noted.expiries.add(expiresAt);
      noted.keys.add(key);
      return state.write(key, value, version, expiresAt);
    },
  };
  return { store, noted };
}

const flood = (size: number, change: (index: number) => Partial<Call> = () => ({})): readonly Call[] =>
  Array.from({ length: size }, (_, index) => ({
    ...{ id: `flood-${String(index).padStart(5, '0')}`, second: 600 + Math.floor(index / 20) },
    ...{ name: 'CallOne', user: 'alice', value: index, ...change(index) },
  }));

const one = (body: string) => detectorFor(rulesOf(correlationRule('Flooded', body)));

describe('a flood on one group', () => {
  it.each([
    [
      'event_count',
      '{ type: event_count, rules: any, group-by: [userIdentity.userName], timespan: 10m, condition: { gte: 5 } }',
    ],
    [
      'value_count',
      '{ type: value_count, rules: any, group-by: [userIdentity.userName], timespan: 10m, condition: { field: requestParameters.value, gte: 5 } }',
    ],
  ])(
    'of %s is counted whole, and costs a bounded number of calls an event',
    async (_type, body) => {
      const { store, noted } = noting();
      const stores = { ...sharedStores(), state: store };
      await deliver(batches(shuffled(flood(3_000), seeded(7)), 50), one(body), stores, 2);

      expect(toldBy(stores.findings.all())).toMatchObject([{ count: 3_000 }]);
      // Each event is kept once, which is a write; the rest is for each batch: its part, and the parts around it.
      expect(noted.reads).toBeLessThan(3_000);
      expect(noted.writes).toBeLessThan(1.5 * 3_000);
      expect(noted.largest).toBeLessThan(100_000);
    },
    60_000,
  );

  it('fits into an item of the table also where a rule counts as far as it may', async () => {
    const { store, noted } = noting();
    const detector = one('{ type: event_count, rules: any, timespan: 10m, condition: { gte: 2000 } }');
    const stores = { ...sharedStores(), state: store };
    await deliver(batches(flood(6_000), 1_000), detector, stores, 1);

    expect(toldBy(stores.findings.all())).toMatchObject([{ count: 6_000 }]);
    expect(noted.largest).toBeLessThan(350_000);
  }, 60_000);

  it.each([
    { come: 'before it', isLate: false, windows: ['08:00', '09:00'] },
    { come: 'after it', isLate: true, windows: ['08:00'] },
  ])(
    'beyond its bound loses what held only in its middle, where the events that made it hold come $come',
    async ({ isLate, windows }) => {
      // From 08:41 to 09:19; the two others are of 08:25, so with them it holds until 09:05.
      const many = flood(1_000, (index) => ({ second: Math.floor(index * 2.28) - 540, value: 'z' }));
      const others = flood(2, (index) => ({ id: `other-${index}`, second: -1_500, value: `other ${index}` }));
      const stores = sharedStores();
      const body =
        '{ type: value_count, rules: any, timespan: 40m, condition: { field: requestParameters.value, gte: 3 } }';
      await deliver(batches(isLate ? [...many, ...others] : [...others, ...many], 50), one(body), stores, 1);
      const told = toldBy(stores.findings.all());
      expect(told.map(({ windowStart }) => windowStart.slice(11, 16))).toEqual(windows);
    },
  );

  it('on one key leaves the others alone: each group has items of its own', async () => {
    const { store, noted } = noting();
    const calls = ['alice', 'bob', 'carol'].flatMap((user) =>
      flood(6, () => ({ user })).map((call) => ({ ...call, id: `${user}-${call.id}` })),
    );
    await deliver(
      [calls],
      one(
        '{ type: event_count, rules: any, group-by: [userIdentity.userName], timespan: 10m, condition: { gte: 5 } }',
      ),
      { ...sharedStores(), state: store },
      1,
    );
    const owners = new Set(
      [...noted.keys].filter((key) => key.startsWith('correlation-')).map((key) => key.split('#')[0]),
    );
    expect(owners.size).toBe(3);
  });
});

describe('what correlations keep', () => {
  it('expires, all of it, a day and three timespans later', async () => {
    const { store, noted } = noting();
    await deliver(
      [flood(5)],
      one('{ type: event_count, rules: any, timespan: 10m, condition: { gte: 5 } }'),
      { ...sharedStores(), state: store },
      1,
    );
    const now = fakeClock().now();
    for (const expiry of noted.expiries) {
      expect(expiry).toBeGreaterThanOrEqual(now + 86_400_000 + 3 * 600_000);
      expect(expiry).toBeLessThanOrEqual(now + 86_400_000 + 3 * 600_000 + 3_600_000);
    }
  });

  it('shows events that came in earlier batches as they were, secrets left out', async () => {
    const stores = sharedStores();
    const detector = one('{ type: event_count, rules: any, timespan: 10m, condition: { gte: 2 } }');
    const [first, second] = flood(2, (index) => ({ second: index }));
    const record = { ...recordOf(first!), requestParameters: { password: 'hunter2', name: 'x' } };
    await triageRecords([record], detector, stores);
    await triageRecords([recordOf(second!)], detector, stores);
    const [finding] = stores.findings.all();
    expect(finding).toMatchObject({
      count: 2,
      principal: 'arn:aws:iam::123456789012:user/alice',
      eventName: 'CallOne',
      sourceIp: '192.0.2.10',
    });
    expect(finding?.evidence[0]).toMatchObject({
      eventId: first?.id,
      request: '{"name":"x","password":"(removed)"}',
    });
    expect(JSON.stringify(stores.findings.all())).not.toContain('hunter2');
  });

  it('tells in the summary what an earlier event said', async () => {
    const stores = sharedStores();
    const summary =
      'trailhound: { summary: "{userIdentity.userName} read {requestParameters.value} first" }\n';
    const detector = detectorFor(
      rulesOf(
        correlationRule(
          'Flooded',
          '{ type: event_count, rules: any, timespan: 10m, condition: { gte: 2 } }',
          summary,
        ),
      ),
    );
    for (const call of flood(2, (index) => ({ second: index })))
      await triageRecords([recordOf(call)], detector, stores);
    expect(stores.findings.all()).toMatchObject([{ summary: 'alice read 0 first' }]);
  });
});

describe('time, as correlations see it', () => {
  const detector = one('{ type: event_count, rules: any, timespan: 10m, condition: { gte: 2 } }');
  it('is what an event claims, however far in the future: arrival would differ between deliveries', async () => {
    const stores = sharedStores();
    const [call] = flood(1);
    const future = { ...recordOf(call!), eventTime: '2031-01-01T00:00:00Z' };
    await triageRecords([future], detector, stores);
    await triageRecords([future], detector, stores);
    expect(stores.findings.all()).toEqual([]);
    await triageRecords([{ ...future, eventID: 'another' }], detector, stores);
    expect(stores.findings.all()).toMatchObject([{ count: 2 }]);
  });

  it('is 1970 where there is none: nothing hides behind a spoiled time', async () => {
    const stores = sharedStores();
    for (const call of flood(3))
      await triageRecords([{ ...recordOf(call), eventTime: 'soon' }], detector, stores);
    expect(stores.findings.all()).toMatchObject([{ count: 3, timeNote: 'missing', windowMinutes: 60 }]);
  });
});

describe('the allow-list', () => {
  it.each([
    ['the rule behind the correlation', 'Base any'],
    ['the correlation itself', 'Flooded'],
  ])(
    'takes events away from a correlation that it covers by naming %s, and lets them correlate among themselves',
    async (_what, rule) => {
      const body = '{ type: event_count, rules: any, timespan: 10m, condition: { gte: 3 } }';
      const allowed = suppressionsOf(`suppressions:\n${allowAlice('drill', JSON.stringify([rule]))}`);
      const detector = buildDetector(
        rulesOf(correlationRule('Flooded', body)),
        activeSuppressions(allowed, fakeClock().now()),
      );
      if (!detector.ok) throw new Error(detector.error.join('\n'));
      const stores = sharedStores();
      const calls = flood(8, (index) => ({ user: index < 3 ? 'alice' : 'bob' }));
      await deliver(batches(shuffled(calls, seeded(3)), 2), detector.value, stores, 1);
      expect(toldBy(stores.findings.all())).toMatchObject([
        { count: 3, suppressedBy: 'drill' },
        { count: 5, suppressedBy: undefined },
      ]);
    },
  );
});

it('a rule behind a correlation raises no finding of its own', async () => {
  const stores = sharedStores();
  await deliver([flood(1)], detectorFor(FIRM), stores, 1);
  expect(stores.findings.all()).toEqual([]);
});

import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { triage } from '#app/triage';
import type { StateStore } from '#ports/state-store';
import { batches } from '../support/dynamo-events.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { notedMetrics } from '../support/noted-metrics.ts';
import { rulesOf, triaging } from '../support/triaging.ts';
import { correlationRule } from './rules.ts';
import { type Call, detectorFor, recordOf, sharedStores, toldBy, triageRecords } from './story.ts';

const call = (second: number, change: Partial<Call> = {}): Call => ({
  ...{
    id: `event-${String(second).padStart(6, '0')}`,
    second,
    name: 'CallOne',
    user: 'alice',
    value: undefined,
  },
  ...change,
});
const one = (body: string, more = '') => detectorFor(rulesOf(correlationRule('Counted', body, more)));

describe('what is kept', () => {
  it('of a batch over many parts of time, is every event that a finding may yet show', async () => {
    const stores = sharedStores();
    const detector = one('{ type: event_count, rules: any, timespan: 1m, condition: { gte: 2 } }');
    // A minute apart and a bit: none makes a finding, and each may become part of one.
    const batch = Array.from({ length: 900 }, (_, index) => call(index * 61));
    await triageRecords(batch.map(recordOf), detector, stores);
    await triageRecords([recordOf(call(450 * 61 + 10))], detector, stores);
    const [finding] = stores.findings.all();
    expect(finding?.evidence.map(({ eventName }) => eventName)).toEqual(['CallOne', 'CallOne', 'CallOne']);
  });

  it('of an event behind an inner correlation, is there as long as the outer one may show it', async () => {
    const state = memoryStateStore();
    const expiries = new Map<string, number>();
    const noting: StateStore = {
      read: state.read,
      write: (key, value, version, expiresAt) => {
        expiries.set(key, expiresAt);
        return state.write(key, value, version, expiresAt);
      },
    };
    const rules = [
      ...correlationRule('Inner', '{ type: event_count, rules: any, timespan: 1m, condition: { gte: 2 } }'),
      'title: Outer\ncorrelation: { type: event_count, rules: inner, timespan: 10d, condition: { gte: 2 } }\n',
    ];
    await triageRecords([recordOf(call(1))], detectorFor(rulesOf(rules)), {
      ...sharedStores(),
      state: noting,
    });
    const [kept] = [...expiries].filter(([key]) => key.endsWith('#event'));
    expect(kept?.[1]).toBeGreaterThan(fakeClock().now() + 31 * 86_400_000);
  });

  it('of a long text by which an outer correlation groups, joins firings with events', async () => {
    const stores = sharedStores();
    const user = `someone-${'x'.repeat(300)}`;
    const rules = [
      ...correlationRule(
        'Inner',
        '{ type: event_count, rules: any, group-by: [sourceIPAddress], timespan: 1m, condition: { gte: 2 } }',
      ),
      'title: Other\nname: other\nlogsource: { product: aws, service: cloudtrail }\ndetection: { call: { eventName: CallTwo }, condition: call }\n',
      'title: Outer\ncorrelation: { type: temporal, rules: [inner, other], group-by: [userIdentity.userName], timespan: 10m }\n',
    ];
    const calls = [call(1, { user }), call(2, { user }), call(90, { user, name: 'CallTwo' })];
    for (const each of calls) await triageRecords([recordOf(each)], detectorFor(rulesOf(rules)), stores);
    expect(toldBy(stores.findings.all())).toMatchObject([{ title: 'Outer', count: 3 }]);
  });
});

const counting = (timespan: string, least: number, more = ''): readonly string[] =>
  correlationRule(
    'Counted',
    `{ type: event_count, rules: any, timespan: ${timespan}, condition: { gte: ${least} } }`,
    more,
  );

describe('a rule that is changed between two deliveries', () => {
  const temporal = (order: string): readonly string[] => [
    ...['One', 'Two'].map(
      (name) =>
        `title: ${name}\nname: ${name.toLowerCase()}\nlogsource: { product: aws, service: cloudtrail }\ndetection: { call: { eventName: Call${name} }, condition: call }\n`,
    ),
    `title: Counted\nid: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11\ncorrelation: { type: temporal_ordered, rules: ${order}, timespan: 5m }\n`,
  ];
  const values = (field: string) =>
    correlationRule(
      'Counted',
      `{ type: value_count, rules: any, timespan: 5m, condition: { field: ${field}, gte: 2 } }`,
    );
  it.each([
    {
      name: 'to another order of rules',
      before: temporal('[one, two]'),
      after: temporal('[two, one]'),
      calls: [call(1), call(2)],
    },
    {
      name: 'to another timespan',
      before: counting('5m', 2),
      after: counting('10m', 2),
      calls: [call(1), call(2)],
    },
    {
      name: 'to another field',
      before: values('userIdentity.userName'),
      after: values('requestParameters.value'),
      calls: [call(1), call(2, { value: 'alice-2' })],
    },
  ])(
    '$name, does not take what it counted before for what it counts now',
    async ({ before, after, calls }) => {
      const stores = sharedStores();
      const [first, second] = calls;
      await triageRecords([recordOf(first!)], detectorFor(rulesOf(before)), stores);
      await triageRecords([recordOf(second!)], detectorFor(rulesOf(after)), stores);
      expect(stores.findings.all()).toEqual([]);
    },
  );
});

describe('a rule that tells of something else from now on', () => {
  const outer = (inner: readonly string[], more = ''): readonly string[] => [
    ...inner,
    `title: Outer\n${more}correlation: { type: event_count, rules: counted, timespan: 10m, condition: { gte: 2 } }\n`,
  ];
  const all = ['event-000001', 'event-000002', 'event-000003', 'event-000004'];
  it.each([
    {
      name: 'because its threshold is lower, tells of the events before it too',
      before: counting('5m', 5),
      after: counting('5m', 3),
      told: [{ title: 'Counted', shown: all }],
    },
    {
      name: 'because it is silent no more, tells of the events before it too',
      before: outer(counting('5m', 2)),
      after: outer(counting('5m', 2), 'generate: true\n'),
      told: [
        { title: 'Counted', shown: all },
        { title: 'Outer', shown: all },
      ],
    },
    {
      name: 'in windows of another length, tells of the events before it too',
      before: counting('5m', 2),
      after: counting('5m', 2, 'trailhound: { window: 90 }\n'),
      told: [
        { title: 'Counted', shown: all },
        { title: 'Counted', shown: all.filter((id) => id !== 'event-000002') },
      ],
    },
    {
      name: 'to others, takes back what it told them',
      before: outer(counting('5m', 1)),
      after: outer(counting('5m', 4)),
      told: [],
    },
    {
      name: 'to others, tells them of what was there before',
      before: outer(counting('5m', 4)),
      after: outer(counting('5m', 2)),
      told: [{ title: 'Outer', shown: all }],
    },
  ])('$name', async ({ before, after, told }) => {
    const stores = sharedStores();
    for (const second of [1, 3, 4])
      await triageRecords([recordOf(call(second))], detectorFor(rulesOf(before)), stores);
    await triageRecords([recordOf(call(2))], detectorFor(rulesOf(after)), stores);
    expect(toldBy(stores.findings.all()).map(({ title, shown }) => ({ title, shown }))).toEqual(told);
  });

  it.each([
    { least: 400, count: 901 },
    { least: 600, count: 900 },
  ])('counts, of a flood, what was kept before: to $least', async ({ least, count }) => {
    const stores = sharedStores();
    const flood = Array.from({ length: 900 }, (_, index) => recordOf(call(700 + index)));
    for (const batch of batches(flood, 300))
      await triageRecords(batch, detectorFor(rulesOf(counting('30m', 5))), stores);
    await triageRecords([recordOf(call(1_600))], detectorFor(rulesOf(counting('30m', least))), stores);
    expect(toldBy(stores.findings.all())).toMatchObject([{ count }]);
  });
});

it('a finding that later events may refute is counted and told of as any other', async () => {
  const metrics = notedMetrics();
  const detector = one('{ type: event_count, rules: any, timespan: 5m, condition: { lte: 1 } }');
  const deps = { ...triaging(detector), ...sharedStores(), metrics };
  const counts = await triage([{ record: recordOf(call(1)), origin: 'story' }], deps);
  expect(counts).toMatchObject({ created: 1, added: 1 });
  expect(metrics.added).toContainEqual(['FindingsHigh', 1]);
});

describe('numbers of an event', () => {
  const sum = (least: number) =>
    one(
      `{ type: value_sum, rules: any, timespan: 5m, condition: { field: requestParameters.value, gte: ${least} } }`,
    );
  it.each([
    { what: 'a long text that is none is none', value: `0x${'0'.repeat(30)}ff`, least: 1, told: 0 },
    { what: 'a long blank is none', value: ' '.repeat(40), least: 0, told: 0 },
    { what: 'a long one is one', value: `200.${'0'.repeat(40)}`, least: 200, told: 1 },
    { what: 'texts before it take no place', value: [...'abcdefghijklmn', '500'], least: 500, told: 1 },
  ])('$what', async ({ value, least, told }) => {
    const stores = sharedStores();
    const record = { ...recordOf(call(1)), requestParameters: { value } };
    await triageRecords([record], sum(least), stores);
    expect(stores.findings.all()).toHaveLength(told);
  });
});

it('a part that is not laid out as ours counts as nothing, and stops nobody', async () => {
  const { findings, state } = sharedStores();
  const foreign: StateStore = {
    ...state,
    read: async <T>(key: string) => {
      const found = await state.read<T>(key);
      const isPart = found?.version === 1 && key.startsWith('correlation-');
      return isPart ? { ...found, value: { json: '[[1772268601000,"key",[0]]]' } as T } : found;
    },
  };
  const detector = one('{ type: event_count, rules: any, timespan: 5m, condition: { gte: 2 } }');
  for (const second of [1, 2, 3])
    await triageRecords([recordOf(call(second))], detector, { findings, state: foreign });
  expect(toldBy(findings.all())).toMatchObject([{ shown: ['event-000002', 'event-000003'] }]);
});

describe('a finding that later events may refute', () => {
  const sum =
    '{ type: value_sum, rules: any, timespan: 5m, condition: { field: requestParameters.value, gte: 9 } }';

  it.each([
    { what: 'one of it again', late: [call(2, { value: 5 })], told: 2 },
    { what: 'another that would not hold', late: [call(3, { value: 1 })], told: 2 },
    { what: 'others that hold', late: [call(3, { value: 9 }), call(4, { value: 1 })], told: 4 },
  ])('is not taken back for what comes when its events are forgotten: $what', async ({ late, told }) => {
    const clock = fakeClock();
    const stores = { ...sharedStores(), clock };
    const deps = { ...triaging(one(sum)), ...stores };
    const deliver = (calls: readonly Call[], state: StateStore) =>
      triage(
        calls.map((each) => ({ record: recordOf(each), origin: 'story' })),
        { ...deps, state },
      );
    await deliver([call(1, { value: 5 }), call(2, { value: 5 })], stores.state);
    // All of the state has expired.
    clock.advance(3 * 86_400_000);
    const later = memoryStateStore();
    for (const each of late) await deliver([each], later);
    expect(toldBy(stores.findings.all())).toMatchObject([{ count: told }]);
  });

  it('costs few calls, however many windows its timespan reaches over', async () => {
    const calls = { findings: 0 };
    const { findings, state } = sharedStores();
    const noting: typeof findings = {
      ...findings,
      change: (...args) => {
        calls.findings += 1;
        return findings.change(...args);
      },
    };
    const detector = one(sum.replace('5m', '30d'), 'trailhound: { window: 5 }\n');
    await triageRecords([recordOf(call(1, { value: 1 }))], detector, { findings: noting, state });
    expect(calls.findings).toBe(1);
  });
});

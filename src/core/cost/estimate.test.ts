import { describe, expect, it } from '@jest/globals';
import { doorLoads, historyDuty } from './doors.ts';
import { findingUsage } from './findings.ts';
import { upkeepUsage } from './upkeep.ts';
import type { CostShape } from './usage.ts';

const MEMORY = {
  ...{ 'collect-cloudtrail': 256, 'watch-logs': 512, 'watch-events': 256, 'watch-objects': 1_024 },
  ...{ notify: 256, redrive: 256, 'watch-self': 256 },
};

const METRICS = { everyMinutes: 15, series: 200, names: 18, pointMinutes: 5 };

/** No door, no heartbeat, nothing that is optional. */
const bare: CostShape = {
  ...{ events: 1_000_000, matchRate: 0, findings: 0, regions: 1 },
  ...{ historyMinutes: undefined, logGroups: 0, busReads: undefined, buckets: 0, reconcileHours: undefined },
  ...{ logLines: 0, applicationLogs: undefined, metrics: undefined, intake: undefined },
  ...{ search: undefined, digest: undefined },
  ...{ heartbeatMinutes: undefined, emails: 0, chat: false, alarms: false, dashboard: false },
  ...{ customerKey: false, findingDays: 90, logDays: 30, memoryMb: MEMORY },
};

describe('doorLoads', () => {
  it.each([
    { name: 'no door takes nothing', shape: {}, expected: [] },
    {
      // 8,760 runs; 1 page each and 1M/43,800 minutes x 25 minutes / 50 = 11.4 more.
      name: 'the event history reads its overlap again every time',
      shape: { historyMinutes: 5 },
      expected: [['collect-cloudtrail', 8_760, 57_884]],
    },
    {
      name: 'an idle event history reads one page a run',
      shape: { historyMinutes: 5, events: 0 },
      expected: [['collect-cloudtrail', 8_760, 7_884]],
    },
    {
      // 100,000 batches x 0.03 s, and 80 s of processor time at 512/1769 of a processor.
      name: 'a log group brings ten records at once',
      shape: { logGroups: 2 },
      expected: [['watch-logs', 100_000, 3_276]],
    },
    {
      name: 'a bus brings one event at once, and only those that rules name',
      shape: { busReads: 'none' as const },
      expected: [['watch-events', 200_000, 6_111]],
    },
    {
      name: 'a bucket brings at most a file in five minutes a region, and one of digests an hour',
      shape: { buckets: 1 },
      expected: [['watch-objects', 9_490, 1_562]],
    },
    {
      name: 'more memory is a faster processor, up to a whole one',
      shape: { logGroups: 1, memoryMb: { ...MEMORY, 'watch-logs': 3_538 } },
      expected: [['watch-logs', 100_000, 3_080]],
    },
    {
      name: 'a comparison once a day reads every event once',
      shape: { reconcileHours: 24 },
      expected: [['collect-cloudtrail', 730 / 24, 10_027]],
    },
  ])('$name', ({ shape, expected }) => {
    const loads = doorLoads({ ...bare, ...shape }).map(({ function: load }) => load);
    expect(loads.map(({ name, invocations }) => [name, invocations])).toEqual(
      expected.map(([name, invocations]) => [name, invocations]),
    );
    expect(loads.map(({ seconds }) => Math.round(seconds))).toEqual(expected.map(([, , seconds]) => seconds));
  });

  it.each([
    { regions: 1, forwarded: 0 },
    { regions: 2, forwarded: 100_000 },
  ])(
    'charges for events of other regions only where others are watched: $regions',
    ({ regions, forwarded }) => {
      const [load] = doorLoads({ ...bare, busReads: 'none', regions });
      expect(load?.usage.map(({ quantity }) => quantity)).toEqual([forwarded]);
    },
  );
});

describe('historyDuty', () => {
  it.each([
    { events: 0, duty: 0 },
    { events: 10_000_000, duty: 0.19 },
    { events: 100_000_000, duty: 1.9 },
  ])('is $duty with $events events a month', ({ events, duty }) => {
    expect(historyDuty({ ...bare, events, historyMinutes: 5 })).toBeCloseTo(duty, 1);
  });
});

describe('findingUsage', () => {
  const quantities = (shape: Partial<CostShape>) =>
    Object.fromEntries(findingUsage({ ...bare, ...shape }).map(({ what, quantity }) => [what, quantity]));

  it('writes the table and every index that changes', () => {
    expect(quantities({ matchRate: 0.001, findings: 100, logGroups: 1, emails: 2 })).toMatchObject({
      'findings made': 900,
      'events that join a finding': 11_700,
      'alerts marked as sent': 500,
      alerts: 100,
      'alerts by mail': 200,
    });
  });

  it('never writes less than the findings that it is told of', () => {
    expect(quantities({ findings: 7 })).toMatchObject({
      'findings made': 63,
      'events that join a finding': 0,
    });
  });
});

describe('upkeepUsage', () => {
  const metrics = (shape: Partial<CostShape>) =>
    upkeepUsage({ ...bare, ...shape }, []).find(({ price }) => price === 'metrics')?.quantity;

  it.each([
    { name: 'four always have data', shape: {}, expected: 4 },
    {
      name: 'one more for the heartbeats of a door',
      shape: { heartbeatMinutes: 15, logGroups: 1 },
      expected: 5,
    },
    { name: 'those of findings only in hours that have some', shape: { findings: 73 }, expected: 4.2 },
    {
      name: 'twelve at most with one door',
      shape: { matchRate: 1, findings: 1e6, heartbeatMinutes: 5, logGroups: 1, reconcileHours: 1 },
      expected: 12,
    },
  ])('counts metrics by the hour: $name', ({ shape, expected }) => {
    expect(metrics(shape)).toBeCloseTo(expected, 6);
  });

  it.each([
    { name: 'the default door', shape: { historyMinutes: 5 }, expected: 10 },
    { name: 'no heartbeat', shape: { historyMinutes: 5, heartbeatMinutes: undefined }, expected: 9 },
    { name: 'a log group, and a comparison', shape: { logGroups: 1, reconcileHours: 24 }, expected: 12 },
    {
      name: 'every door',
      shape: { historyMinutes: 5, logGroups: 1, busReads: 'all' as const, buckets: 1 },
      expected: 20,
    },
    {
      name: 'everything besides, an error for each function and a queue for dead letters twice',
      shape: {
        historyMinutes: 5,
        applicationLogs: { everyMinutes: 60 },
        metrics: METRICS,
        intake: { auth: 'iam' as const },
        search: { events: 'none' as const },
      },
      // 10, watch-logs twice, two queues, and pull-logs, watch-metrics, take-http, watch-intake, index-search.
      expected: 19,
    },
  ])('counts every metric of an alarm: $name', ({ shape, expected }) => {
    const usage = upkeepUsage({ ...bare, alarms: true, heartbeatMinutes: 15, ...shape }, []);
    expect(usage.find(({ price }) => price === 'alarmMetrics')?.quantity).toBe(expected);
  });

  it.each([
    { customerKey: false, keys: 0 },
    { customerKey: true, keys: 1 },
  ])('charges for a key only where one is given: $customerKey', ({ customerKey, keys }) => {
    const usage = upkeepUsage({ ...bare, customerKey }, []);
    expect(usage.filter(({ price }) => price === 'kmsKeys')).toHaveLength(keys);
  });
});

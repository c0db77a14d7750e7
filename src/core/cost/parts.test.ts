import { describe, expect, it } from '@jest/globals';
import { digestLoad } from './digest.ts';
import { intakeLoad } from './intake.ts';
import { linesLoad } from './log-lines.ts';
import { metricsLoad } from './metric-watch.ts';
import { partLoads, scheduledCalls } from './parts.ts';
import { searchLoad } from './search.ts';
import type { CostShape, PartLoad } from './usage.ts';

/** Nothing is switched on, nothing happens. */
const bare: CostShape = {
  ...{ applicationLogs: undefined, metrics: undefined, intake: undefined },
  ...{ events: 0, matchRate: 0, findings: 0, regions: 1, search: undefined, digest: undefined },
  ...{ historyMinutes: undefined, logGroups: 0, busReads: undefined, buckets: 0, reconcileHours: undefined },
  ...{ logLines: 0, heartbeatMinutes: undefined, emails: 0, chat: false, alarms: false, dashboard: false },
  ...{ customerKey: false, findingDays: 90, logDays: 30, memoryMb: { 'watch-logs': 1_769 } },
};
const quantities = (part: PartLoad | undefined) =>
  Object.fromEntries(
    (part?.usage ?? []).map(({ what, price, quantity }) => [`${what}: ${price}`, Math.round(quantity)]),
  );
const functions = (part: PartLoad | undefined) =>
  (part?.functions ?? []).map(({ name, invocations, seconds }) => [
    name,
    Math.round(invocations),
    Math.round(seconds),
  ]);

describe('partLoads', () => {
  it('has nothing where nothing is switched on', () => {
    expect(partLoads(bare)).toEqual([]);
    expect(scheduledCalls(bare)).toBe(0);
  });

  it.each([
    { name: 'a digest a day', shape: { digest: { keepDays: 90 } }, calls: 30 },
    { name: 'a flush a minute', shape: { intake: { auth: 'iam' as const } }, calls: 43_800 },
    {
      name: 'a flush a minute and a pull an hour',
      shape: { applicationLogs: { everyMinutes: 60 }, intake: { auth: 'iam' as const } },
      calls: 44_530,
    },
  ])('counts the calls of schedules: $name', ({ shape, calls }) => {
    expect(Math.round(scheduledCalls({ ...bare, ...shape }))).toBe(calls);
  });
});

describe('metricsLoad', () => {
  const load = (everyMinutes: number, pointMinutes: number) =>
    metricsLoad({ ...bare, metrics: { everyMinutes, series: 200, names: 18, pointMinutes } });

  it.each([
    // 200 series x 2,920 runs; docs/guides/metrics.md has $5.76 for 30 days of that.
    { everyMinutes: 15, pointMinutes: 5, asked: 584_000 },
    { everyMinutes: 60, pointMinutes: 5, asked: 146_000 },
    { everyMinutes: 5, pointMinutes: 60, asked: 146_000 },
  ])(
    'asks for every series in every run, and never before its next point: $everyMinutes, $pointMinutes',
    ({ everyMinutes, pointMinutes, asked }) => {
      expect(quantities(load(everyMinutes, pointMinutes))).toMatchObject({
        'metrics asked for: metricsAskedFor': asked,
      });
    },
  );

  it('lists each name once a run, and reads what it remembers', () => {
    expect(quantities(load(15, 5))).toMatchObject({
      'metrics listed: cloudWatchRequests': 52_560,
      'what is remembered of metrics: dynamoReads': 2_920_000,
      'what is remembered of metrics: dynamoWrites': 1_460_000,
    });
    // 2,920 cold starts, 52,560 listings, 584,000 series.
    expect(functions(load(15, 5))).toEqual([['watch-metrics', 2_920, 14_016]]);
  });
});

describe('linesLoad', () => {
  const lines = { logLines: 1_000_000, applicationLogs: { everyMinutes: 60 } };

  it('calls a function for a hundred lines, and looks for what waits every minute', () => {
    expect(functions(linesLoad({ ...bare, ...lines }))).toEqual([
      ['pull-logs', 44_530, 11_680],
      ['watch-logs', 10_000, 350],
    ]);
  });

  it('writes for deliveries with errors only', () => {
    expect(quantities(linesLoad({ ...bare, ...lines }))).toEqual({
      'looking for traces that wait: dynamoReads': 43_800,
      'errors that join a finding: dynamoWrites': 13_000,
      'what is remembered of errors: dynamoWrites': 6_000,
      'what is remembered of errors: dynamoReads': 3_500,
    });
  });

  it('shares lines between log groups and shippers', () => {
    const both = { ...bare, ...lines, intake: { auth: 'secret' as const } };
    expect(functions(linesLoad(both))[1]?.[1]).toBe(5_000);
    expect(functions(intakeLoad(both)).map(([name, calls]) => [name, calls])).toEqual([
      ['take-http', 5_000],
      ['watch-intake', 5_000],
    ]);
  });
});

describe('intakeLoad', () => {
  it.each([
    { auth: 'secret' as const, logLines: 0, secrets: 1, reads: 0 },
    { auth: 'secret' as const, logLines: 100, secrets: 1, reads: 17_520 },
    { auth: 'iam' as const, logLines: 100, secrets: 0, reads: 0 },
  ])('has a secret where senders show one: $auth, $logLines lines', ({ auth, logLines, secrets, reads }) => {
    expect(quantities(intakeLoad({ ...bare, logLines, intake: { auth } }))).toMatchObject({
      'secret of the senders: secrets': secrets,
      'reading the secret: secretRequests': reads,
    });
  });

  it('asks its queue also when nobody sends', () => {
    const idle = intakeLoad({ ...bare, intake: { auth: 'iam' } });
    expect(functions(idle)).toEqual([]);
    expect(quantities(idle)).toMatchObject({
      'asking the queue of shipped logs, idle or not: sqsRequests': 657_000,
    });
  });
});

describe('searchLoad', () => {
  const shape = { ...bare, events: 1_000_000, matchRate: 0.001, logGroups: 1 };

  it.each([
    { events: 'none' as const, messages: 0, calls: 1_000 },
    { events: 'matched' as const, messages: 3_000, calls: 2_010 },
    // Writes are gathered for 30 seconds: 87,600 times a month.
    { events: 'all' as const, messages: 300_000, calls: 89_600 },
  ])('sends events only where that is wanted: $events', ({ events, messages, calls }) => {
    const load = searchLoad({ ...shape, search: { events } });
    expect(quantities(load)).toMatchObject({ 'messages of the queue of documents: sqsRequests': messages });
    expect(functions(load)).toEqual([['index-search', calls, calls / 2]]);
  });
});

describe('searchLoad with logs', () => {
  it.each([
    { events: 'matched' as const, messages: 3_000 },
    { events: 'all' as const, messages: 300_000 },
  ])('sends errors, or every entry: $events', ({ events, messages }) => {
    const load = searchLoad({ ...bare, logLines: 1_000_000, search: { events } });
    expect(quantities(load)).toMatchObject({ 'messages of the queue of documents: sqsRequests': messages });
  });
});

describe('digestLoad', () => {
  it('is a run, three files and a message a day', () => {
    const load = digestLoad({ ...bare, digest: { keepDays: 90 }, emails: 2, findings: 100 });
    expect(functions(load)).toEqual([['digest', 30, 335]]);
    expect(quantities(load)).toEqual({
      'digests: files: s3Puts': 91,
      'digests: files kept: s3Storage': 0,
      'digests: findings read: dynamoReads': 3_642,
      'digests: marked as sent: dynamoWrites': 61,
      'digests: messages: snsPublishes': 30,
      'digests: by mail: snsEmails': 61,
      'digests: encrypting messages: kmsRequests': 61,
    });
  });
});

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { addCounts } from '#app/triage';
import { appLogging } from '../../test/support/app-logs.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { controlMessage, logsData, packed, sampleRecord } from '../../test/support/shapes.ts';
import { triaging, unreachable } from '../../test/support/triaging.ts';
import { createHandler } from './handler.ts';

const payload = (value: unknown): CloudWatchLogsEvent => ({ awslogs: { data: packed(value) } });
const stop = (n: number) => sampleRecord({ eventID: `11111111-2222-4333-8444-00000000000${n}` });

describe('watch-logs', () => {
  it('makes findings of the records in a payload, alerts pending, and counts a redelivery once', async () => {
    const deps = triaging();
    const handler = createHandler(deps);
    const event = payload(logsData([stop(1), stop(2)]));

    expect(await handler(event)).toMatchObject({ events: 2, matches: 4, created: 2, quarantined: 0 });
    expect(await handler(event)).toMatchObject({ events: 2, created: 0, unchanged: 2 });
    expect((await deps.findings.pendingAlerts(9)).map(({ count }) => count)).toEqual([2, 2]);
  });

  it('gives a record without a time that of its log event', async () => {
    const deps = triaging();
    await createHandler(deps)(payload(logsData([sampleRecord({ eventTime: undefined })])));

    expect(await deps.findings.pendingAlerts(9)).toMatchObject([
      { firstSeen: '2026-03-01T09:00:07Z', timeNote: 'missing' },
      { firstSeen: '2026-03-01T09:00:07Z' },
    ]);
  });

  it('writes its metrics at the end, also when the table is gone', async () => {
    const metrics = notedMetrics();
    const deps = { ...triaging(), metrics };
    const event = payload(logsData([stop(1)]));
    await createHandler(deps)(event);
    const findings = { ...deps.findings, record: unreachable };
    await expect(createHandler({ ...deps, findings })(event)).rejects.toThrow('unreachable');

    expect(metrics.flushed).toHaveLength(2);
    expect(metrics.flushed[0]?.map(([name]) => name).sort()).toEqual([
      ...['EventsMatched', 'EventsRead', 'FindingsHigh', 'FindingsMedium'],
    ]);
  });

  it('takes a probe of the destination for what it is', async () => {
    const deps = triaging();

    expect(await createHandler(deps)(payload(controlMessage))).toEqual(addCounts());
    expect(deps.quarantined).toEqual([]);
  });

  it('puts log events that are no records into quarantine with their place, and takes the others', async () => {
    const deps = triaging();
    const data = logsData([stop(1), stop(2), stop(3)]);
    const [first, second, third] = data.logEvents;
    const logEvents = [first, { ...second, message: '{"eventName": hunter2' }, { ...third, message: 5 }];
    const counts = await createHandler(deps)(payload({ ...data, logEvents }));

    expect(counts).toMatchObject({ events: 1, created: 2, quarantined: 2 });
    expect(deps.quarantined).toEqual([
      {
        source: `${data.logGroup}:${data.logStream}`,
        offset: 2,
        reason: 'a log event without a text message',
        raw: '',
      },
      {
        source: `${data.logGroup}:${data.logStream}`,
        offset: 1,
        reason: 'JSON that is cut off before its end',
        raw: '{"eventName": hunter2',
      },
    ]);
  });

  it.each([
    { name: 'nothing', event: undefined },
    { name: 'an event of another service', event: { Records: [] } },
    { name: 'what is not base64', event: { awslogs: { data: 'hunter2!' } } },
    {
      name: 'damaged gzip',
      event: { awslogs: { data: gzipSync('hunter2').subarray(0, 12).toString('base64') } },
    },
    { name: 'no JSON', event: { awslogs: { data: gzipSync('hunter2').toString('base64') } } },
    { name: 'a message of no known type', event: payload({ messageType: 'hunter2', logEvents: [] }) },
  ])('keeps $name in quarantine, because a retry would not heal it', async ({ event }) => {
    const deps = triaging();
    const counts = await createHandler(deps)(event as unknown as CloudWatchLogsEvent);

    expect(counts).toEqual({ ...addCounts(), quarantined: 1 });
    expect(deps.quarantined).toMatchObject([{ source: 'watch-logs', raw: JSON.stringify(event) ?? '' }]);
    expect(deps.quarantined[0]?.reason).not.toBe('');
    expect(deps.quarantined[0]?.reason + deps.said.join()).not.toContain('hunter2');
    expect(deps.said).toHaveLength(1);
  });

  it('throws when the store cannot be reached, so that AWS delivers the batch again', async () => {
    const deps = triaging();
    const event = payload(logsData([stop(1)]));
    const broken = { ...deps, findings: { ...deps.findings, record: unreachable } };

    await expect(createHandler(broken)(event)).rejects.toThrow('unreachable');
    expect(await createHandler(deps)(event)).toMatchObject({ created: 2 });
  });
});

describe('watch-logs for applications', () => {
  const trail = logsData([stop(1)]);
  const line = '{"level":"error","msg":"no stock for order 7"}';
  const app = (group: string, messages: readonly string[]) =>
    payload({
      ...{ ...trail, logGroup: group, logStream: 's1' },
      logEvents: messages.map((message, n) => ({
        id: `38939${n}`,
        timestamp: 1_772_355_600_000 + n,
        message,
      })),
    });
  const setUp = (watched = true) => {
    const deps = triaging();
    const apps = appLogging({ own: ['/aws/lambda/trailhound-*'] });
    const region = 'eu-central-1';
    const routing = { trailGroups: [trail.logGroup], region, ...(watched ? { deps: apps } : {}) };
    return { deps, apps, handler: createHandler({ ...deps, apps: routing }) };
  };

  it('takes the log groups that are a trail for CloudTrail, and every other one for an application', async () => {
    const { deps, apps, handler } = setUp();

    expect(await handler(payload(trail))).toMatchObject({ events: 1, created: 2 });
    expect(await handler(app('/app/web', [line, '{"level":"info","msg":"fine"}']))).toMatchObject({
      ...{ events: 0, created: 0, quarantined: 0 },
      appLogs: { lines: 2, errors: 1, created: 1 },
    });
    expect(await deps.findings.pendingAlerts(9)).toHaveLength(2);
    expect(apps.findings.all()).toMatchObject([
      { accountId: '123456789012', region: 'eu-central-1', count: 1 },
    ]);
  });

  it('counts a redelivery once', async () => {
    const { apps, handler } = setUp();
    await handler(app('/app/web', [line]));
    await handler(app('/app/web', [line]));

    expect(apps.findings.all()).toMatchObject([{ count: 1 }]);
  });

  it('never watches its own log, whatever is subscribed', async () => {
    const { apps, handler } = setUp();

    expect(await handler(app('/aws/lambda/trailhound-watch-logs', [line]))).toMatchObject({
      appLogs: { refused: 1, errors: 0 },
    });
    expect(apps.findings.all()).toEqual([]);
  });

  it('watches nothing that nobody asked for', async () => {
    const { deps, handler } = setUp(false);

    expect(await handler(app('/app/web', [line]))).toEqual(addCounts());
    expect(deps.said).toHaveLength(1);
  });

  it('throws when the store cannot be reached, so that AWS delivers the batch again', async () => {
    const { deps, apps } = setUp();
    const findings = { ...apps.findings, record: unreachable };
    const routing = { trailGroups: [], region: 'x', deps: { ...apps, findings } };

    await expect(createHandler({ ...deps, apps: routing })(app('/app/web', [line]))).rejects.toThrow(
      'unreachable',
    );
  });
});

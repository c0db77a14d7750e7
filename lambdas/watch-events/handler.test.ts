import { describe, expect, it } from '@jest/globals';
import { addCounts } from '#app/triage';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging, unreachable } from '../../test/support/triaging.ts';
import { createHandler } from './handler.ts';

const envelope = (detail: unknown, changes: object = {}) => ({
  ...{ version: '0', id: '0b1d9f7e-3c55-4d0e-9a42-2a7f6c1e8d90', source: 'aws.cloudtrail' },
  ...{ account: '123456789012', time: '2026-03-01T09:00:07Z', region: 'eu-central-1', resources: [] },
  ...{ 'detail-type': 'AWS API Call via CloudTrail', detail },
  ...changes,
});
const stop = (n: number) => sampleRecord({ eventID: `11111111-2222-4333-8444-00000000000${n}` });

describe('watch-events', () => {
  it('makes findings of an event, alerts pending, and counts a redelivery once', async () => {
    const deps = triaging();
    const handler = createHandler(deps);

    expect(await handler(envelope(stop(1)))).toMatchObject({ events: 1, matches: 2, created: 2 });
    expect(await handler(envelope(stop(1)))).toMatchObject({ events: 1, created: 0, unchanged: 2 });
    expect(await handler(envelope(stop(2)))).toMatchObject({ events: 1, grown: 2, quarantined: 0 });
    expect((await deps.findings.pendingAlerts(9)).map(({ count }) => count)).toEqual([2, 2]);
  });

  it.each([
    'AWS API Call via CloudTrail',
    'AWS Console Sign In via CloudTrail',
    'AWS Console Signin via CloudTrail',
    'AWS Console Action via CloudTrail',
    'AWS Service Event via CloudTrail',
    'AWS Insight via CloudTrail',
    'AWS Network Activity Event via CloudTrail',
  ])('reads an %s', async (type) => {
    const deps = triaging();
    const counts = await createHandler(deps)(envelope(stop(1), { 'detail-type': type }));

    expect(counts).toMatchObject({ events: 1, created: 2, quarantined: 0 });
  });

  it('gives a record without a time that of its envelope', async () => {
    const deps = triaging();
    await createHandler(deps)(envelope(sampleRecord({ eventTime: undefined })));

    expect(await deps.findings.pendingAlerts(9)).toMatchObject([
      { firstSeen: '2026-03-01T09:00:07Z', timeNote: 'missing' },
      { firstSeen: '2026-03-01T09:00:07Z', timeNote: 'missing' },
    ]);
  });

  it.each([
    { name: 'a list', wrap: (events: readonly unknown[]) => events },
    { name: 'a list of texts', wrap: (events: readonly unknown[]) => events.map((e) => JSON.stringify(e)) },
    {
      name: 'messages of a queue',
      wrap: (events: readonly unknown[]) => ({
        Records: events.map((event, n) => ({
          ...{ messageId: `q-${n}`, eventSource: 'aws:sqs', body: JSON.stringify(event) },
        })),
      }),
    },
    {
      name: 'an event of another bus',
      wrap: (events: readonly unknown[]) => envelope({ events }, { 'detail-type': 'forwarded' }),
    },
  ])('reads several events in $name', async ({ wrap }) => {
    const deps = triaging();
    const counts = await createHandler(deps)(wrap([envelope(stop(1)), envelope(stop(2))]));

    expect(counts).toMatchObject({ events: 2, created: 2, quarantined: 0 });
  });

  it('puts what is no event beside others into quarantine, and takes the others', async () => {
    const deps = triaging();
    const counts = await createHandler(deps)([envelope(stop(1)), envelope({}), envelope(stop(2))]);

    expect(counts).toMatchObject({ events: 2, quarantined: 1 });
    expect(deps.quarantined).toMatchObject([
      { source: 'eventbridge', reason: 'an EventBridge event via CloudTrail without a record' },
    ]);
  });

  it.each([
    { name: 'nothing', event: undefined },
    { name: 'an empty object', event: {} },
    { name: 'a text', event: 'hunter2' },
    { name: 'a list of nothing', event: [null] },
    { name: 'an event of another service', event: envelope({}, { 'detail-type': 'GuardDuty Finding' }) },
    { name: 'an event of somebody', event: envelope({ hunter2: 1 }, { 'detail-type': 'hunter2' }) },
    { name: 'an event without its record', event: envelope({ hunter2: 1 }) },
    { name: 'an event with a text', event: envelope('hunter2') },
    { name: 'a hostile region', event: envelope({}, { region: 'hunter2\u001b[2J' }) },
  ])('keeps $name in quarantine, because a retry would not heal it', async ({ event }) => {
    const deps = triaging();
    const counts = await createHandler(deps)(event);

    expect(counts).toEqual({ ...addCounts(), quarantined: 1 });
    expect(deps.quarantined).toMatchObject([
      { source: expect.stringMatching(/^eventbridge(:eu-central-1)?$/), raw: JSON.stringify(event) ?? '' },
    ]);
    expect(deps.quarantined[0]?.reason).not.toBe('');
    expect(deps.quarantined[0]?.reason + deps.said.join()).not.toContain('hunter2');
    expect(deps.said).toHaveLength(1);
  });

  it('throws when the store cannot be reached, so that AWS delivers the event again', async () => {
    const deps = triaging();
    const broken = { ...deps, findings: { ...deps.findings, record: unreachable } };

    await expect(createHandler(broken)(envelope(stop(1)))).rejects.toThrow('unreachable');
    expect(await createHandler(deps)(envelope(stop(1)))).toMatchObject({ created: 2 });
  });
});

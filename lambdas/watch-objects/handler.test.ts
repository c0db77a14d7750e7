import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { type MemoryObject, memoryObjectReader } from '#adapters/local/memory-object-reader';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging, unreachable } from '../../test/support/triaging.ts';
import { createHandler, type WatchObjectsDeps } from './handler.ts';

const SOON = { getRemainingTimeInMillis: () => 60_000 };
const stop = (n: number) => sampleRecord({ eventID: `11111111-2222-4333-8444-00000000000${n}` });
const logFile = (n: number) => gzipSync(JSON.stringify({ Records: [stop(n)] }));
const put = (...keys: readonly string[]) => ({
  Records: keys.map((key) => ({
    ...{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
    s3: { bucket: { name: 'trail' }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
  })),
});
const queue = (...bodies: readonly unknown[]) =>
  ({
    Records: bodies.map((body, n) => ({
      ...{ messageId: `m${n}`, receiptHandle: 'h', eventSource: 'aws:sqs' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  }) as unknown as SQSEvent;
const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

function watching(objects: Readonly<Record<string, MemoryObject>>) {
  const all = new Map(Object.entries(objects).map(([key, object]) => [`s3://trail/${key}`, object]));
  return {
    ...triaging(),
    reader: memoryObjectReader(all),
    ...{ objectsAtOnce: 2, batch: { records: 100, bytes: 1_000_000 }, stopMarginMs: 5_000 },
  };
}

const countOf = async ({ findings }: WatchObjectsDeps) =>
  (await findings.pendingAlerts(9)).map(({ count }) => count);

describe('watch-objects', () => {
  it('makes findings of the objects that messages name, and counts a redelivery once', async () => {
    const deps = watching({ 'März 1/a+b.json.gz': logFile(1), b: logFile(2) });
    const handler = createHandler(deps);
    const event = queue(put('März 1/a+b.json.gz'), put('b'));

    expect(await handler(event, SOON)).toEqual(failures());
    expect(await handler(event, SOON)).toEqual(failures());
    expect(await countOf(deps)).toEqual([2, 2]);
    expect(deps.quarantined).toEqual([]);
  });

  it('has only the messages delivered again whose objects cannot be read', async () => {
    const deps = watching({ a: logFile(1), b: { bytes: logFile(2), breaksAfter: 50 }, c: logFile(3) });
    const answer = await createHandler(deps)(queue(put('a', 'b'), put('b'), put('c')), SOON);

    expect(answer).toEqual(failures('m0', 'm1'));
    expect(await countOf(deps)).toEqual([2, 2]);
  });

  it('is done with probes, deletions and what it cannot understand, and keeps the latter', async () => {
    const deps = watching({ a: logFile(1) });
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail' };
    const gone = { Records: [{ eventName: 'ObjectRemoved:Delete', s3: {} }] };
    const event = queue(test, gone, '{"hunter2', { hunter2: 1 }, put('a'));

    expect(await createHandler(deps)(event, SOON)).toEqual(failures());
    expect(await countOf(deps)).toEqual([1, 1]);
    expect(deps.quarantined).toMatchObject([
      { source: 'watch-objects', raw: '{"hunter2' },
      { source: 'watch-objects', raw: '{"hunter2":1}' },
    ]);
    expect(deps.said.join() + deps.quarantined.map(({ reason }) => reason).join()).not.toContain('hunter2');
  });

  it('keeps a message once, wherever in a batch it is delivered again', async () => {
    const deps = watching({ a: logFile(1) });
    const broken = { Records: [...put('a').Records, { eventName: 'ObjectCreated:Put' }] };
    await createHandler(deps)(queue(broken), SOON);
    await createHandler(deps)(queue(put('a'), broken), SOON);

    // Its place is part of an input's identity in quarantine.
    expect(
      new Set(deps.quarantined.map(({ source, offset, raw }) => [source, offset, raw].join())).size,
    ).toBe(1);
  });

  it('reads the sound objects of a message that names a broken one, and keeps the message', async () => {
    const deps = watching({ a: logFile(1) });
    const both = { Records: [...put('a').Records, { s3: { object: {} }, eventName: 'ObjectCreated:Put' }] };

    expect(await createHandler(deps)(queue(both), SOON)).toEqual(failures());
    expect(await countOf(deps)).toEqual([1, 1]);
    expect(deps.quarantined).toMatchObject([{ source: 'watch-objects', offset: 0 }]);
  });

  it.each([
    { name: 'nothing', event: undefined },
    { name: 'an event of another kind', event: { awslogs: { data: 'x' } } },
    { name: 'a message without a body', event: { Records: [{ messageId: 'm' }] } },
    { name: 'a message without an id', event: { Records: [{ body: '{}' }] } },
    { name: 'a hole in the batch', event: { Records: [null] } },
  ])('keeps $name in quarantine', async ({ event }) => {
    const deps = watching({});

    expect(await createHandler(deps)(event as unknown as SQSEvent, SOON)).toEqual(failures());
    expect(deps.quarantined).toMatchObject([{ source: 'watch-objects', reason: 'no message of a queue' }]);
  });

  it('begins nothing when no time is left', async () => {
    const deps = watching({ a: logFile(1) });
    const context = { getRemainingTimeInMillis: () => 4_000 };

    expect(await createHandler(deps)(queue(put('a')), context)).toEqual(failures('m0'));
    expect(await countOf(deps)).toEqual([]);
  });

  it('throws when the quarantine cannot be written, so that all messages come again', async () => {
    const deps = { ...watching({ a: logFile(1) }), quarantine: { put: unreachable } };

    await expect(createHandler(deps)(queue('{', put('a')), SOON)).rejects.toThrow('unreachable');
  });
});

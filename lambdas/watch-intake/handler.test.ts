import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { inflate } from '#adapters/codec/inflate';
import { queueMessages } from '#app/intake/queue-messages';
import type { ShippedStream } from '#app/intake/shipped-lines';
import { epochMs } from '#core/time';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging } from '../../test/support/triaging.ts';
import { createHandler } from './handler.ts';

const AT = epochMs(1_767_225_600_000);
const shipped = (key: string, record: Record<string, unknown>) => ({ tag: 'app', at: AT, key, record });
const stop = (n: number) =>
  shipped(`k${n}`, sampleRecord({ eventID: `11111111-2222-4333-8444-00000000000${n}` }));
const line = (log: string, more: object = {}) => shipped(log, { log, ...more });
const message = (...records: readonly ReturnType<typeof shipped>[]) =>
  queueMessages(records, (text) => gzipSync(text).toString('base64'), 200_000).bodies[0] ?? '';
const queue = (...bodies: readonly unknown[]) =>
  ({
    Records: bodies.map((body, n) => ({
      ...{ messageId: `m${n}`, body },
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:intake',
    })),
  }) as unknown as SQSEvent;
const failures = (...ids: readonly string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

function watching(breaksAt?: string) {
  const base = triaging();
  const streams: ShippedStream[] = [];
  const accounts = new Set<string>();
  const deps = {
    triage: base,
    inflate,
    watchLines: async (given: readonly ShippedStream[], accountId: string) => {
      accounts.add(accountId);
      if (given.some(({ lines }) => lines.some(({ text }) => text === breaksAt))) throw new Error('store');
      streams.push(...given);
    },
  };
  const counts = async () => (await base.findings.pendingAlerts(9)).map(({ count }) => count);
  return { handler: createHandler(deps), streams, accounts, counts, quarantined: base.quarantined };
}

describe('watch-intake', () => {
  it('triages records of CloudTrail, and watches the lines of everything else', async () => {
    const { handler, streams, accounts, counts } = watching();
    const wrapped = shipped('w', { log: JSON.stringify(stop(2).record), container_name: 'web' });
    const event = queue(message(stop(1), line('boom\n', { container_name: 'web' })), message(wrapped));
    expect(await handler(event)).toEqual(failures());
    expect(await handler(event)).toEqual(failures());
    expect(await counts()).toEqual([2, 2]);
    expect([...accounts]).toEqual(['123456789012']);
    expect(streams[0]).toEqual({
      ...{ group: 'app', stream: 'web' },
      lines: [{ text: 'boom', at: AT, key: 'boom\n', place: 1 }],
    });
  });

  it('has only the message delivered again that can not be stored', async () => {
    const { handler, streams } = watching('bad');
    expect(await handler(queue(message(line('a')), message(line('bad')), message(line('b'))))).toEqual(
      failures('m1'),
    );
    expect(streams.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual(['a', 'b']);
  });

  it('keeps in quarantine what is no message of ours, and goes on', async () => {
    const { handler, quarantined, counts } = watching();
    expect(await handler(queue('{"hunter2', '{"v":1}', 7, message(stop(1))))).toEqual(failures());
    expect(quarantined).toHaveLength(3);
    expect(quarantined.map(({ reason }) => reason).join()).not.toContain('hunter2');
    expect(await counts()).toEqual([1, 1]);
  });
});

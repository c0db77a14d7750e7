import { type SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { SearchDocument } from '#core/search/document';
import { documentsOf } from '#core/search/queue-message';
import { quietLog } from '../../../test/support/quiet-log.ts';
import { sqsSearchQueue } from './sqs-search-queue.ts';

const document = (n: number, bytes = 100): SearchDocument => ({
  ...{ id: `e-${n}`, index: 'events' },
  body: { '@timestamp': '2026-03-01T09:00:00Z', message: 'x'.repeat(bytes) },
});

/** A client whose requests are looked at and answered here. */
function desk(answer: (command: SendMessageBatchCommand, nth: number) => object | Error) {
  const sent: { ids: string[]; bytes: number; messages: number }[] = [];
  const said: unknown[] = [];
  const log = { ...quietLog, error: (_text: string, _fields?: unknown, cause?: unknown) => said.push(cause) };
  const client = new SQSClient({ region: 'eu-west-1' });
  client.send = (async (command: SendMessageBatchCommand) => {
    const bodies = (command.input.Entries ?? []).map(({ MessageBody = '' }) => MessageBody);
    const ids = bodies.flatMap((body) => {
      const read = documentsOf(body);
      return read.ok ? read.value.map(({ id }) => id) : ['unreadable'];
    });
    sent.push({ ids, bytes: Buffer.byteLength(bodies.join('')), messages: bodies.length });
    const given = answer(command, sent.length);
    if (given instanceof Error) throw given;
    return given;
  }) as typeof client.send;
  return {
    queue: sqsSearchQueue({ client, queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/q', log }),
    sent,
    said,
  };
}

describe('the queue of the search server', () => {
  it.each([
    { name: 'many small ones', documents: Array.from({ length: 1_201 }, (_, n) => document(n)) },
    { name: 'few large ones', documents: Array.from({ length: 20 }, (_, n) => document(n, 60_000)) },
  ])('takes $name in requests that SQS takes, each document once', async ({ documents }) => {
    const { queue, sent } = desk(() => ({}));

    expect(await queue.send(documents)).toEqual({ failed: 0 });
    expect(sent.flatMap(({ ids }) => ids).sort()).toEqual(documents.map(({ id }) => id).sort());
    expect(sent.every(({ bytes, messages }) => bytes <= 262_144 && messages <= 10)).toBe(true);
  });

  it('counts the documents of messages and requests that are not taken, and says why', async () => {
    const documents = Array.from({ length: 600 }, (_, n) => document(n));
    const { queue, said } = desk((_, nth) =>
      nth === 1 ? { Failed: [{ Id: '0' }, { Id: '2' }] } : new Error('throttled'),
    );

    expect(await queue.send(documents)).toEqual({ failed: 100 + 100 });
    expect(said).toEqual([new Error('throttled')]);
  });

  it('does not ask for nothing', async () => {
    const { queue, sent } = desk(() => ({}));
    expect(await queue.send([])).toEqual({ failed: 0 });
    expect(sent).toEqual([]);
  });
});

import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { grouped } from '#core/grouped';
import type { SearchDocument } from '#core/search/document';
import { messageOf } from '#core/search/queue-message';
import type { Log } from '#ports/log';
import type { SearchQueue } from '#ports/search-queue';

/** A request of SQS holds at most ten messages, and 256 KiB with all of them (Amazon SQS quotas; more where an account has asked for it). */
const REQUEST = { items: 10, bytes: 250_000 } as const;
/** Of one message: what is written again if it comes back. */
const MESSAGE = { items: 50, bytes: 100_000 } as const;
/** Requests under way at once. */
const AT_ONCE = 4;

export interface SqsSearchQueueDeps {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
}

/** Hands documents over in messages of an SQS queue. Needs `sqs:SendMessage` on it. */
export function sqsSearchQueue(deps: SqsSearchQueueDeps): SearchQueue {
  return {
    send: async (documents) => {
      const messages = grouped(documents.map(sized), ({ bytes }) => bytes, MESSAGE);
      const requests = grouped(messages, bytesOf, REQUEST);
      let failed = 0;
      for (let at = 0; at < requests.length; at += AT_ONCE) {
        const sent = await Promise.all(requests.slice(at, at + AT_ONCE).map((one) => sendOne(one, deps)));
        failed += sent.reduce((sum, one) => sum + one, 0);
      }
      return { failed };
    },
  };
}

/** Answers how many documents were not taken: whole messages may fail inside a request that succeeds. */
async function sendOne(
  messages: readonly (readonly SizedDocument[])[],
  { client, queueUrl, log }: SqsSearchQueueDeps,
): Promise<number> {
  const count = (ids: readonly number[]): number =>
    ids.reduce((sum, id) => sum + (messages[id]?.length ?? 0), 0);
  try {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, index) => ({
          Id: String(index),
          MessageBody: messageOf(message.map(({ document }) => document)),
        })),
      }),
    );
    return count(Failed.map(({ Id }) => Number(Id)));
  } catch (cause) {
    // After the SDK's own retries; the caller says how much is missing.
    log.error('the queue of the search server did not take a request', {}, cause);
    return count(messages.map((_, index) => index));
  }
}

interface SizedDocument {
  readonly document: SearchDocument;
  readonly bytes: number;
}

const sized = (document: SearchDocument): SizedDocument => ({
  document,
  bytes: Buffer.byteLength(JSON.stringify(document)),
});

const bytesOf = (message: readonly SizedDocument[]): number =>
  message.reduce((sum, { bytes }) => sum + bytes, 0);

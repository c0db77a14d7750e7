import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SearchDocument } from '#core/search/document';
import { messageOf } from '#core/search/queue-message';
import type { Log } from '#ports/log';
import type { SearchQueue } from '#ports/search-queue';

/** A request of SQS holds at most ten messages, and 256 KiB with all of them (Amazon SQS quotas; more where an account has asked for it). */
const MESSAGES = 10;
const REQUEST_BYTES = 250_000;
/** Of one message: what is written again if it comes back. */
const MESSAGE_DOCUMENTS = 50;
const MESSAGE_BYTES = 100_000;
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
      const requests = grouped(
        grouped(documents, sizeOf, MESSAGE_DOCUMENTS, MESSAGE_BYTES),
        sizeOfAll,
        MESSAGES,
        REQUEST_BYTES,
      );
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
  messages: readonly (readonly SearchDocument[])[],
  { client, queueUrl, log }: SqsSearchQueueDeps,
): Promise<number> {
  const count = (ids: readonly number[]): number =>
    ids.reduce((sum, id) => sum + (messages[id]?.length ?? 0), 0);
  try {
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, index) => ({ Id: String(index), MessageBody: messageOf(message) })),
      }),
    );
    return count(Failed.map(({ Id }) => Number(Id)));
  } catch (cause) {
    // After the SDK's own retries; the caller says how much is missing.
    log.error('the queue of the search server did not take a request', {}, cause);
    return count(messages.map((_, index) => index));
  }
}

const sizeOf = (document: SearchDocument): number => Buffer.byteLength(JSON.stringify(document));
const sizeOfAll = (documents: readonly SearchDocument[]): number =>
  documents.reduce((sum, document) => sum + sizeOf(document), 0);

/** Puts neighbours together as long as neither number nor size is exceeded; what is too large alone goes alone. */
function grouped<T>(
  items: readonly T[],
  size: (item: T) => number,
  mostItems: number,
  mostBytes: number,
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const more = size(item);
    const last = groups.at(-1);
    if (last && last.length < mostItems && bytes + more <= mostBytes) {
      last.push(item);
      bytes += more;
    } else {
      groups.push([item]);
      bytes = more;
    }
  }
  return groups;
}

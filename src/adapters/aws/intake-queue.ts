import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TrailhoundError } from '#core/errors';
import { grouped } from '#core/grouped';
import type { Clock } from '#ports/clock';
import type { IntakeQueue } from '#ports/intake-queue';

/** SQS Developer Guide, "Message quotas": ten messages a request, and 256 KB for all of them where nobody raised it. */
const MOST_MESSAGES = 10;
export const MAX_MESSAGE_BYTES = 262_144;
const TRIES = 4;
const FIRST_WAIT_MS = 100;

/** Requests that are under way at once. */
const AT_ONCE = 4;

/** Sends to an SQS queue; what a request left out is sent again. Needs `sqs:SendMessage` on it. */
export function sqsIntakeQueue({
  sqs,
  queueUrl,
  clock,
}: {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly clock: Pick<Clock, 'sleep'>;
}): IntakeQueue {
  const sendAll = async (bodies: readonly string[]): Promise<void> => {
    let left = bodies;
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === TRIES) throw new Error(`${left.length} messages were refused ${TRIES} times`);
      if (tries > 0) await clock.sleep(FIRST_WAIT_MS * 2 ** tries);
      left = await sendOnce(left);
    }
  };
  const sendOnce = async (bodies: readonly string[]): Promise<readonly string[]> => {
    const Entries = bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const failed = new Set(Failed.map(({ Id }) => Id));
    return bodies.filter((_, at) => failed.has(String(at)));
  };
  return {
    send: async (bodies) => {
      const most = { items: MOST_MESSAGES, bytes: MAX_MESSAGE_BYTES };
      const batches = grouped(bodies, (body) => Buffer.byteLength(body), most);
      try {
        for (let at = 0; at < batches.length; at += AT_ONCE)
          await Promise.all(batches.slice(at, at + AT_ONCE).map(sendAll));
      } catch (cause) {
        throw new TrailhoundError('TH_INTAKE_WRITE', `${queueUrl}: not all messages were taken`, { cause });
      }
    },
  };
}

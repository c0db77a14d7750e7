import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readNotification } from '#adapters/aws/s3-notification';
import { flushAfter } from '#app/flush-after';
import { type ObjectMessage, type ReadObjectsDeps, readObjects } from '#app/read-objects';
import { isObject } from '#core/field-text';
import { epochMs } from '#core/time';
import type { QuarantinedInput } from '#ports/quarantine';

/** What the handler needs: the use case's dependencies and its share of the function's time. */
export interface WatchObjectsDeps extends ReadObjectsDeps {
  /** Kept of the time limit for the last batch of the objects in work. */
  readonly stopMarginMs: number;
}

/** No object is begun in the last quarter of the time: it would hardly be read to its end. */
const BEGINNING = 0.75;

/**
 * Notifications of a log bucket, from a queue -> findings with their alerts pending.
 *
 * Answers which messages are to be delivered again (Lambda Developer Guide: partial batch responses); needs
 * `ReportBatchItemFailures` on the event source, or they are lost. Messages that can't be understood go to quarantine
 * and are done with. Throws only when the quarantine itself cannot be written: then all of them come again.
 */
export const createHandler = (deps: WatchObjectsDeps) =>
  flushAfter(deps.metrics, async (event: SQSEvent, context: TimeLeft): Promise<SQSBatchResponse> => {
    const now = deps.clock.now();
    const left = Math.max(0, context.getRemainingTimeInMillis() - deps.stopMarginMs);
    const { messages, faults } = decode(event);
    if (faults.length > 0) {
      await deps.quarantine.put(faults);
      deps.log.warn('messages in quarantine', { messages: faults.length, first: faults[0]?.reason });
    }
    const time = { begin: epochMs(now + left * BEGINNING), end: epochMs(now + left) };
    const { failed, counts, objects } = await readObjects(messages, time, deps);
    deps.log.info('objects read', { objects, failed: failed.length, events: counts.events });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });

type TimeLeft = Pick<Context, 'getRemainingTimeInMillis'>;

interface Decoded {
  readonly messages: readonly ObjectMessage[];
  readonly faults: readonly QuarantinedInput[];
}

function decode(event: unknown): Decoded {
  const records = isObject(event) ? event.Records : undefined;
  if (!Array.isArray(records)) return { messages: [], faults: [undecodable(event)] };
  const decoded = records.map((message) => decodeMessage(message));
  return {
    messages: decoded.flatMap(({ messages }) => messages),
    faults: decoded.flatMap(({ faults }) => faults),
  };
}

function decodeMessage(message: unknown): Decoded {
  if (!isObject(message) || typeof message.body !== 'string' || typeof message.messageId !== 'string')
    return { messages: [], faults: [undecodable(message)] };
  const { messageId, body } = message;
  const { objects, faults } = readNotification(body);
  return {
    messages: [{ id: messageId, objects }],
    faults: faults.length === 0 ? [] : [{ ...PLACE, reason: [...new Set(faults)].join('; '), raw: body }],
  };
}

/** Not where in its batch a message lay: it comes again in another one, and is to be kept once. */
const PLACE = { source: 'watch-objects', offset: 0 } as const;

const undecodable = (value: unknown): QuarantinedInput => ({
  ...{ ...PLACE, reason: 'no message of a queue' },
  raw: JSON.stringify(value) ?? '',
});

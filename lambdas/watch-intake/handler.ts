import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { flushAfter } from '#app/flush-after';
import { readQueueMessage } from '#app/intake/queue-messages';
import type { ShippedStream } from '#app/intake/shipped-lines';
import { type TakeRecordsDeps, takeRecords } from '#app/intake/take-records';
import { isObject } from '#core/field-text';
import type { ShippedRecord } from '#ports/intake';
import type { QuarantinedInput } from '#ports/quarantine';

export interface WatchIntakeDeps extends Omit<TakeRecordsDeps, 'watchLines'> {
  /** Looks for errors in the lines of logs, which are taken for those of the account that the queue is in. */
  readonly watchLines: (streams: readonly ShippedStream[], accountId: string) => Promise<void>;
}

/**
 * Records of the HTTP intake, from a queue -> findings with their alerts pending.
 *
 * Answers which messages are to be delivered again (Lambda Developer Guide: partial batch responses); needs
 * `ReportBatchItemFailures` on the event source. Messages that can't be understood go to quarantine and are done with.
 * Throws only when the quarantine itself can't be written: then all of them come again.
 */
export const createHandler = ({ watchLines, ...rest }: WatchIntakeDeps) =>
  flushAfter(rest.triage.metrics, async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const accountId = accountOf(event);
    const deps: TakeRecordsDeps = { ...rest, watchLines: (streams) => watchLines(streams, accountId) };
    const { log, quarantine } = deps.triage;
    const { messages, faults } = decode(event, deps);
    if (faults.length > 0) {
      await quarantine.put(faults);
      log.warn('messages in quarantine', { messages: faults.length, first: faults[0]?.reason });
    }
    const failed = await takeAll(messages, deps);
    log.info('intake read', { messages: messages.length, failed: failed.length });
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });

/** From the queue's ARN: `arn:aws:sqs:REGION:ACCOUNT:NAME`. */
function accountOf(event: SQSEvent): string {
  const arn: unknown = event?.Records?.[0]?.eventSourceARN;
  return (typeof arn === 'string' ? arn.split(':')[4] : undefined) ?? '';
}

interface Message {
  readonly id: string;
  readonly records: readonly ShippedRecord[];
}

/** All at once costs the fewest writes; where that fails, each alone, so that one does not hold up the others. */
async function takeAll(messages: readonly Message[], deps: TakeRecordsDeps): Promise<readonly string[]> {
  try {
    await takeRecords(
      messages.flatMap(({ records }) => records),
      deps,
    );
    return [];
  } catch (cause) {
    deps.triage.log.warn('a batch could not be stored as a whole', { messages: messages.length });
    if (messages.length <= 1) return failedWith(messages, cause, deps);
  }
  const failed: string[] = [];
  for (const message of messages) {
    try {
      await takeRecords(message.records, deps);
    } catch (cause) {
      failed.push(...failedWith([message], cause, deps));
    }
  }
  return failed;
}

function failedWith(messages: readonly Message[], cause: unknown, { triage }: TakeRecordsDeps): string[] {
  triage.log.error('a message could not be stored, and comes again', { messages: messages.length }, cause);
  return messages.map(({ id }) => id);
}

/** Not where in its batch a message lay: it comes again in another one, and is to be kept once. */
const PLACE = { source: 'watch-intake', offset: 0 } as const;

function decode(
  event: unknown,
  { inflate }: TakeRecordsDeps,
): { readonly messages: readonly Message[]; readonly faults: readonly QuarantinedInput[] } {
  const given =
    isObject(event) && Array.isArray(event.Records) ? (event.Records as readonly unknown[]) : [event];
  const messages: Message[] = [];
  const faults: QuarantinedInput[] = [];
  for (const message of given) {
    if (!isObject(message) || typeof message.body !== 'string' || typeof message.messageId !== 'string') {
      faults.push({ ...PLACE, reason: 'no message of a queue', raw: JSON.stringify(message) ?? '' });
      continue;
    }
    const records = readQueueMessage(message.body, inflate);
    if (records.ok) messages.push({ id: message.messageId, records: records.value });
    else faults.push({ ...PLACE, reason: records.error, raw: message.body });
  }
  return { messages, faults };
}

import type { ShippedRecord } from '#ports/intake';
import type { IntakeQueue } from '#ports/intake-queue';
import type { Log } from '#ports/log';
import type { Quarantine } from '#ports/quarantine';
import { type Deflate, queueMessages } from './queue-messages.ts';

export interface QueueRecordsDeps {
  readonly queue: IntakeQueue;
  readonly quarantine: Quarantine;
  readonly deflate: Deflate;
  readonly log: Log;
  /** Bytes of one message. */
  readonly maxMessageBytes: number;
}

/**
 * Puts records into the queue; one that no message can hold goes to quarantine. Resolves when all are kept, one way or the
 * other; rejects when they are not, and the same records may come again.
 */
export async function queueRecords(records: readonly ShippedRecord[], deps: QueueRecordsDeps): Promise<void> {
  const { bodies, tooLarge } = queueMessages(records, deps.deflate, deps.maxMessageBytes);
  if (tooLarge.length > 0) {
    const reason = `a record larger than a message of the queue: ${deps.maxMessageBytes} bytes packed (limit)`;
    await deps.quarantine.put(
      tooLarge.map(({ tag, key, record }) => ({
        ...{ source: `intake:${tag}:${key}`, offset: 0, reason },
        raw: JSON.stringify(record),
      })),
    );
    deps.log.warn('records in quarantine', { records: tooLarge.length, first: reason });
  }
  await deps.queue.send(bodies);
}

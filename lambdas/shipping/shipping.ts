import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsSearchQueue } from '#adapters/search/sqs-search-queue';
import { shipEvents } from '#app/search/ship-events';
import type { ShipBatch } from '#app/triage';
import type { Log } from '#ports/log';

/** What this module exports; it is built apart from the functions, and lies beside those that hand events over. */
export interface Shipping {
  readonly shipTo: typeof shipTo;
}

export interface ShippingProps {
  readonly choice: 'matched' | 'all';
  readonly queueUrl: string;
  readonly log: Log;
}

/** Hands events of a batch to the queue of the search server. Never rejects: see `shipEvents`. */
export function shipTo({ choice, queueUrl, log }: ShippingProps): ShipBatch {
  const queue = sqsSearchQueue({ client: new SQSClient({ maxAttempts: 4 }), queueUrl });
  return async (batch, matches, now) => {
    await shipEvents(batch, matches, now, { choice, queue, log });
  };
}

import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsSearchQueue } from '#adapters/search/sqs-search-queue';
import type { ShipEntries } from '#app/logs/app-log-deps';
import { shipEntries } from '#app/search/ship-entries';
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

/** Hands events and log entries to the queue of the search server. Never rejects: see `shipEvents`. */
export function shipTo({ choice, queueUrl, log }: ShippingProps): {
  readonly events: ShipBatch;
  readonly entries: ShipEntries;
} {
  const deps = {
    choice,
    log,
    queue: sqsSearchQueue({ client: new SQSClient({ maxAttempts: 4 }), queueUrl, log }),
  };
  return {
    events: async (batch, matches, now) => {
      await shipEvents(batch, matches, now, deps);
    },
    entries: async (entries, now) => {
      await shipEntries(entries, now, deps);
    },
  };
}

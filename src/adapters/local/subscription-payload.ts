import { gzipSync } from 'node:zlib';
import type { CloudTrailRecord } from '#core/event';
import { type EpochMs, parseTime } from '#core/time';

/** Where the records of a payload claim to come from. */
export interface SubscriptionOrigin {
  readonly accountId: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/** A record with the time that its carrier gave it. */
export interface CarriedRecord {
  readonly record: CloudTrailRecord;
  readonly fallbackTime?: EpochMs;
}

/**
 * Packs records as CloudWatch Logs hands them to a subscribed function: base64 of gzip of a `DATA_MESSAGE`, one log
 * event a record (CloudWatch Logs User Guide, "Subscription filters"). A log event's time is that of the record.
 */
export function subscriptionPayload(
  records: readonly CarriedRecord[],
  { accountId, logGroup, logStream }: SubscriptionOrigin,
): { readonly awslogs: { readonly data: string } } {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: accountId,
    logGroup,
    logStream,
    subscriptionFilters: ['trailhound'],
    logEvents: records.map(({ record, fallbackTime }, index) => ({
      id: String(index),
      timestamp: parseTime(record['eventTime']) ?? fallbackTime ?? 0,
      message: JSON.stringify(record),
    })),
  };
  // Speed before size: the payload only crosses a function call.
  return { awslogs: { data: gzipSync(JSON.stringify(message), { level: 1 }).toString('base64') } };
}

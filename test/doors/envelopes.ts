import type { SQSEvent } from 'aws-lambda';
import type { CarriedRecord } from '#adapters/local/subscription-payload';
import { isoFromMs } from '#core/time';
import { NOW } from './door-events.ts';

/** An event as a rule of EventBridge hands it over. Only records without a time of their own are affected by `time`. */
export const eventEnvelope = ({ record, fallbackTime }: CarriedRecord) => ({
  ...{ version: '0', id: 'e', source: 'aws.any', account: '123456789012', resources: [] },
  ...{ time: isoFromMs(fallbackTime ?? NOW), region: 'eu-central-1' },
  'detail-type':
    record['eventName'] === 'ConsoleLogin'
      ? 'AWS Console Sign In via CloudTrail'
      : 'AWS API Call via CloudTrail',
  detail: record,
});

const encoded = (key: string): string =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
const direct = (key: string) => ({
  Records: [
    {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
      s3: { bucket: { name: 'trail' }, object: { key: encoded(key) } },
    },
  ],
});
const ANNOUNCEMENTS: readonly ((key: string) => unknown)[] = [
  direct,
  (key) => ({ Type: 'Notification', MessageId: 'm', Message: JSON.stringify(direct(key)) }),
  (key) => ({
    ...{ version: '0', source: 'aws.s3', 'detail-type': 'Object Created' },
    detail: { bucket: { name: 'trail' }, object: { key } },
  }),
  (key) => ({
    Type: 'Notification',
    Message: JSON.stringify({ s3Bucket: 'trail', s3ObjectKey: [key] }),
  }),
];

/** Messages of a queue that announce objects of the bucket `trail`, each in another way. */
export const objectMessages = (keys: readonly string[]): SQSEvent =>
  ({
    Records: keys.map((key, n) => ({
      ...{ messageId: `m${n}`, receiptHandle: 'h', eventSource: 'aws:sqs' },
      body: JSON.stringify(ANNOUNCEMENTS[n % ANNOUNCEMENTS.length]?.(key)),
    })),
  }) as unknown as SQSEvent;

import type { CloudTrailRecord } from './event.ts';
import { isObject } from './field-text.ts';

/** Fields of a record's envelope (CloudTrail User Guide: record contents); samples and pipelines leave some out. */
export const ENVELOPE_FIELDS: readonly string[] = [
  'eventVersion',
  'eventSource',
  'eventName',
  'eventTime',
  'awsRegion',
  'eventType',
  'eventID',
  'userIdentity',
  'recipientAccountId',
];

/** Fields of the envelope that make an object a record. */
export const RECORD_FIELDS = 2;

/**
 * Tells whether a value is a CloudTrail record: an object with at least two fields of the envelope, whatever they
 * hold. Insight records are records. Notifications of S3, SQS and DynamoDB have some of the same fields; what gives
 * them away is an `eventSource` that begins with `aws:`.
 */
export function isRecord(value: unknown, fieldsWanted = RECORD_FIELDS): value is CloudTrailRecord {
  return (
    isObject(value) &&
    hasEnvelope(value, fieldsWanted) &&
    sourceOfNotification(value) === undefined &&
    !isOwnOutput(value)
  );
}

/** What `scan` prints of a match or a finding, kept beside the logs it is about. */
export const isOwnOutput = (value: { readonly [field: string]: unknown }): boolean =>
  Object.hasOwn(value, OWN_FIELD) && Object.hasOwn(value, 'ruleId');
/** No record has it. */
export const OWN_FIELD = 'ruleTitle';

/** `aws:s3`, `aws:sqs` and the like: what Lambda writes into the elements of its own `Records` lists. */
export function sourceOfNotification(value: { readonly [field: string]: unknown }): string | undefined {
  const source = value.eventSource ?? value.EventSource;
  return typeof source === 'string' && /^aws:[a-z0-9-]{1,32}$/.test(source) ? source : undefined;
}

function hasEnvelope(value: object, wanted: number): boolean {
  let found = 0;
  for (const field of ENVELOPE_FIELDS) {
    if (Object.hasOwn(value, field)) found += 1;
    if (found >= wanted) return true;
  }
  return false;
}

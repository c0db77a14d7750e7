import { sourceOfNotification } from './record-shape.ts';

/**
 * Names what an object is that is known to hold no event: `digest`, `control message`, `S3 notification` and so on.
 *
 * `undefined` for everything else, which may still wrap a record.
 */
export function kindWithoutEvents(value: { readonly [field: string]: unknown }): string | undefined {
  if (value.digestStartTime !== undefined || value.digestS3Object !== undefined) return 'digest';
  if (isControlMessage(value)) return 'control message';
  if (value.Event === 's3:TestEvent') return 'S3 test event';
  if (value.Type === 'SubscriptionConfirmation' || value.Type === 'UnsubscribeConfirmation')
    return 'SNS confirmation';
  const source = sourceOfNotification(value);
  if (source === 'aws:s3') return 'S3 notification';
  return source === undefined || WRAPPING_SOURCES.has(source) ? undefined : `${source} event`;
}

/** Sources whose notifications carry a payload of somebody else. */
const WRAPPING_SOURCES = new Set(['aws:sqs', 'aws:sns', 'aws:kinesis']);

/** CloudWatch Logs probes its destination with these (User Guide: subscription filters). */
function isControlMessage(value: { readonly [field: string]: unknown }): boolean {
  if (typeof value.message === 'string') return value.message.startsWith('CWL CONTROL MESSAGE');
  return value.messageType === 'CONTROL_MESSAGE';
}

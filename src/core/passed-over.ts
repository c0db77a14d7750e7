import { isOwnOutput, sourceOfNotification } from './record-shape.ts';

/**
 * Names what an object is that is known to hold no event: `digest`, `control message`, `S3 notification` and so on.
 *
 * `undefined` for everything else, which may still wrap a record.
 */
export function kindWithoutEvents(value: { readonly [field: string]: unknown }): string | undefined {
  if (value.digestStartTime !== undefined || value.digestS3Object !== undefined) return 'digest';
  if (isControlMessage(value)) return 'control message';
  if (isOwnOutput(value)) return 'output of Trailhound';
  if (value.Event === 's3:TestEvent') return 'S3 test event';
  if (value.Type === 'SubscriptionConfirmation' || value.Type === 'UnsubscribeConfirmation')
    return 'SNS confirmation';
  const source = sourceOfNotification(value);
  if (source === 'aws:s3') return 'S3 notification';
  if (source === undefined || WRAPPING_SOURCES.has(source)) return undefined;
  return NOTIFYING_SOURCES.has(source) ? `${source} event` : 'other AWS notification';
}

/**
 * Names an EventBridge event that holds no record. Whoever may put events on a bus chooses their `detail-type`, so only
 * known ones are repeated: a sum over kinds must stay short, and quotes nobody.
 */
export const kindOfEventBridge = (detailType: unknown): string =>
  typeof detailType === 'string' && DETAIL_TYPES.has(detailType) ? detailType : 'other EventBridge event';

/** Of services whose events often lie beside those of CloudTrail (their pages in the EventBridge reference). */
const DETAIL_TYPES = new Set([
  'GuardDuty Finding',
  'Security Hub Findings - Imported',
  'Security Hub Findings - Custom Action',
  'Findings Imported V2',
  'Macie Finding',
  'Inspector2 Finding',
  'Access Analyzer Finding',
  'Config Rules Compliance Change',
  'Config Configuration Item Change',
  'AWS Health Event',
  'EC2 Instance State-change Notification',
  'Object Created',
  'Object Deleted',
  'Scheduled Event',
  'CloudWatch Alarm State Change',
  'CodePipeline Pipeline Execution State Change',
  'CodeBuild Build State Change',
  'ECS Task State Change',
  'Step Functions Execution Status Change',
  'Trusted Advisor Check Item Refresh Notification',
]);

/** Sources that hand their own notifications to Lambda in `Records`. */
const NOTIFYING_SOURCES = new Set(['aws:dynamodb', 'aws:ses', 'aws:codecommit', 'aws:kafka', 'aws:mq']);

/** Sources whose notifications carry a payload of somebody else. */
const WRAPPING_SOURCES = new Set(['aws:sqs', 'aws:sns', 'aws:kinesis']);

/** CloudWatch Logs probes its destination with these (User Guide: subscription filters). */
function isControlMessage(value: { readonly [field: string]: unknown }): boolean {
  if (typeof value.message === 'string') return value.message.startsWith('CWL CONTROL MESSAGE');
  return value.messageType === 'CONTROL_MESSAGE';
}

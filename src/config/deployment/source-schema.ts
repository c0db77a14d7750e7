import { BUCKET_NAME, LOG_GROUP_NAME } from '../name-forms.ts';
import { either, type Fields, field, flag, list, map, oneWordOf, text, whole } from './fields.ts';
import type { BucketInput, SourcesInput } from './input.ts';

/** Names of regions, also those of the partitions. */
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

const PREFIX = /^(?!\/)[^\0]{0,1024}$/;
const ACCOUNT = /^\d{12}$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;

const historyFields = {
  everyMinutes: field(whole(1, 60, 'whole minutes'), 'Minutes between two looks at the event history.', 5),
};

const busFields = {
  readOnlyEvents: field(
    oneWordOf(['none', 'named', 'all']),
    'Calls that only read: none; named: those that a rule asks for by name; all: every one, which can be many times the others.',
    'none',
  ),
};

const topicFields = {
  topicArn: field(text(TOPIC_ARN, 'the ARN of an SNS topic'), 'SNS topic that the bucket notifies.').unwrap(),
};

const bucketFields = {
  name: field(
    text(BUCKET_NAME, 'the name of a bucket, without s3:// or arn:'),
    'Bucket that a trail writes to.',
  ).unwrap(),
  prefix: field(
    text(PREFIX, 'the beginning of keys, without a slash in front'),
    'Only keys that begin with it, such as AWSLogs/o-abc123/.',
    'AWSLogs/',
  ),
  notifications: field(
    either(
      [oneWordOf(['bucket', 'eventBridge', 'manual']), map(topicFields)],
      'bucket, eventBridge, manual or a map with topicArn',
    ),
    'How news of objects gets here. bucket: the stack adds a notification to a bucket of this account and region; eventBridge: the bucket sends its events to EventBridge; manual: somebody else points the bucket at the queue; topicArn: an SNS topic that the bucket notifies.',
    'bucket',
  ),
  accountId: field(
    text(ACCOUNT, 'the 12 digits of an account, in quotes'),
    'Account that owns the bucket, where it is another one.',
  ),
  keyArn: field(
    text(KEY_ARN, 'the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>'),
    'Key that the objects are encrypted with, where that is a customer-managed one.',
  ),
} satisfies Fields<BucketInput>;

const reconcileFields = {
  everyHours: field(whole(1, 24, 'whole hours'), 'Hours between two comparisons.', 24),
};

const sourceFields = {
  eventHistory: field(
    either([flag(), map(historyFields)], 'true, false or a map with everyMinutes'),
    'The event history of CloudTrail, read on a schedule: needs no trail and costs nothing.',
    true,
  ),
  logGroups: field(
    list(text(LOG_GROUP_NAME, 'the name of a log group, not its ARN'), 'a list of names of log groups'),
    'Log groups that a trail writes to, in the region of the stack.',
    [],
  ),
  filtersPerLogGroup: field(
    whole(1, 2, 'subscription filters'),
    'Subscription filters that each of these log groups has room for, of the two that AWS allows. Two let fewer events through than one; see trailhound rules pushdown.',
    1,
  ),
  eventBridge: field(
    either([flag(), map(busFields)], 'true, false or a map with readOnlyEvents'),
    'EventBridge rules; needs a trail in every region that is watched.',
    false,
  ),
  buckets: field(
    list(map(bucketFields), 'a list of maps, each with the name of a bucket'),
    'Buckets that a trail writes to, of any account.',
    [],
  ),
  reconcile: field(
    either([flag(), map(reconcileFields)], 'true, false or a map with everyHours'),
    'Reads the event history again, hours later, for what the other sources missed. Left out: daily, unless eventHistory is on, which leaves nothing to be missed.',
  ),
} satisfies Fields<SourcesInput>;

/** Where events come from. */
export const sourcesField = field(
  map(sourceFields),
  "Where CloudTrail's events come from. Several at once count each event once.",
);

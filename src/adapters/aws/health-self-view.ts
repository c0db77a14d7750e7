import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { heartbeatKey } from '#core/heartbeat';
import { type EpochMs, parseTime } from '#core/time';
import type { SelfView } from '#ports/health';
import type { StateStore } from '#ports/state-store';
import { learnFailures } from './health-failures.ts';
import { learn } from './health-learn.ts';
import { learnLogGroup } from './health-log-groups.ts';
import { learnQueue, learnTopic } from './health-messaging.ts';

export interface SelfViewDeps {
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly state: Pick<StateStore, 'read'>;
}

/** Looks at a deployment with AWS's own calls; every one of them only reads. */
export const awsSelfView = ({ sns, sqs, logs, s3, state }: SelfViewDeps): SelfView => ({
  topic: (topicArn) => learnTopic(sns, topicArn),
  queue: (url) => learnQueue(sqs, url),
  logGroup: (name) => learnLogGroup(logs, name),
  failures: (bucket) => learnFailures(s3, bucket),
  heartbeat: (door) =>
    learn('dynamodb:GetItem', async () => heartbeatTime(await state.read<unknown>(heartbeatKey(door)))),
});

/** The item that the doors write: `eventTime` is when the call was made (`src/app/heartbeat.ts`). */
const heartbeatTime = (item: { readonly value: unknown } | undefined): EpochMs | undefined =>
  parseTime((item?.value as { readonly eventTime?: unknown } | undefined)?.eventTime);

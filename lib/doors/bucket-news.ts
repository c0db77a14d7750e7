import { Aws, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Bucket,
  BucketNotificationDestinationType,
  EventType,
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BucketSettings } from '#config/deployment/defaults';
import { acknowledge } from '../constructs/acknowledge.ts';

export interface BucketNewsProps {
  readonly bucket: BucketSettings;
  readonly bucketArn: string;
  readonly queue: Queue;
  /** News that could not be put into the queue. */
  readonly deadLetters: Queue;
}

/** Brings news of a bucket's new objects into the queue, in the way that the settings name. */
export function bringNews(scope: Construct, id: string, props: BucketNewsProps): void {
  const { notifications } = props.bucket;
  const here = new Construct(scope, id);
  if (notifications === 'bucket') addNotification(here, props);
  else if (notifications === 'eventBridge') addRule(here, props);
  else if (notifications === 'manual') letBucketSend(props);
  else subscribe(here, props, notifications.topicArn);
}

/** The bucket notifies the queue itself. Other notifications of the bucket stay as they are. */
function addNotification(scope: Construct, props: BucketNewsProps): void {
  const { bucket, bucketArn, queue } = props;
  letBucketSend(props);
  // Not CDK's own destination, which would let a bucket of that name in any account send.
  const destination: IBucketNotificationDestination = {
    bind: () => ({
      arn: queue.queueArn,
      type: BucketNotificationDestinationType.QUEUE,
      dependencies: [queue],
    }),
  };
  const imported = Bucket.fromBucketAttributes(scope, 'Bucket', {
    bucketArn,
    notificationsHandlerRole: handlerRole(scope),
  });
  imported.addEventNotification(EventType.OBJECT_CREATED, destination, {
    prefix: bucket.prefix,
  });
}

/** CDK's function that changes notifications: one a stack, in the role of whoever comes first, so that has to be shared. */
function handlerRole(scope: Construct): Role {
  const stack = Stack.of(scope);
  const id = 'TrailhoundBucketNotifications';
  const known = stack.node.tryFindChild(id);
  if (known instanceof Role) return known;
  const role = new Role(stack, id, {
    description: 'Lets the deployment point a bucket at its queue.',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  acknowledge(
    role,
    [
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ],
    'CDK attaches it to the role of its own function, which runs during deployments only.',
  );
  return role;
}

function letBucketSend({ bucket, bucketArn, queue }: BucketNewsProps): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': bucketArn },
        StringEquals: { 'aws:SourceAccount': bucket.accountId ?? Aws.ACCOUNT_ID },
      },
    }),
  );
}

/** The bucket sends its events to EventBridge, in the account that it belongs to. */
function addRule(scope: Construct, { bucket, queue, deadLetters }: BucketNewsProps): void {
  new Rule(scope, 'Rule', {
    description: 'New objects of a bucket that a trail writes to.',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket.name] }, object: { key: [{ prefix: bucket.prefix }] } },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  });
}

function subscribe(scope: Construct, { queue, deadLetters }: BucketNewsProps, topicArn: string): void {
  Topic.fromTopicArn(scope, 'Topic', topicArn).addSubscription(
    new SqsSubscription(queue, { rawMessageDelivery: true, deadLetterQueue: deadLetters }),
  );
}

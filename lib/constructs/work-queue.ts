import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { queueProtection } from './delivery-parts.ts';
import type { DetectorFunction } from './detector-function.ts';

/** Executions at once, where nothing is reserved: a bound for a flood. */
const MAX_CONCURRENCY = 5;
/** A message comes again after six times the function's time limit: hours with the default, so that a long outage drains by itself. */
const RECEIVES = 20;
/** SQS takes no less. */
const LEAST_CONCURRENCY = 2;

/** A queue that a function works through, and where its messages end that cannot be worked through. */
export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface WorkQueueProps {
  readonly key: IKey | undefined;
  readonly worker: DetectorFunction;
  /** Executions that are kept for the worker. */
  readonly reserved: number | undefined;
  readonly batchSize: number;
  /** How long messages are gathered before the worker is called. @default - not at all */
  readonly batchingWindow?: Duration;
}

/** Makes the queue `id` with `<id>DeadLetters`, and lets the worker take from it and report what failed. */
export function workQueue(scope: Construct, id: string, props: WorkQueueProps): WorkQueue {
  const { key, worker, reserved, batchSize, batchingWindow } = props;
  const deadLetters = new Queue(scope, `${id}DeadLetters`, {
    ...queueProtection(key),
    retentionPeriod: Duration.days(14),
  });
  acknowledge(deadLetters, ['Serverless-SQSRedrivePolicy'], 'This is the dead-letter queue of the other.');
  const queue = new Queue(scope, id, {
    ...queueProtection(key),
    // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time limit, and the batching window.
    visibilityTimeout: Duration.seconds(6 * worker.timeout.toSeconds() + (batchingWindow?.toSeconds() ?? 0)),
    retentionPeriod: Duration.days(14),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES },
  });
  worker.allow(
    ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    [queue.queueArn],
  );
  const most = Math.min(MAX_CONCURRENCY, reserved ?? MAX_CONCURRENCY);
  const mapping = worker.function.addEventSourceMapping(id, {
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    maxConcurrency: Math.max(LEAST_CONCURRENCY, most),
    ...(batchingWindow === undefined ? {} : { maxBatchingWindow: batchingWindow }),
  });
  acknowledge(
    mapping,
    ['Serverless-LambdaEventSourceMappingDestination'],
    'A mapping of a queue takes no destination: the queue itself has a dead-letter queue.',
  );
  return { queue, deadLetters };
}

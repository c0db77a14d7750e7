import { Aws, Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BucketSettings } from '#config/deployment/defaults';
import { acknowledge } from '../constructs/acknowledge.ts';
import { queueProtection } from '../constructs/delivery-parts.ts';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { bringNews } from './bucket-news.ts';
import { triageFunction } from './triage-door.ts';

/** Executions at once, where nothing is reserved: enough for an organisation's trail, and a bound for a flood. */
const MAX_CONCURRENCY = 5;
/** A message comes again after six times the function's time limit: four hours with the default, so that a long outage drains by itself. */
const RECEIVES = 20;
/** SQS takes no less. */
const LEAST_CONCURRENCY = 2;

/** Buckets that a trail writes to: news of objects in a queue, and a function that reads them. */
export class BucketsDoor extends Construct {
  readonly detector: DetectorFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: { readonly shared: SharedParts }) {
    super(scope, id);
    const { settings, key } = props.shared;
    this.detector = triageFunction(this, 'WatchObjects', props.shared, {
      name: 'watch-objects',
      description: 'Reads CloudTrail log files in S3 and writes findings.',
    });
    this.deadLetters = new Queue(this, 'ObjectsDeadLetters', {
      ...queueProtection(key),
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this.deadLetters,
      ['Serverless-SQSRedrivePolicy'],
      'This is the dead-letter queue of the other.',
    );
    this.queue = new Queue(this, 'Objects', {
      ...queueProtection(key),
      // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time limit.
      visibilityTimeout: Duration.seconds(6 * this.detector.timeout.toSeconds()),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES },
    });
    const reserved = settings.functions['watch-objects']?.reservedConcurrency ?? MAX_CONCURRENCY;
    this.detector.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      [this.queue.queueArn],
    );
    this.detector.leaveFailuresToItsQueue();
    const mapping = this.detector.function.addEventSourceMapping('Objects', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: Math.max(LEAST_CONCURRENCY, Math.min(MAX_CONCURRENCY, reserved)),
    });
    acknowledge(
      mapping,
      ['Serverless-LambdaEventSourceMappingDestination'],
      'A mapping of a queue takes no destination: the queue itself has a dead-letter queue.',
    );
    for (const bucket of settings.sources.buckets) this.read(bucket);
  }

  private read(bucket: BucketSettings): void {
    const arn = `arn:${Aws.PARTITION}:s3:::${bucket.name}`;
    const objects = `${arn}/${bucket.prefix}*`;
    this.detector.allow(['s3:GetObject', 's3:GetObjectVersion'], [objects]);
    // Without it S3 answers "forbidden" for an object that is gone, which would be tried again and again.
    this.detector.allow(['s3:ListBucket'], [arn]);
    this.detector.acknowledgeWildcard(
      `Resource::arn:<AWS::Partition>:s3:::${bucket.name}/${bucket.prefix}*`,
      'CloudTrail names the objects itself, by account, region and day.',
    );
    if (bucket.keyArn !== undefined) this.detector.allow(['kms:Decrypt'], [bucket.keyArn]);
    // By name and not by place: else, when one bucket goes, its notification would be moved to the next one and that one's
    // own be deleted, in this order, which leaves the next one with none.
    bringNews(this, `News-${bucket.name}`, {
      bucket,
      bucketArn: arn,
      queue: this.queue,
      deadLetters: this.deadLetters,
    });
  }
}

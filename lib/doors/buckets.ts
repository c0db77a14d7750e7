import { Aws } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BucketSettings } from '#config/deployment/defaults';
import type { DetectorFunction } from '../constructs/detector-function.ts';
import type { SharedParts } from '../constructs/shared-parts.ts';
import { workQueue } from '../constructs/work-queue.ts';
import { bringNews } from './bucket-news.ts';
import { triageFunction } from './triage-door.ts';

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
    this.detector.leaveFailuresToItsQueue();
    const { queue, deadLetters } = workQueue(this, 'Objects', {
      key,
      worker: this.detector,
      reserved: settings.functions['watch-objects']?.reservedConcurrency,
      batchSize: 10,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
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

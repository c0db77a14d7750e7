import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { protectedBucket } from './protected-bucket.ts';

export interface DeliveryPartsProps {
  /** How long failed deliveries are kept. */
  readonly keepDays: number;
  readonly removalPolicy: RemovalPolicy;
  readonly key: IKey | undefined;
}

/** Encryption and TLS as every queue of Trailhound has them. */
export const queueProtection = (key: IKey | undefined): QueueProps => ({
  enforceSSL: true,
  ...(key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
});

/** Where deliveries go that failed for good: asynchronous invocations to a bucket, everything else to a queue. */
export class DeliveryParts extends Construct {
  /** Invocation records, as Lambda writes them; `redrive` invokes again from here. */
  readonly failures: Bucket;
  /** Dead letters of rules, schedules and the notifier's stream. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: DeliveryPartsProps) {
    super(scope, id);
    const { key, removalPolicy } = props;
    this.failures = protectedBucket(this, 'Failures', {
      keepDays: props.keepDays,
      removalPolicy,
      key,
      noAccessLog:
        'Holds failed deliveries for days, written by Lambda and read by one function. Access logs would need another bucket that outlives the stack.',
    });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueProtection(key),
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this.deadLetters,
      ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      'This is the dead-letter queue: of rules, schedules and a stream mapping, which name it themselves.',
    );
  }
}

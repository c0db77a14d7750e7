import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface ProtectedBucketProps {
  /** Days after which objects are deleted. */
  readonly keepDays: number;
  readonly removalPolicy: RemovalPolicy;
  readonly key: IKey | undefined;
  /** Why it has no access log. */
  readonly noAccessLog: string;
}

/** Makes a bucket as all of Trailhound's are: private, encrypted, over TLS only, and emptied by age. */
export function protectedBucket(scope: Construct, id: string, props: ProtectedBucketProps): Bucket {
  const { key, removalPolicy } = props;
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...(key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
    lifecycleRules: [
      { expiration: Duration.days(props.keepDays), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy,
    autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
  });
  acknowledge(bucket, ['AwsSolutions-S1'], props.noAccessLog);
  return bucket;
}

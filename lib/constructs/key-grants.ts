import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** What a principal needs to write and read what a key protects: DynamoDB, SNS, SQS and S3 act in its name. */
export const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Services that deliver into encrypted queues and topics in their own name, and say for which account. */
const DELIVERERS = ['cloudwatch', 's3', 'scheduler', 'sns'];

/**
 * Lets AWS's own services use the key where they deliver for this account, or for one of `others`: the accounts of buckets
 * and topics that send to the queue.
 *
 * EventBridge does not tell KMS for which account it delivers (SNS Developer Guide, "Enable compatibility between event
 * sources from AWS services and encrypted topics"), so for it there is no condition; the queues' policies name its rules.
 *
 * The policy of a key that was imported by its ARN cannot be changed from here: its owner adds these statements.
 */
export function letServicesUse(key: IKey, others: readonly string[]): void {
  const accounts = others.length > 0 ? [Aws.ACCOUNT_ID, ...others] : Aws.ACCOUNT_ID;
  const conditions = { StringEquals: { 'aws:SourceAccount': accounts } };
  const ofDeliverers = DELIVERERS.map(
    (name) => new ServicePrincipal(`${name}.amazonaws.com`, { conditions }),
  );
  for (const principals of [ofDeliverers, [new ServicePrincipal('events.amazonaws.com')]]) {
    key.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key policy: this key
      }),
      true,
    );
  }
  const groups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: KEY_ACTIONS,
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
    }),
    true,
  );
}

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

/** Services that deliver into encrypted queues and topics in their own name. */
const DELIVERERS = ['cloudwatch', 'events', 's3', 'scheduler', 'sns'];

/**
 * Lets AWS's own services use the key where they deliver for this account.
 *
 * The policy of a key that was imported by its ARN cannot be changed from here: its owner adds these statements.
 */
export function letServicesUse(key: IKey): void {
  const inThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: DELIVERERS.map(
        (name) => new ServicePrincipal(`${name}.amazonaws.com`, { conditions: inThisAccount }),
      ),
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'], // in a key policy: this key
    }),
    true,
  );
  const groups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
    }),
    true,
  );
}

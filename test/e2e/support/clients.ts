import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Keys that are root's in the emulator, whether or not policies are enforced. */
export const ROOT_KEY = 'test';
export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** Settings of any client. */
export const clientSettings = (endpoint: string, region: string = REGION) => ({
  endpoint,
  region,
  credentials: { accessKeyId: ROOT_KEY, secretAccessKey: ROOT_KEY },
});

/** A client for each service that tests drive or look at. */
export function clientsOf(endpoint: string, region?: string) {
  const settings = clientSettings(endpoint, region);
  return {
    stacks: new CloudFormationClient(settings),
    metrics: new CloudWatchClient(settings),
    logs: new CloudWatchLogsClient(settings),
    db: DynamoDBDocumentClient.from(new DynamoDBClient(settings)),
    events: new EventBridgeClient(settings),
    functions: new LambdaClient(settings),
    // An endpoint with a number for a host has no room for a bucket's name.
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    secrets: new SecretsManagerClient(settings),
    topics: new SNSClient(settings),
    queues: new SQSClient(settings),
  };
}
export type Clients = ReturnType<typeof clientsOf>;

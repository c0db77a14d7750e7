import type { Price, PriceTable } from '#core/cost/price-table';

const price = (dollars: number, per: number, unit: string, free: number, origin: string): Price => ({
  ...{ dollars, per, unit, free, origin },
});

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const EVENTBRIDGE = 'https://aws.amazon.com/eventbridge/pricing/';
const SQS = 'https://aws.amazon.com/sqs/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const SNS = 'https://aws.amazon.com/sns/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const KMS = 'https://aws.amazon.com/kms/pricing/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';
const CLOUDTRAIL = 'https://aws.amazon.com/cloudtrail/pricing/';

const M = 1_000_000;

/**
 * Prices of US East (N. Virginia), first tier, on demand. Prices of other regions are not in here.
 *
 * Each names AWS's page that states it. Seen on those pages: the prices of CloudTrail, KMS, Secrets Manager and DynamoDB's
 * storage, and the free tiers of CloudWatch and DynamoDB (a million requests, but none of GetMetricData). AWS's pages load
 * the other figures from elsewhere; they were taken from guides of 2025 and 2026 that quote them. Only the price of
 * DynamoDB's backups was not found confirmed by any.
 * A free tier in here never ends.
 */
const US_EAST_1: PriceTable = {
  region: 'us-east-1',
  asOf: '2026-11',
  prices: {
    lambdaRequests: price(0.2, M, 'requests', M, LAMBDA),
    // ARM, first 7.5 thousand million GB-seconds.
    lambdaGbSeconds: price(13.3334, M, 'GB-seconds', 400_000, LAMBDA),
    // The free 25 capacity units are for provisioned tables only.
    dynamoWrites: price(0.625, M, 'write units', 0, DYNAMODB),
    dynamoReads: price(0.125, M, 'read units', 0, DYNAMODB),
    dynamoStorage: price(0.25, 1, 'GB-months', 25, DYNAMODB),
    dynamoBackup: price(0.2, 1, 'GB-months', 0, DYNAMODB),
    schedulerInvocations: price(1, M, 'invocations', 14 * M, EVENTBRIDGE),
    forwardedEvents: price(1, M, 'events', 0, EVENTBRIDGE),
    sqsRequests: price(0.4, M, 'requests', M, SQS),
    s3Puts: price(5, M, 'requests', 0, S3),
    s3Gets: price(0.4, M, 'requests', 0, S3),
    s3Storage: price(0.023, 1, 'GB-months', 0, S3),
    snsPublishes: price(0.5, M, 'messages', M, SNS),
    snsEmails: price(20, M, 'mails', 1_000, SNS),
    metrics: price(0.3, 1, 'metric-months', 10, CLOUDWATCH),
    alarmMetrics: price(0.1, 1, 'alarm metrics', 10, CLOUDWATCH),
    dashboards: price(3, 1, 'dashboards', 3, CLOUDWATCH),
    // GetMetricData: for each metric of a request, whatever it answers.
    metricsAskedFor: price(10, M, 'metrics', 0, CLOUDWATCH),
    cloudWatchRequests: price(10, M, 'requests', M, CLOUDWATCH),
    // One allowance of 5 GB covers what is taken in and what is kept; here it is spent on the first.
    logIngest: price(0.5, 1, 'GB', 5, CLOUDWATCH),
    logStorage: price(0.03, 1, 'GB-months', 0, CLOUDWATCH),
    kmsKeys: price(1, 1, 'keys', 0, KMS),
    kmsRequests: price(3, M, 'requests', 20_000, KMS),
    secrets: price(0.4, 1, 'secret-months', 0, SECRETS),
    secretRequests: price(5, M, 'requests', 0, SECRETS),
  },
  others: {
    // 1.5 kB a record at the price of `logIngest`.
    trailIntoLogs: { dollarsPerMillion: 0.75, origin: CLOUDWATCH },
    secondTrail: { dollarsPerMillion: 20, origin: CLOUDTRAIL },
    dataEvents: { dollarsPerMillion: 1, origin: CLOUDTRAIL },
    guardDuty: { dollarsPerMillion: 4, origin: 'https://aws.amazon.com/guardduty/pricing/' },
  },
};

const TABLES: readonly PriceTable[] = [US_EAST_1];

/** Gives the prices of a region; those of us-east-1 where the region's own are not known: compare `region`. */
export const pricesOf = (region: string): PriceTable =>
  TABLES.find((table) => table.region === region) ?? US_EAST_1;

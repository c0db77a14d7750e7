import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Makes the client that all DynamoDB adapters share. Region, endpoint and credentials come from the environment
 * unless given; throttled and failed calls are tried six times by the SDK, with back-off and jitter.
 */
export const dynamoClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 6, ...config }), {
    // Values of metrics may lie beyond the whole numbers that are exact; 17 digits of them are kept, as in memory.
    marshallOptions: { removeUndefinedValues: true, allowImpreciseNumbers: true },
    unmarshallOptions: { wrapNumbers: Number },
  });

import { describe, expect, it } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { createTables } from '../support/dynamo-tables.ts';
import { dynamoFindingStoreContract } from './dynamo-finding-store.ts';
import { findingStoreContract } from './finding-store.ts';
import { quarantineContract } from './quarantine.ts';
import { stateStoreContract } from './state-store.ts';

const endpoint = process.env['TRAILHOUND_DYNAMODB_LOCAL_ENDPOINT'];

if (endpoint === undefined) {
  const name = 'DynamoDB Local (skipped: TRAILHOUND_DYNAMODB_LOCAL_ENDPOINT is not set; it needs Java)';
  describe.skip(name, () => it('needs its address', () => expect(endpoint).toBeDefined()));
} else {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const db = dynamoClient({ endpoint, region: 'us-east-1', credentials });
  findingStoreContract('DynamoDB Local', async () => {
    const tables = await createTables(db);
    return { store: dynamoFindingStore(tables), another: () => dynamoFindingStore(tables) };
  });
  dynamoFindingStoreContract('DynamoDB Local', () => db);
  stateStoreContract('DynamoDB Local', async () => dynamoStateStore(await createTables(db)));
  quarantineContract('DynamoDB Local', () => db);
}

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { dynamoFindingStoreContract } from '../contract/dynamo-finding-store.ts';
import { findingStoreContract } from '../contract/finding-store.ts';
import { quarantineContract } from '../contract/quarantine.ts';
import { stateStoreContract } from '../contract/state-store.ts';
import { createTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';

describeWithEmulator('the emulator', (emulator) => {
  let db: DynamoDBDocumentClient;
  beforeAll(() => {
    db = dynamoClient(emulator.client());
  });

  findingStoreContract('its DynamoDB', async () => {
    const tables = await createTables(db);
    return { store: dynamoFindingStore(tables), another: () => dynamoFindingStore(tables) };
  });
  dynamoFindingStoreContract('its DynamoDB', () => db);
  stateStoreContract('its DynamoDB', async () => dynamoStateStore(await createTables(db)));
  quarantineContract('its DynamoDB', () => db);
});

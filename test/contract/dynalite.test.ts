import { describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { createTables } from '../support/dynamo-tables.ts';
import { testDynamo } from '../support/embedded-dynamo.ts';
import { dynamoFindingStoreContract } from './dynamo-finding-store.ts';
import { findingStoreContract } from './finding-store.ts';
import { quarantineContract } from './quarantine.ts';
import { stateStoreContract } from './state-store.ts';

const dynamo = testDynamo();

findingStoreContract('dynalite', async () => {
  const tables = await createTables(dynamo.db());
  return { store: dynamoFindingStore(tables), another: () => dynamoFindingStore(tables) };
});

dynamoFindingStoreContract('dynalite', dynamo.db);

stateStoreContract('dynalite', async () => dynamoStateStore(await createTables(dynamo.db())));

quarantineContract('dynalite', dynamo.db);

describe('the embedded database', () => {
  it('tells a second process that the folder is taken', async () => {
    await expect(openEmbeddedDynamo(dynamo.folder())).rejects.toMatchObject({ code: 'TH_STORE_LOCKED' });
  });
});

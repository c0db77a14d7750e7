import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { createTables } from '../support/dynamo-tables.ts';
import { dynamoFindingStoreContract } from './dynamo-finding-store.ts';
import { findingStoreContract } from './finding-store.ts';
import { quarantineContract } from './quarantine.ts';
import { stateStoreContract } from './state-store.ts';

let folder: string;
let embedded: EmbeddedDynamo;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-'));
  embedded = await openEmbeddedDynamo(folder);
});
afterAll(async () => {
  await embedded.close();
  await rm(folder, { recursive: true });
});

findingStoreContract('dynalite', async () => {
  const tables = await createTables(embedded.db);
  return { store: dynamoFindingStore(tables), another: () => dynamoFindingStore(tables) };
});

dynamoFindingStoreContract('dynalite', () => embedded.db);

stateStoreContract('dynalite', async () => dynamoStateStore(await createTables(embedded.db)));

quarantineContract('dynalite', () => embedded.db);

describe('the embedded database', () => {
  it('tells a second process that the folder is taken', async () => {
    await expect(openEmbeddedDynamo(folder)).rejects.toMatchObject({ code: 'TH_STORE_LOCKED' });
  });
});

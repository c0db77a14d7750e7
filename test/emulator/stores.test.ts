import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { findingStoreContract } from '../contract/finding-store.ts';
import { stateStoreContract } from '../contract/state-store.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { createTables } from '../support/emulator-tables.ts';

describeWithEmulator('the stores against the emulated DynamoDB', (emulator) => {
  findingStoreContract('the emulated DynamoDB', async () => {
    const tables = await createTables(emulator);
    return { store: dynamoFindingStore(tables), another: () => dynamoFindingStore(tables) };
  });

  stateStoreContract('the emulated DynamoDB', async () => dynamoStateStore(await createTables(emulator)));
});

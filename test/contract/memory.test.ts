import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { findingStoreContract } from './finding-store.ts';
import { stateStoreContract } from './state-store.ts';

findingStoreContract('memory', async () => {
  const store = memoryFindingStore();
  return { store, another: () => store };
});

stateStoreContract('memory', async () => memoryStateStore());

import type { StateStore, Versioned } from '#ports/state-store';

/** Keeps small shared state for the life of the process; nothing expires. */
export function memoryStateStore(): StateStore {
  const items = new Map<string, Versioned<unknown>>();
  return {
    read: async <T>(key: string) => structuredClone(items.get(key)) as Versioned<T> | undefined,
    write: async (key, value, version) => {
      if (items.get(key)?.version !== version) return false;
      items.set(key, { value: structuredClone(value), version: (version ?? 0) + 1 });
      return true;
    },
  };
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StateStore } from '#ports/state-store';
import { NOW } from '../support/dynamo-story.ts';

/** What every state store must do; `open` gives an empty one. */
export function stateStoreContract(name: string, open: () => Promise<StateStore>): void {
  describe(`${name} as a state store`, () => {
    let store: StateStore;
    beforeEach(async () => {
      store = await open();
    });

    it('has nothing at first', async () => {
      expect(await store.read('checkpoint#us-east-1')).toBeUndefined();
    });

    it('gives back what was written, with versions from 1 up', async () => {
      const value = { at: '2026-03-01T09:00:00Z', regions: ['a'], nested: { n: 1.5, none: null } };
      expect(await store.write('checkpoint#us-east-1', value, undefined, NOW)).toBe(true);
      expect(await store.read('checkpoint#us-east-1')).toEqual({ value, version: 1 });
      expect(await store.write('checkpoint#us-east-1', { at: 'later' }, 1, NOW)).toBe(true);
      expect(await store.read('checkpoint#us-east-1')).toEqual({ value: { at: 'later' }, version: 2 });
      expect(await store.read('checkpoint#us-east-2')).toBeUndefined();
      expect(await store.read('checkpoint')).toBeUndefined();
    });

    it('keeps numbers beyond those that are exact', async () => {
      const value = { peak: 1.7e18, list: [2 ** 53, -1e100, 0.1] };
      await store.write('metric#x', value, undefined, NOW);
      expect((await store.read('metric#x'))?.value).toEqual(value);
    });

    it('lets one of several writers through', async () => {
      const first = await Promise.all(
        [1, 2, 3, 4].map((n) => store.write('alert-budget', n, undefined, NOW)),
      );
      expect(first.filter(Boolean)).toHaveLength(1);
      const second = await Promise.all([1, 2, 3, 4].map((n) => store.write('alert-budget', n, 1, NOW)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await store.write('alert-budget', 9, 1, NOW)).toBe(false);
      expect((await store.read('alert-budget'))?.version).toBe(2);
    });
  });
}

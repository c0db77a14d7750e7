import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { changeCell } from './versioned-cell.ts';

/** A store in which others write first, so many times. */
function contested(times: number) {
  const state = memoryStateStore();
  let left = times;
  const write: typeof state.write = async (key, value, ...rest) => {
    if (left-- > 0) return false;
    return state.write(key, value, ...rest);
  };
  return { ...state, write };
}

const addOne = async (value: number | undefined) => ({ next: (value ?? 0) + 1, result: undefined });

describe('changeCell', () => {
  it('holds out while others write, as where every stream delivers the same error at once', async () => {
    const deps = { state: contested(35), clock: fakeClock(), random: () => 0.99 };
    await changeCell<number, undefined>('k', deps, addOne, { keptMs: 1_000 });

    expect(await deps.state.read('k')).toMatchObject({ value: { json: '1' } });
    expect(deps.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(15_000);
  });

  it('spreads those that met', async () => {
    const slept = async (random: () => number) => {
      const deps = { state: contested(6), clock: fakeClock(), random };
      await changeCell<number, undefined>('k', deps, addOne, { keptMs: 1_000 });
      return deps.clock.slept;
    };

    expect(await slept(() => 0.1)).not.toEqual(await slept(() => 0.9));
  });

  it('gives up in the end', async () => {
    const deps = { state: contested(1_000), clock: fakeClock() };
    await expect(changeCell<number, undefined>('k', deps, addOne, { keptMs: 1_000 })).rejects.toMatchObject({
      code: 'TH_STORE_BUSY',
    });
  });
});

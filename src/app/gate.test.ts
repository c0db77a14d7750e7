import { describe, expect, it } from '@jest/globals';
import { gate } from './gate.ts';

describe('gate', () => {
  it('lets no more work run at once than there is room for, in the order of asking', async () => {
    const enter = gate(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = (name: number) => async () => {
      order.push(name);
      running += 1;
      most = Math.max(most, running);
      await new Promise((done) => setImmediate(done));
      running -= 1;
    };
    await Promise.all([1, 2, 3, 4, 5].map((name) => enter(work(name))));
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('makes room again after a failure', async () => {
    const enter = gate(1);
    const failed = enter(async () => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await enter(async () => 'in')).toBe('in');
  });
});

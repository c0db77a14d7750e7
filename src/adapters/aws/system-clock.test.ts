import { describe, expect, it } from '@jest/globals';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('counts milliseconds since 1970', () => {
    const before = Date.now();
    const now = systemClock.now();

    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('wakes from a sleep that nobody stops', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  it('rejects with the reason of the signal, before and while it sleeps', async () => {
    const reason = new Error('time is up');
    const stop = new AbortController();
    const sleeping = systemClock.sleep(600_000, stop.signal);
    stop.abort(reason);

    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(600_000, stop.signal)).rejects.toBe(reason);
  });
});

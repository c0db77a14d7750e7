import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { pacer } from './pacer.ts';

describe('pacer', () => {
  it('keeps turns apart, however long the pauses between them were', async () => {
    const clock = fakeClock();
    const start = clock.now();
    const pace = pacer(clock, 500);
    const turns: number[] = [];
    for (const pause of [0, 0, 200, 5_000, 0]) {
      clock.advance(pause);
      expect(await pace.turn()).toBe(true);
      turns.push(clock.now() - start);
    }
    expect(turns).toEqual([0, 500, 1_000, 6_000, 6_500]);
  });

  it('does not wait for a turn that comes too late', async () => {
    const clock = fakeClock();
    const pace = pacer(clock, 500);
    const deadline = epochMs(clock.now() + 500);
    expect([await pace.turn(deadline), await pace.turn(deadline)]).toEqual([true, false]);
    expect(clock.slept).toEqual([]);
  });

  it('rests as long as it is told to', async () => {
    const clock = fakeClock();
    const pace = pacer(clock, 500);
    await pace.turn();
    pace.rest(3_000);
    pace.rest(100);
    await pace.turn();
    expect(clock.slept).toEqual([3_000]);
  });

  it('gives up with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(pacer(fakeClock(), 500).turn(undefined, signal)).rejects.toThrow('enough');
  });
});

import { describe, expect, it } from '@jest/globals';
import { epochMs } from '../time.ts';
import { limitOf, rarity, type TailMemory, tailMemory } from './tail.ts';

const HOUR = 3_600_000;
/** A tail of six weeks whose largest deviation of each hour is that of `largest`. */
function learnt(largest: (hour: number) => number, restless = false): TailMemory {
  const tail = tailMemory(3);
  for (let hour = 0; hour < 1008; hour += 1) {
    rarity(tail, largest(hour), 1, { at: epochMs(hour * HOUR), blockMs: HOUR, restless });
  }
  return tail;
}
const now = { at: epochMs(1007.5 * HOUR), blockMs: HOUR, restless: false };

describe('rarity', () => {
  it('of what happens all the time is nothing', () => {
    expect(
      rarity(
        learnt(() => 4),
        4,
        1,
        now,
      ),
    ).toBe(Number.NEGATIVE_INFINITY);
  });

  it('grows with the deviation and passes 0 at the limit of the chart', () => {
    const tail = learnt((hour) => 2 + (hour % 3));
    const limit = limitOf(tail, HOUR);

    expect(rarity(tail, limit * 0.9, 1, now)).toBeLessThan(0);
    expect(rarity(tail, limit * 1.1, 1, now)).toBeGreaterThan(0);
    expect(rarity(tail, limit * 2, 1, now)).toBeGreaterThan(rarity(tail, limit * 1.5, 1, now));
  });

  it('of a deviation that does not count is nothing', () => {
    expect(
      rarity(
        learnt(() => 1),
        1000,
        0,
        now,
      ),
    ).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is hardly less after anomalies, so that one does not hide the next', () => {
    const quiet = rarity(
      learnt(() => 2),
      60,
      1,
      now,
    );
    const hit = rarity(
      learnt((hour) => (hour % 100 === 0 ? 60 : 2)),
      60,
      1,
      now,
    );

    expect(hit).toBeGreaterThan(0);
    expect(quiet).toBeGreaterThanOrEqual(hit);
  });

  it('is learnt where a restless series does it again and again', () => {
    const tail = learnt((hour) => (hour % 20 === 0 ? 20 : 2), true);

    expect(rarity(tail, 20, 1, now)).toBeLessThan(0);
  });
});

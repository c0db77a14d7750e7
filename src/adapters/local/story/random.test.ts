import { describe, expect, it } from '@jest/globals';
import { seededRandom } from './random.ts';

const draw = (seed: number, stream?: string) => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: 20 }, () => random.int(0, 1_000_000));
};

describe('seededRandom', () => {
  it('repeats itself for the same seed and stream, and for no other', () => {
    expect(draw(5, 'a')).toEqual(draw(5, 'a'));
    expect(draw(5, 'a')).not.toEqual(draw(6, 'a'));
    expect(draw(5, 'a')).not.toEqual(draw(5, 'b'));
  });

  it('gives the values it always gave, so that stories told earlier stay the same', () => {
    expect(seededRandom(1, 'company').uuid()).toBe('07857995-8cf0-4a47-9e80-7b89f8314a25');
  });

  it('reaches both ends of a range and nothing beyond', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 500 }, () => random.int(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
  });

  it('gives the lengths asked for', () => {
    const random = seededRandom(4);
    expect(random.hex(17)).toMatch(/^[0-9a-f]{17}$/);
    expect(random.letters(9)).toMatch(/^[A-Z2-7]{9}$/);
  });

  it('refuses to pick from nothing', () => {
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
  });
});

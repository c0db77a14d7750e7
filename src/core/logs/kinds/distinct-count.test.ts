import { describe, expect, it } from '@jest/globals';
import { sha256Text } from '../../digest.ts';
import { countOf, ID_LENGTH, NONE_COUNTED, withIds } from './distinct-count.ts';

const ids = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => sha256Text(`event ${at}`).slice(0, ID_LENGTH));

describe('withIds', () => {
  it.each([0, 1, 2, 63, 64])('counts %d ids exactly', (count) => {
    expect(countOf(withIds(NONE_COUNTED, ids(count)))).toBe(count);
  });

  it.each([65, 100, 300, 700, 1_500, 5_000, 40_000])('estimates %d ids to within 14%%', (count) => {
    // three standard errors
    expect(Math.abs(countOf(withIds(NONE_COUNTED, ids(count))) / count - 1)).toBeLessThan(0.14);
  });

  it.each([10, 64, 65, 2_000])('is the same for %d ids in any order, batches and repetitions', (count) => {
    const all = ids(count);
    let parts = NONE_COUNTED;
    for (const id of [...all].reverse()) parts = withIds(parts, [id, all[0] ?? id]);
    expect(parts).toEqual(withIds(NONE_COUNTED, all));
  });

  it('stays small', () => {
    expect(JSON.stringify(withIds(NONE_COUNTED, ids(64))).length).toBeLessThan(530);
    expect(JSON.stringify(withIds(NONE_COUNTED, ids(20_000))).length).toBeLessThan(530);
  });
});

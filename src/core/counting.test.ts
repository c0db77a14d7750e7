import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MAX_COUNTED, PAGE_COUNT, pageOf, planCount, tallyPages } from './counting.ts';

const keys = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) =>
    createHash('sha256').update(`${n}`).digest('base64url').slice(0, 16),
  );

describe('pageOf', () => {
  it('spreads keys evenly, so that no page grows past 64 KB before counting stops', () => {
    const sizes = new Array<number>(PAGE_COUNT).fill(0);
    for (const key of keys(MAX_COUNTED)) sizes[pageOf(key)] = (sizes[pageOf(key)] ?? 0) + 1;
    // A key costs 17 bytes in a set; the rest of a page is under 200 bytes.
    expect(Math.max(...sizes) * 17 + 200).toBeLessThan(65_536);
    expect(Math.min(...sizes)).toBeGreaterThan((MAX_COUNTED / PAGE_COUNT) * 0.9);
  });

  it.each([
    { key: '', page: 25 },
    { key: 'abcdefghijklmnop', page: 62 },
  ])('never moves a key: $key is on page $page', ({ key, page }) => {
    expect(pageOf(key)).toBe(page);
  });
});

describe('planCount', () => {
  it('asks for no more keys than are counted, however large the batch', () => {
    const plan = planCount(
      undefined,
      Array.from({ length: MAX_COUNTED + 5000 }, (_, n) => `key-${n}`),
    );
    const asked = plan.kind === 'pages' ? [...plan.pages.values()].flat().length : 0;
    expect(asked).toBe(MAX_COUNTED);
  });
});

describe('tallyPages', () => {
  it('takes the larger of two observations of a page', () => {
    const tally = tallyPages(
      [5, 9],
      new Map([
        [0, 7],
        [1, 8],
        [2, 1],
      ]),
    );
    expect(tally).toMatchObject({ count: 17, capped: false });
    expect('pages' in tally.counted && tally.counted.pages.slice(0, 4)).toEqual([7, 9, 1, 0]);
  });

  it.each([
    { sum: MAX_COUNTED - 1, count: MAX_COUNTED - 1, capped: false },
    { sum: MAX_COUNTED, count: MAX_COUNTED, capped: true },
    { sum: MAX_COUNTED + 900, count: MAX_COUNTED, capped: true },
  ])('makes $count of $sum keys', ({ sum, count, capped }) => {
    expect(tallyPages([], new Map([[3, sum]]))).toMatchObject({ count, capped });
  });
});

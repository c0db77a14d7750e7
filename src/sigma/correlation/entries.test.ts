import { describe, expect, it } from '@jest/globals';
import { byTimeThenId, type Entry, joinEntries } from './entries.ts';

const entry = (at: number, id: string, refs: readonly number[] = [0], rest: Partial<Entry> = {}): Entry => ({
  ...{ at, id, refs },
  ...rest,
});

describe('the order of entries', () => {
  it.each([
    [entry(1, 'b'), entry(2, 'a'), -1],
    [entry(2, 'a'), entry(1, 'b'), 1],
    [entry(1, 'a'), entry(1, 'b'), -1],
    [entry(1, 'b'), entry(1, 'a'), 1],
    [entry(1, 'a'), entry(1, 'a', [1]), 0],
  ])('of %j and %j is by time, then by id', (a, b, expected) => {
    expect(Math.sign(byTimeThenId(a, b))).toBe(expected);
  });
});

describe('joined entries', () => {
  it('are there once, in order, whichever list they come in', () => {
    const [a, b, c] = [entry(2, 'a'), entry(1, 'b'), entry(2, 'c')];
    expect(joinEntries([c, a], [b, a], [])).toEqual([b, a, c]);
    expect(joinEntries()).toEqual([]);
  });

  it('have the rules of all deliveries of an event, ascending', () => {
    const early = entry(1, 'a', [10, 2]);
    const late = entry(1, 'a', [1, 2]);
    for (const lists of [[[early], [late]], [[late], [early]], [[late, early, late]]])
      expect(joinEntries(...lists)).toEqual([entry(1, 'a', [1, 2, 10])]);
  });

  it('are at the earliest time of an event, with what was delivered then', () => {
    const early = entry(1, 'a', [0, 1], { values: ['early'] });
    const late = entry(2, 'a', [1], { values: ['late'] });
    expect(joinEntries([early], [late])).toEqual([early]);
    expect(joinEntries([late], [early])).toEqual([early]);
    expect(joinEntries([late, entry(1, 'a', [0], { values: ['early'] })])).toEqual([early]);
  });
});

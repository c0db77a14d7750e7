import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import type { Correlation } from '../correlation-ast.ts';
import { keepingOf, neededValues } from './bounds.ts';
import { type Entry, joinEntries } from './entries.ts';
import { firingsOf } from './firings.ts';

const correlation: Correlation = {
  ...{ type: 'value_count', condition: [{ op: 'gte', value: 3 }], rules: ['a'], groupBy: [] },
  ...{ fields: ['v'], carried: [], timespanSeconds: 10 },
};
const keeping = keepingOf(correlation);
const needed = (...lists: readonly (readonly Entry[])[]) => neededValues(keeping, joinEntries(...lists));

/** Entries of one part, with lists of few values. */
const entriesOf = (from: number): fc.Arbitrary<readonly Entry[]> =>
  fc
    .array(
      fc.record({
        at: fc.integer({ min: from, max: from + 9 }).map((second) => second * 1000),
        values: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 5 }),
      }),
      { maxLength: 14 },
    )
    .map((list) => list.map((one, index) => ({ ...one, id: `${from}-${index}`, refs: [0] })));

describe('values that no window can need', () => {
  it('can be left out of every batch, in any order, or once of all', () => {
    const batches = fc.array(fc.subarray([0, 1, 2]), { maxLength: 4 });
    fc.assert(
      fc.property(entriesOf(0), batches, (entries, picks) => {
        const batch = (pick: readonly number[]) => entries.filter((_, index) => pick.includes(index % 3));
        const last = batch([0, 1, 2]).toReversed();
        const state = [...picks.map(batch), last].reduce<readonly Entry[]>(
          (known, more) => needed(more, known),
          [],
        );
        expect(state).toEqual(needed(entries));
      }),
    );
  });

  it('change nothing about when a correlation holds', () => {
    fc.assert(
      fc.property(entriesOf(0), entriesOf(10), (before, after) => {
        const times = (entries: readonly Entry[]) => firingsOf(correlation, entries).map(({ at }) => at);
        expect(times(joinEntries(needed(before), needed(after)))).toEqual(times(joinEntries(before, after)));
      }),
    );
  });

  it('are bounded however many each event has', () => {
    const wide = Array.from({ length: 50 }, (_, index) => ({
      ...{ at: index, id: `${index}`.padStart(2, '0'), refs: [0] },
      values: Array.from({ length: 100 }, (_one, place) => `${index}-${place}`),
    }));
    expect(needed(wide).flatMap(({ values = [] }) => values)).toHaveLength(2 * keeping.keys);
  });
});

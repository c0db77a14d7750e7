import { describe, expect, it } from '@jest/globals';
import { fc } from '../../../test/support/property.ts';
import type { Bound, Correlation, CorrelationType } from '../correlation-ast.ts';
import { boundedPart, countsTo, KEPT_AT_LEAST, type Keeping, keepingOf, partOf } from './bounds.ts';
import { type Entry, joinEntries } from './entries.ts';
import { firingsOf } from './firings.ts';

const correlationOf = (
  type: CorrelationType,
  condition: readonly Bound[],
  rest: Partial<Correlation> = {},
): Correlation => ({
  ...{ type, condition, rules: ['a', 'b', 'c'], groupBy: [], timespanSeconds: 10, carried: [] },
  fields: type.startsWith('value_') ? ['v'] : [],
  ...rest,
});

const gte = (value: number): Bound => ({ op: 'gte', value });

describe('how much is kept', () => {
  it.each<readonly [string, readonly Bound[], number]>([
    ['no number', [], 1],
    ['one', [gte(10)], 11],
    ['the larger of two', [gte(3), { op: 'lte', value: 7 }], 8],
    ['one that is no whole number', [gte(2.5)], 3],
    ['nothing below one', [{ op: 'gt', value: -5 }], 1],
  ])('a condition with %s is told from what is above it', (_, condition, expected) => {
    expect(countsTo(condition)).toBe(expected);
  });

  it.each<readonly [CorrelationType, number, Keeping]>([
    ['event_count', 3, { ends: KEPT_AT_LEAST, keys: 0, ofEach: 0 }],
    ['event_count', 1000, { ends: 1001, keys: 0, ofEach: 0 }],
    ['value_count', 1000, { ends: KEPT_AT_LEAST, keys: 1001, ofEach: 1 }],
    ['temporal', 2, { ends: KEPT_AT_LEAST, keys: 3, ofEach: 50 }],
    ['temporal_ordered', 2, { ends: KEPT_AT_LEAST, keys: 3, ofEach: 50 }],
    ['value_sum', 1000, { ends: 2 * KEPT_AT_LEAST, keys: 0, ofEach: 0 }],
    ['value_avg', 1000, { ends: 2 * KEPT_AT_LEAST, keys: 0, ofEach: 0 }],
    ['value_percentile', 1000, { ends: 2 * KEPT_AT_LEAST, keys: 0, ofEach: 0 }],
  ])('for %s at least %d', (type, value, expected) => {
    expect(keepingOf(correlationOf(type, [gte(value)]))).toEqual(expected);
  });

  it.each([
    [0, 0],
    [9_999, 0],
    [10_000, 1],
    [1_767_225_600_123, 176_722_560],
    [-1, -1],
  ])('the instant %d lies in part %d of ten seconds', (at, part) => {
    expect(partOf(correlationOf('event_count', []), at)).toBe(part);
  });
});

/** Entries of one part of ten seconds: many at the same instants, of few values and rules. */
const entryAt = (number: number, at: fc.Arbitrary<number>): fc.Arbitrary<Entry> =>
  fc
    .record({
      at,
      refs: fc.subarray([0, 1, 2], { minLength: 1 }),
      values: fc.array(fc.constantFrom('1', '2', '3', 'x', 'y'), { minLength: 1, maxLength: 2 }),
    })
    .map((entry) => ({ ...entry, id: `e${(number * 37) % 101}` }));

const entriesIn = (at: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<readonly Entry[]> =>
  fc
    .integer({ min: 0, max: maxLength })
    .chain((length) => fc.tuple(...Array.from({ length }, (_, number) => entryAt(number, at))));

/** Of several entries a key, only with room for all five values. */
const keeping: fc.Arbitrary<Keeping> = fc
  .record({ ends: fc.integer({ min: 1, max: 5 }), keys: fc.integer({ min: 0, max: 5 }) })
  .chain(({ ends, keys }) =>
    fc.record({
      ends: fc.constant(ends),
      keys: fc.constant(keys),
      ofEach: fc.integer({ min: 1, max: keys === 5 ? 3 : 1 }),
    }),
  );

describe('a bounded part', () => {
  const entry = (number: number, values: readonly string[] = ['v']): Entry => ({
    ...{ at: number, id: `e${String(number).padStart(2, '0')}`, refs: [0], values },
  });
  const row = (length: number): readonly Entry[] => Array.from({ length }, (_, number) => entry(number));
  const times = (entries: readonly Entry[]): readonly number[] => entries.map(({ at }) => at);

  it('keeps everything as long as the ends have room', () => {
    expect(boundedPart({ ends: 3, keys: 0, ofEach: 0 }, row(6).toReversed())).toEqual(row(6));
  });

  it('keeps both ends of what is more', () => {
    expect(times(boundedPart({ ends: 3, keys: 0, ofEach: 0 }, row(9)))).toEqual([0, 1, 2, 6, 7, 8]);
  });

  it('keeps of the first and of the last values what comes first and last', () => {
    const values = ['a', 'a', 'b', 'b', 'b', 'c', 'd', 'd', 'e', 'e', 'a'];
    const entries = values.map((value, number) => entry(number, [value]));
    const part = boundedPart({ ends: 1, keys: 2, ofEach: 1 }, entries);
    // First of a and b; last of a and e.
    expect(times(part)).toEqual([0, 2, 9, 10]);
  });

  it('keeps so many of each value', () => {
    const values = ['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'a', 'a', 'a'];
    const entries = values.map((value, number) => entry(number, [value]));
    expect(times(boundedPart({ ends: 1, keys: 2, ofEach: 2 }, entries))).toEqual([0, 1, 3, 4, 6, 7, 9, 10]);
  });

  it('keeps of rules where no values are counted', () => {
    const refs = [[0], [0], [1], [1], [0, 2], [0], [0]];
    const entries = refs.map((met, at): Entry => ({ at, id: `e${at}`, refs: met }));
    expect(times(boundedPart({ ends: 1, keys: 3, ofEach: 1 }, entries))).toEqual([0, 2, 3, 4, 6]);
  });

  it('is the same however its entries come: in any order and batches, again and again', () => {
    const sample = fc.record({
      keeping,
      entries: entriesIn(fc.integer({ min: 0, max: 12 }), 40),
      order: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(sample, ({ keeping: kept, entries, order }) => {
        const whole = boundedPart(kept, entries);
        let part: readonly Entry[] = [];
        const left = [...entries, ...entries.slice(0, 10)];
        while (left.length > 0) {
          const size = 1 + ((order.next().value ?? 0) % 4);
          const batch = Array.from({ length: size }, () =>
            left.splice((order.next().value ?? 0) % Math.max(left.length, 1), 1),
          ).flat();
          part = boundedPart(kept, batch, part);
        }
        expect(part).toEqual(whole);
        expect(boundedPart(kept, part, entries, part)).toEqual(whole);
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 500) },
    );
  });

  it('joins two halves that were cut apart', () => {
    const halves = fc.tuple(keeping, entriesIn(fc.integer({ min: 0, max: 12 }), 40), fc.nat(40));
    fc.assert(
      fc.property(halves, ([kept, entries, cut]) => {
        const parts = [entries.slice(0, cut), entries.slice(cut)].map((half) => boundedPart(kept, half));
        expect(boundedPart(kept, ...parts)).toEqual(boundedPart(kept, entries));
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 500) },
    );
  });
});

/** What parts that were cut tell: every part is judged with the one before it. */
function fromParts(correlation: Correlation, entries: readonly Entry[], kept: Keeping): readonly number[] {
  const parts = new Map<number, Entry[]>();
  for (const entry of entries) {
    const part = partOf(correlation, entry.at);
    parts.set(part, [...(parts.get(part) ?? []), entry]);
  }
  return [...parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([part, own]) => {
      const joined = joinEntries(boundedPart(kept, parts.get(part - 1) ?? []), boundedPart(kept, own));
      return firingsOf(correlation, joined)
        .filter(({ at }) => partOf(correlation, at) === part)
        .map(({ at }) => at);
    });
}

/** Instants at which the correlation begins to hold. */
function onsets(correlation: Correlation, entries: readonly Entry[]): readonly number[] {
  const instants = [...new Set(entries.map(({ at }) => at))].sort((a, b) => a - b);
  const held = new Set(firingsOf(correlation, entries).map(({ at }) => at));
  return instants.filter((at, place) => held.has(at) && !held.has(instants[place - 1] ?? Number.NaN));
}

/** As `keepingOf`, with ends as short as may be. */
const tight = (correlation: Correlation): Keeping => {
  const { keys } = keepingOf(correlation);
  const ends = correlation.type === 'event_count' ? countsTo(correlation.condition) : 1;
  return { ends, keys, ofEach: 1 };
};

/** Only the types that count values have any. */
const asOf = (type: CorrelationType, entries: readonly Entry[]): readonly Entry[] =>
  type === 'value_count' ? entries : entries.map(({ values: _, ...entry }) => entry);

describe('what cut parts tell', () => {
  const flood = entriesIn(
    fc.integer({ min: 0, max: 60 }).map((half) => half * 500),
    60,
  ).map((entries) => joinEntries(entries));
  const op = fc.constantFrom<Bound['op']>('gt', 'gte', 'lt', 'lte', 'eq', 'neq');
  const bound = (ops: fc.Arbitrary<Bound['op']>) =>
    fc.array(fc.record({ op: ops, value: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 2 });

  it.each(['event_count', 'value_count', 'temporal'] as const)(
    '%s: never anything else than what all entries tell',
    (type) => {
      fc.assert(
        fc.property(flood, bound(op), (drawn, condition) => {
          const correlation = correlationOf(type, condition);
          const entries = asOf(type, drawn);
          const exact = firingsOf(correlation, entries).map(({ at }) => at);
          for (const at of fromParts(correlation, entries, tight(correlation))) expect(exact).toContain(at);
        }),
        { numRuns: Number(process.env.FC_RUNS ?? 1000) },
      );
    },
  );

  it.each([
    ['event_count', op],
    ['value_count', fc.constantFrom<Bound['op']>('gt', 'gte')],
    ['temporal', fc.constantFrom<Bound['op']>('gt', 'gte')],
  ] as const)('%s: every instant at which it begins to hold', (type, ops) => {
    fc.assert(
      fc.property(flood, bound(ops), (drawn, condition) => {
        const correlation = correlationOf(type, condition);
        const entries = asOf(type, drawn);
        const told = fromParts(correlation, entries, tight(correlation));
        for (const at of onsets(correlation, entries)) expect(told).toContain(at);
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 1000) },
    );
  });

  it.each(['event_count', 'value_count', 'temporal'] as const)('%s: a flood of 5,000 entries', (type) => {
    const correlation = correlationOf(type, [gte(3)]);
    const entries = joinEntries(
      Array.from({ length: 5000 }, (_, number): Entry => {
        const key = number === 2600 ? 1 : number === 2700 ? 2 : 0;
        const at = 1_000_000 + number * 5;
        return {
          at,
          id: `e${number}`,
          refs: [key],
          ...(type === 'value_count' ? { values: [String(key)] } : {}),
        };
      }),
    );
    const told = fromParts(correlation, entries, keepingOf(correlation));
    expect(told[0]).toBe(firingsOf(correlation, entries)[0]?.at);
    const exact = onsets(correlation, entries);
    expect(told).toEqual(expect.arrayContaining([...exact]));
  });
});

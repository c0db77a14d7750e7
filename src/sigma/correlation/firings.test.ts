import { describe, expect, it } from '@jest/globals';
import type { Bound, Correlation, CorrelationType } from '../correlation-ast.ts';
import { type Entry, joinEntries } from './entries.ts';
import { episodesOf, firingsOf } from './firings.ts';

type Written = readonly [second: number, rest?: Partial<Entry>];

/** Entries at seconds, of the first rule where nothing else is said. */
const entriesAt = (...written: readonly Written[]): readonly Entry[] =>
  joinEntries(
    written.map(([second, rest], number) => ({ at: second * 1000, id: `e${number}`, refs: [0], ...rest })),
  );

const correlationOf = (
  type: CorrelationType,
  condition: readonly Bound[],
  rest: Partial<Correlation> = {},
): Correlation => ({
  ...{ type, condition, rules: ['a', 'b', 'c'], groupBy: [], timespanSeconds: 10, fields: [], carried: [] },
  ...rest,
});

const gte = (value: number): readonly Bound[] => [{ op: 'gte', value }];
const values = (...texts: readonly string[]): Partial<Entry> => ({ values: texts });
const met = (...refs: readonly number[]): Partial<Entry> => ({ refs });

/** `second: result` of every firing. */
const told = (correlation: Correlation, entries: readonly Entry[]): readonly string[] =>
  firingsOf(correlation, entries).map(({ at, result }) => `${at / 1000}: ${result}`);

describe('event_count', () => {
  it('counts the window that ends at each event, both ends included', () => {
    const entries = entriesAt([0], [5], [10], [20], [20.001]);
    expect(told(correlationOf('event_count', gte(3)), entries)).toEqual(['10: 3']);
    expect(told(correlationOf('event_count', gte(2)), entries)).toEqual([
      '5: 2',
      '10: 3',
      '20: 2',
      '20.001: 2',
    ]);
  });

  it('looks at an instant when all of its events are in', () => {
    const entries = entriesAt([0], [0], [0]);
    expect(told(correlationOf('event_count', [{ op: 'eq', value: 1 }]), entries)).toEqual([]);
    expect(told(correlationOf('event_count', [{ op: 'eq', value: 3 }]), entries)).toEqual(['0: 3']);
  });

  it.each<readonly [Bound['op'], readonly number[]]>([
    ['gt', [3]],
    ['gte', [2, 3]],
    ['lt', [1]],
    ['lte', [1, 2]],
    ['eq', [2]],
    ['neq', [1, 3]],
  ])('%s 2 holds for %j of 1 to 3', (op, counts) => {
    const firings = firingsOf(correlationOf('event_count', [{ op, value: 2 }]), entriesAt([1], [2], [3]));
    expect(firings.map(({ result }) => result)).toEqual(counts);
  });

  it('wants all of its comparisons', () => {
    const range: readonly Bound[] = [...gte(2), { op: 'lt', value: 4 }];
    expect(told(correlationOf('event_count', range), entriesAt([1], [2], [3], [4]))).toEqual([
      '2: 2',
      '3: 3',
    ]);
  });

  it('says which entries are in the window', () => {
    const firings = firingsOf(correlationOf('event_count', gte(2)), entriesAt([0], [8], [9], [19]));
    expect(firings.map(({ first, end }) => [first, end])).toEqual([
      [0, 2],
      [0, 3],
      [2, 4],
    ]);
  });

  it('has nothing to tell of nothing', () =>
    expect(firingsOf(correlationOf('event_count', []), [])).toEqual([]));
});

describe('value_count', () => {
  it('counts what is different, and forgets what has left', () => {
    const written: readonly Written[] = [
      ...[[0, values('x')] as const, [1, values('x')] as const, [2, values('y', 'z')] as const],
      ...[[11, values('z')] as const, [13, values('X')] as const],
    ];
    expect(told(correlationOf('value_count', gte(1)), entriesAt(...written))).toEqual([
      ...['0: 1', '1: 1', '2: 3', '11: 3', '13: 2'],
    ]);
  });
});

describe('temporal', () => {
  it('counts the rules that were met', () => {
    const entries = entriesAt([0, met(2)], [3, met(0)], [4, met(0, 1)], [13, met(0)], [15, met(2)]);
    expect(told(correlationOf('temporal', gte(1)), entries)).toEqual([
      '0: 1',
      '3: 2',
      '4: 3',
      '13: 2',
      '15: 2',
    ]);
  });
});

describe('temporal_ordered', () => {
  const ordered = correlationOf('temporal_ordered', gte(3));

  it.each<readonly [string, readonly Written[], readonly string[]]>([
    [
      'in order',
      [
        [0, met(0)],
        [1, met(1)],
        [2, met(2)],
      ],
      ['2: 3'],
    ],
    [
      'out of order',
      [
        [0, met(2)],
        [1, met(1)],
        [2, met(0)],
      ],
      [],
    ],
    [
      'at one instant',
      [
        [0, met(2)],
        [0, met(1)],
        [0, met(0)],
      ],
      ['0: 3'],
    ],
    [
      'with others between',
      [
        [0, met(0)],
        [1, met(2)],
        [2, met(1)],
        [3, met(0)],
        [4, met(2)],
      ],
      ['4: 3'],
    ],
    [
      'as far as the span',
      [
        [0, met(0)],
        [5, met(1)],
        [10, met(2)],
      ],
      ['10: 3'],
    ],
    [
      'beyond the span',
      [
        [0, met(0)],
        [5, met(1)],
        [10.001, met(2)],
      ],
      [],
    ],
    [
      'with a later start',
      [
        [0, met(0)],
        [5, met(0)],
        [6, met(1)],
        [12, met(2)],
      ],
      ['12: 3'],
    ],
    [
      'with a start too late',
      [
        [0, met(0)],
        [5, met(1)],
        [6, met(0)],
        [12, met(2)],
      ],
      [],
    ],
    [
      'by one event for several rules',
      [
        [0, met(0, 1)],
        [4, met(2)],
      ],
      ['4: 3'],
    ],
  ])('rules %s', (_, written, expected) => {
    expect(told(ordered, entriesAt(...written))).toEqual(expected);
  });

  it('counts how many were met in order', () => {
    const entries = entriesAt([0, met(1)], [1, met(0)], [2, met(2)], [3, met(1)], [4, met(2)]);
    const any = correlationOf('temporal_ordered', gte(1));
    expect(told(any, entries)).toEqual(['0: 1', '1: 1', '2: 2', '3: 2', '4: 3']);
  });
});

describe('sums and averages', () => {
  const entries = entriesAt(
    [0, values('0.1')],
    [1, values('0.2', 'x')],
    [2, values('y')],
    [11, values('10')],
    [30, values('')],
  );

  it('leave out what is no number, and have no result where nothing is left', () => {
    expect(told(correlationOf('value_sum', [{ op: 'gt', value: -1 }]), entries)).toEqual([
      ...['0: 0.1', '1: 0.3', '2: 0.3', '11: 10.2'],
    ]);
    expect(told(correlationOf('value_avg', [{ op: 'gt', value: -1 }]), entries)).toEqual([
      ...['0: 0.1', '1: 0.15', '2: 0.15', '11: 5.1'],
    ]);
    expect(told(correlationOf('value_sum', [{ op: 'lt', value: 5 }]), entriesAt([0], [1, values()]))).toEqual(
      [],
    );
  });

  it.each<readonly [CorrelationType, number]>([
    ['value_sum', 0.3],
    ['value_avg', 0.15],
  ])('%s compares exactly', (type, value) => {
    expect(told(correlationOf(type, [{ op: 'eq', value }]), entries)).toEqual([`1: ${value}`, `2: ${value}`]);
  });
});

describe('value_percentile', () => {
  const percentile = (percent: number | undefined, condition: readonly Bound[]): Correlation =>
    correlationOf('value_percentile', condition, percent === undefined ? {} : { percentile: percent });
  const of = (percent: number | undefined, ...texts: readonly string[]): number | undefined =>
    firingsOf(percentile(percent, [{ op: 'gte', value: -1000 }]), entriesAt([0, values(...texts)]))[0]
      ?.result;
  const upTo = (last: number, step = 1): readonly string[] =>
    Array.from({ length: last + 1 }, (_, number) => String(number * step));

  it.each<readonly [number | undefined, readonly string[], number | undefined]>([
    [90, upTo(10, 10), 90],
    [undefined, ['3', '1', '2'], 2],
    [undefined, ['1', '2'], 1.5],
    [25, ['10', '20', '30'], 15],
    [75, ['30', '10', '20'], 25],
    [0, ['2', '1', '3'], 1],
    [100, ['2', '3', '1'], 3],
    [50, ['x', '7', ''], 7],
    [50, ['x'], undefined],
    [50, ['-1', '1.5e1', '3'], 3],
    [55, upTo(20), 11],
    [7, upTo(100), 7],
  ])('%p of %j is %p', (percent, texts, expected) => {
    expect(of(percent, ...texts)).toBe(expected);
  });

  it('forgets what has left', () => {
    const entries = entriesAt(
      [0, values('5', 'x')],
      [1, values('1', '5')],
      [2, values('9')],
      [11, values('9')],
      [13, values('y')],
    );
    expect(told(percentile(0, gte(-10)), entries)).toEqual(['0: 5', '1: 1', '2: 1', '11: 1', '13: 9']);
    expect(told(percentile(100, gte(-10)), entries)).toEqual(['0: 5', '1: 5', '2: 9', '11: 9', '13: 9']);
  });
});

describe('episodes', () => {
  const correlation = correlationOf('event_count', gte(2));

  it('join firings whose windows overlap', () => {
    const entries = entriesAt([0], [1], [11], [21], [40], [50], [50.5], [70], [71]);
    const firings = firingsOf(correlation, entries);
    const episodes = episodesOf(correlation, entries, firings);
    expect(episodes.map((one) => one.firings.map(({ at }) => at / 1000))).toEqual([
      [1, 11, 21],
      [50, 50.5],
      [71],
    ]);
    expect(episodes.map((one) => one.entries.map(({ at }) => at / 1000))).toEqual([
      [0, 1, 11, 21],
      [40, 50, 50.5],
      [70, 71],
    ]);
  });

  it('keep windows apart that do not touch', () => {
    const entries = entriesAt([0], [1], [11.001], [11.002]);
    const episodes = episodesOf(correlation, entries, firingsOf(correlation, entries));
    expect(episodes.map((one) => one.firings.length)).toEqual([1, 1]);
    expect(episodesOf(correlation, entries, [])).toEqual([]);
  });
});

import type { Bound, BoundOp, Correlation } from '../correlation-ast.ts';
import { type Decimal, decimalOf, exactSum } from './decimal.ts';
import type { Entry } from './entries.ts';

/** What a window comes to: entries go in and out in order of time. */
export interface Aggregate {
  /** Takes in the entries of one instant. */
  readonly add: (entries: readonly Entry[], at: number) => void;
  readonly drop: (entry: Entry) => void;
  /** Whether the condition holds, and of what. `undefined`: there is nothing to compare. */
  readonly judge: (from: number) => { readonly holds: boolean; readonly result: number } | undefined;
}

/** Starts the aggregate that a correlation asks for. */
export function aggregateOf(correlation: Correlation): Aggregate {
  switch (correlation.type) {
    case 'event_count':
      return counted(correlation.condition);
    case 'value_count':
      return distinct(correlation.condition, ({ values = [] }) => values);
    case 'temporal':
      return distinct(correlation.condition, ({ refs }) => refs);
    case 'temporal_ordered':
      return ordered(correlation);
    case 'value_sum':
      return summed(correlation.condition, () => 1);
    case 'value_avg':
      return summed(correlation.condition, (count) => count);
    case 'value_percentile':
      return percentile(correlation);
  }
}

const COMPARED: Readonly<Record<BoundOp, (sign: number) => boolean>> = {
  gt: (sign) => sign > 0,
  gte: (sign) => sign >= 0,
  lt: (sign) => sign < 0,
  lte: (sign) => sign <= 0,
  eq: (sign) => sign === 0,
  neq: (sign) => sign !== 0,
};

const judged = (condition: readonly Bound[], result: number) => ({
  holds: condition.every(({ op, value }) => COMPARED[op](Math.sign(result - value))),
  result,
});

function counted(condition: readonly Bound[]): Aggregate {
  let count = 0;
  return {
    add: (entries) => {
      count += entries.length;
    },
    drop: () => {
      count -= 1;
    },
    judge: () => judged(condition, count),
  };
}

/** Counts what is different: values, or rules. */
function distinct<T>(condition: readonly Bound[], keysOf: (entry: Entry) => readonly T[]): Aggregate {
  const counts = new Map<T, number>();
  return {
    add: (entries) => {
      for (const key of entries.flatMap(keysOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    drop: (entry) => {
      for (const key of keysOf(entry)) {
        const left = (counts.get(key) ?? 0) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      }
    },
    judge: () => judged(condition, counts.size),
  };
}

/**
 * Counts how many of the rules are met one after the other, in their order.
 *
 * `latest[n][rule]` is the latest start of a chain of n + 1 rules that ends in that rule: a chain lies in the window when it
 * starts there, so nothing has to be taken out. Equal times count as ordered: within an instant, rules are taken in
 * their order.
 */
function ordered({ condition, rules }: Correlation): Aggregate {
  const latest = rules.map(() => rules.map(() => Number.NEGATIVE_INFINITY));
  const extend = (rule: number, at: number): void => {
    for (const [links, starts] of latest.entries()) {
      const before = latest[links - 1];
      const start = before ? Math.max(Number.NEGATIVE_INFINITY, ...before.slice(0, rule)) : at;
      starts[rule] = Math.max(starts[rule] ?? start, start);
    }
  };
  return {
    add: (entries, at) => {
      const met = new Set(entries.flatMap(({ refs }) => refs));
      for (const rule of rules.keys()) if (met.has(rule)) extend(rule, at);
    },
    drop: () => undefined,
    judge: (from) =>
      judged(condition, latest.filter((starts) => starts.some((start) => start >= from)).length),
  };
}

const numbersOf = ({ values = [] }: Entry): readonly Decimal[] =>
  values.flatMap((value) => decimalOf(value) ?? []);

function summed(condition: readonly Bound[], divisor: (count: number) => number): Aggregate {
  const sum = exactSum();
  let count = 0;
  return {
    add: (entries) => {
      for (const number of entries.flatMap(numbersOf)) {
        sum.add(number);
        count += 1;
      }
    },
    drop: (entry) => {
      for (const number of numbersOf(entry)) {
        sum.drop(number);
        count -= 1;
      }
    },
    judge: () => {
      if (count === 0) return undefined;
      const parts = divisor(count);
      const holds = condition.every(({ op, value }) => {
        const bound = decimalOf(value);
        return bound !== undefined && COMPARED[op](sum.compare(bound, parts));
      });
      return { holds, result: sum.value(parts) };
    },
  };
}

function percentile({ condition, percentile: percent = 50 }: Correlation): Aggregate {
  const sorted: number[] = [];
  const place = (value: number): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? value) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const doublesOf = ({ values = [] }: Entry): readonly number[] =>
    values.flatMap((value) => (decimalOf(value) ? [Number(value)] : []));
  return {
    add: (entries) => {
      for (const value of entries.flatMap(doublesOf)) sorted.splice(place(value), 0, value);
    },
    drop: (entry) => {
      for (const value of doublesOf(entry)) sorted.splice(place(value), 1);
    },
    judge: () => (sorted.length === 0 ? undefined : judged(condition, interpolated(sorted, percent))),
  };
}

/** Linear interpolation between the two values around the wanted place. */
function interpolated(sorted: readonly number[], percent: number): number {
  // Divided last: 0.55 times 20 is more than 11.
  const rank = (percent * (sorted.length - 1)) / 100;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}

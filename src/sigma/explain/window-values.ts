import { decimalOf } from '../correlation/decimal.ts';
import type { Entry } from '../correlation/entries.ts';
import { eventIdsOf } from '../correlation/events-behind.ts';
import type { Correlation } from '../correlation-ast.ts';

/** What the events of a window have in the field that counts. */
export interface WindowValues {
  /** Of `value_…` types: the values that count, each once. */
  readonly values: readonly string[];
  /** Of types that calculate: what is no number and so does not count. Absent: nothing. */
  readonly notCounted?: {
    /** Each once. */
    readonly values: readonly string[];
    /** Of the events that have them, in order of time. */
    readonly eventIds: readonly string[];
  };
}

const isNoNumber = (value: string): boolean => decimalOf(value) === undefined;
const CALCULATING: readonly Correlation['type'][] = ['value_sum', 'value_avg', 'value_percentile'];

/** Gathers the values of a window's entries. */
export function valuesIn(type: Correlation['type'], entries: readonly Entry[]): WindowValues {
  const all = [...new Set(entries.flatMap(({ values = [] }) => values))];
  if (!CALCULATING.includes(type)) return { values: all };
  const values = all.filter((value) => !isNoNumber(value));
  if (values.length === all.length) return { values };
  const odd = entries.filter((entry) => entry.values?.some(isNoNumber));
  return { values, notCounted: { values: all.filter(isNoNumber), eventIds: eventIdsOf(odd) } };
}

import { requiredValues } from '../pushdown/witness.ts';
import type { SigmaRule } from '../rule.ts';
import { fold } from '../text/fold.ts';
import { type SigmaEvent, textOf } from './event-values.ts';
import { COMPLEX, type FieldPath, fieldPath, singleValue } from './fields.ts';

/** Rules by number, for one field: which to try for which value. Rules are in one index at most. */
interface FieldIndex {
  readonly path: FieldPath;
  readonly byValue: ReadonlyMap<string, readonly number[]>;
  /** For events whose value is a list or an object. */
  readonly all: readonly number[];
}

/** Says which rules may match an event. */
export interface DispatchIndex {
  /** Rules that no field narrows. */
  readonly open: readonly number[];
  readonly fields: readonly FieldIndex[];
}

/** Puts each rule under the values of the first field that narrows it. */
export function buildIndex(rules: readonly SigmaRule[], names: readonly string[]): DispatchIndex {
  const left = new Set(rules.keys());
  const fields = names.map((name): FieldIndex => {
    const byValue = new Map<string, number[]>();
    const all: number[] = [];
    for (const number of [...left]) {
      const rule = rules[number];
      const values = rule && requiredValues(rule, name);
      if (!values) continue;
      left.delete(number);
      all.push(number);
      for (const value of values) byValue.set(value, [...(byValue.get(value) ?? []), number]);
    }
    return { path: fieldPath(name), byValue, all };
  });
  return { open: [...left], fields };
}

const NONE: readonly number[] = [];

/** The rules of one field that an event's value allows: none when the field is missing or null. */
export function candidates(index: FieldIndex, event: SigmaEvent): readonly number[] {
  const value = singleValue(event, index.path);
  if (value === COMPLEX) return index.all;
  const text = typeof value === 'string' ? value : textOf(value);
  return text === undefined ? NONE : (index.byValue.get(fold(text)) ?? NONE);
}

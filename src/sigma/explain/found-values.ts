import { isRecord, type SigmaEvent, textOf } from '../match/event-values.ts';
import { fieldPath, MISSING, testField } from '../match/fields.ts';
import { nearest } from '../suggest.ts';
import type { Surroundings } from './traces.ts';

/** What an event has at a field: every branch through lists, each element by itself, as matching sees it. */
export function fieldValues(
  event: SigmaEvent,
  field: string,
): { readonly present: boolean; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const found = testField(event, fieldPath(field), (value) => {
    values.push(value);
    return false;
  });
  return { present: found !== MISSING, values };
}

/** Longest text of a value, in UTF-16 units. */
const MOST_TEXT = 4000;

/** Writes a value of an event: texts in double quotes as they are, objects as compact JSON; what is very long is cut. */
export const valueText = (value: unknown): string =>
  typeof value === 'string' ? `"${cut(value)}"` : cut(textOf(value) ?? 'null');

const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);

/** A text, number, boolean or null of an event, and where it stands. */
export interface PlacedValue {
  readonly at: string;
  readonly value: unknown;
}

/** Lists every value that keywords are searched in. A line of text is its own only value. */
export function scalarsOf(value: unknown, at = ''): readonly PlacedValue[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => scalarsOf(inner, `${at}[${index}]`));
  if (isRecord(value))
    return Object.entries(value).flatMap(([key, inner]) =>
      scalarsOf(inner, at === '' ? key : `${at}.${key}`),
    );
  return [{ at, value }];
}

/** The nearest field around a missing one, and what is there; `undefined` where nothing is on the way to it. */
export function surroundings(event: SigmaEvent, field: string): Surroundings | undefined {
  const dot = field.lastIndexOf('.');
  if (dot === -1) return undefined;
  const outer = field.slice(0, dot);
  const { present, values } = fieldValues(event, outer);
  if (!present) return surroundings(event, outer);
  const names = values.flatMap((value) => (isRecord(value) ? Object.keys(value) : valueText(value)));
  return { field: outer, has: [...new Set(names)].slice(0, MOST_NAMES) };
}

/** Names looked at for a suggestion. */
const MOST_NAMES = 2000;

/** Another field of the event whose name is nearly that of a missing one: letter case counts in names of fields. */
export function nearField(event: SigmaEvent, field: string): string | undefined {
  // What lies around a field is not written nearly so.
  const names = fieldNames(event, '').filter((name) => name !== field && !field.startsWith(`${name}.`));
  return nearest(field, [...new Set(names)].slice(0, MOST_NAMES));
}

function fieldNames(value: unknown, before: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((inner) => fieldNames(inner, before));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    before + key,
    ...fieldNames(inner, `${before}${key}.`),
  ]);
}

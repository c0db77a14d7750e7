import { canonicalJson } from './canonical-json.ts';
import { sha256Text } from './digest.ts';
import type { WatchedEvent } from './event.ts';
import { fieldOf } from './fields.ts';

/** What tells findings of one rule apart unless the rule says otherwise. */
export const DEFAULT_DEDUP_FIELDS = ['accountId', 'principal'] as const;

const MAX_VALUE = 160;
const MAX_KEY = 640;

/**
 * Prints the values of a rule's deduplication fields: `123456789012|alice`.
 *
 * Two different lists of values never print alike: separators and control characters inside values are escaped as
 * `%XX` code units, what is not a string starts with `=`, and what is long keeps its head and ends in `~` and a digest
 * of the whole. A field that is missing, null or empty prints as nothing.
 */
export function dedupKeyOf(event: WatchedEvent, dedupFields: readonly string[]): string {
  const fields = dedupFields.length === 0 ? DEFAULT_DEDUP_FIELDS : dedupFields;
  return dedupKeyFrom(fields.map((field) => fieldOf(event, field)));
}

/** The same of values that are known. */
export const dedupKeyFrom = (values: readonly unknown[]): string =>
  bounded(values.map((value) => bounded(printed(value), MAX_VALUE)).join('|'), MAX_KEY);

// `%` makes escapes reversible; `|` separates; `~` marks a digest; a leading `=` marks what is no string.
const UNSAFE = /[%|~\p{Cc}\p{Zl}\p{Zp}]|\p{Surrogate}|^=/gu;

function printed(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return escaped(value);
  return `=${escaped(canonicalJson(value))}`;
}

const escaped = (text: string): string =>
  text.replace(UNSAFE, (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);

function bounded(text: string, max: number): string {
  if (text.length <= max) return text;
  const digest = sha256Text(text);
  // Never ends in half a pair: that would print differently once stored.
  const head = text.slice(0, max - digest.length - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${head}~${digest}`;
}

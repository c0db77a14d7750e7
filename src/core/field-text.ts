/** Longest text that a field of `WatchedEvent` holds, in UTF-16 units; CloudTrail itself cuts user agents at 1 KB. */
const MAX_FIELD_LENGTH = 1024;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Whether a value is a JSON object: not `null`, not an array. */
export const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a field that should be a text, whatever it holds.
 *
 * Numbers and booleans are printed; `null`, the text `"null"`, objects and lists give `''`. Lone surrogates become
 * U+FFFD, because no table takes them, and what is longer than `maxLength` is cut and ends in `…`.
 */
export function fieldText(value: unknown, maxLength = MAX_FIELD_LENGTH): string {
  if (typeof value === 'string') return value === 'null' ? '' : bounded(value, maxLength);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '';
}

/** The member of an object that may not be one; `undefined` where there is none. */
export const member = (value: unknown, field: string): unknown =>
  isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;

function bounded(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return cut.replace(LONE_SURROGATE, '\uFFFD');
}

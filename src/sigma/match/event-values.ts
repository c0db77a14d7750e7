/** An event: a decoded record, or one line of text, which has no fields. */
export type SigmaEvent = object | string;

/** Whether a value is an object with keys (not null, not a list). */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The text of a value: texts as they are, numbers and booleans as JSON writes them, objects as compact JSON.
 *
 * `undefined` for null and for what is not there.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  return isRecord(value) ? compactJson(value) : undefined;
}

let lastObject: object | undefined;
let lastText = '';

/** Forgets the text of the last object: whoever owns an event may change it before it is matched again. */
export function forgetTexts(): void {
  lastObject = undefined;
}

/** Several rules ask for the text of the same object in a row: the last one is remembered. */
function compactJson(value: object): string {
  if (value !== lastObject) {
    lastText = JSON.stringify(value, wholeNumbers) ?? '';
    lastObject = value;
  }
  return lastText;
}

const wholeNumbers = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

/** Whether any text, number or boolean below a value passes; keys are not looked at. */
export function someScalar(value: unknown, test: (value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((inner) => someScalar(inner, test));
  if (!isRecord(value)) return value !== null && value !== undefined && test(value);
  for (const key in value) if (Object.hasOwn(value, key) && someScalar(value[key], test)) return true;
  return false;
}

/** Whether any text below a value passes. */
export const someText = (value: unknown, test: (text: string) => boolean): boolean =>
  someScalar(value, (inner) => typeof inner === 'string' && test(inner));

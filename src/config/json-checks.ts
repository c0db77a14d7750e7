import { isObject } from '#core/field-text';

/** What is wrong, in words: the key, and what was expected. */
export type Problem = string;

/** Answers what was expected, where a value is not that. */
export type Check = (value: unknown) => string | undefined;

/** Checks by key. A key that is absent is not checked. */
export type Checks = Readonly<Record<string, Check>>;

/** Checks for a text of a given form. */
export const plainText =
  (form: RegExp, expected: string): Check =>
  (value) =>
    typeof value === 'string' && form.test(value) ? undefined : expected;

/** Checks for a list of texts of a given form, at most 1,000. */
export const names =
  (form: RegExp, expected: string): Check =>
  (value) =>
    Array.isArray(value) &&
    value.length <= 1_000 &&
    value.every((one) => typeof one === 'string' && form.test(one))
      ? undefined
      : expected;

/** Checks for one of several words. */
export const oneOfWords =
  (words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? undefined : `one of ${words.join(', ')}`;

/** Checks for a whole number in a range. */
export const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;

/** Checks for a list of maps. */
export const listOfMaps =
  (most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(isObject)
      ? undefined
      : `a list of maps, at most ${most}`;

/** Adds a problem for every key that is not known: a misspelt setting would silently not apply. */
export function unknownKeys(
  place: string,
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  problems: Problem[],
): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      problems.push(`${place}${key.slice(0, 64)}: unknown; known are ${known.join(', ')}`);
  }
}

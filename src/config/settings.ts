import { TrailhoundError } from '#core/errors';
import { fail, ok, type Result } from '#core/result';

/**
 * Reads the text of a variable: the value, or why it is refused.
 *
 * A function and no schema of a library: every Lambda bundle carries it, and would carry 75 kB of library for it.
 */
export type SettingSchema<T> = (text: string) => Result<T, string>;

/**
 * One setting of one function, read from an environment variable.
 *
 * `unit`, `default` and `description` are for people: docs/generated/config.md is printed from them.
 */
export interface Setting<T> {
  /** Name of the environment variable; `TRAILHOUND_` comes first in all of ours. */
  readonly env: string;
  /** What the value counts or is: `minutes`, `table name`, `one of debug, info`. */
  readonly unit: string;
  /** As it would be written into the variable; a setting without one must be given. */
  readonly default?: string;
  readonly description: string;
  readonly schema: SettingSchema<T>;
}

/** The settings of one function, by the names that its code uses. */
export type SettingTable = { readonly [name: string]: Setting<unknown> };

export type SettingsOf<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never;
};

export type Environment = { readonly [name: string]: string | undefined };

const PREFIX = 'TRAILHOUND_';

/** Infers the type of a setting from its schema. */
export const setting = <T>(one: Setting<T>): Setting<T> => one;

/**
 * Reads the settings of a function; an empty variable counts as not given.
 *
 * Throws `TH_SETTINGS_REFUSED` with one line for each problem, all at once: missing and wrong values, and variables that
 * begin with `TRAILHOUND_` and are unknown, because a misspelt setting would silently not apply.
 */
export function readSettings<Table extends SettingTable>(table: Table, env: Environment): SettingsOf<Table> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(table)) {
    const given = env[one.env] || one.default;
    if (given === undefined) {
      problems.push(`${one.env}: missing, expected ${one.unit} (${one.description})`);
      continue;
    }
    const read = one.schema(given);
    if (read.ok) values[name] = read.value;
    else problems.push(`${one.env}: found ${quoted(given)}, expected ${one.unit}: ${read.error}`);
  }
  problems.push(...unknownNames(table, env));
  if (problems.length > 0) {
    throw new TrailhoundError(
      'TH_SETTINGS_REFUSED',
      `${problems.length} problem(s) in the settings:\n${problems.join('\n')}`,
    );
  }
  return values as SettingsOf<Table>;
}

function unknownNames(table: SettingTable, env: Environment): string[] {
  const known = new Set(Object.values(table).map((one) => one.env));
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name))
    .sort()
    .map(
      (name) =>
        `${name}: unknown; known are ${[...known].filter((one) => one.startsWith(PREFIX)).join(', ')}`,
    );
}

/** Short, on one line, without control characters: settings come from people and templates. */
const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** Reads a whole number, written in one to nine digits. */
export const wholeNumber =
  (min: number, max: number): SettingSchema<number> =>
  (text) => {
    if (!/^\d{1,9}$/.test(text)) return fail('not a whole number');
    const value = Number(text);
    return value >= min && value <= max ? ok(value) : fail(`not between ${min} and ${max}`);
  };

/** Reads a number from 0 to 1, written plainly. */
export const share: SettingSchema<number> = (text) =>
  /^(0|1|0?\.\d{1,6}|1\.0+)$/.test(text) ? ok(Number(text)) : fail('not a number from 0 to 1');

/** Reads one of several words. */
export const oneOf =
  <const Words extends readonly [string, ...string[]]>(words: Words): SettingSchema<Words[number]> =>
  (text) =>
    words.includes(text) ? ok(text) : fail(`not one of ${words.join(', ')}`);

/** Reads a text of a given form. */
export const textOf =
  (form: RegExp, expected: string): SettingSchema<string> =>
  (text) =>
    form.test(text) ? ok(text) : fail(expected);

/** Reads texts of a given form, separated by commas, each kept once. */
export const listOf =
  (form: RegExp, expected: string): SettingSchema<readonly string[]> =>
  (text) => {
    const items = text.split(',').map((one) => one.trim());
    const kept = [...new Set(items.filter((one) => one !== ''))];
    if (kept.length === 0) return fail('the list is empty');
    return kept.every((item) => form.test(item)) ? ok(kept) : fail(expected);
  };

/** Reads `none` as `nothing`, and every other text by `schema`. */
export const orNone =
  <T, U>(schema: SettingSchema<T>, nothing: U): SettingSchema<T | U> =>
  (text) =>
    text === 'none' ? ok(nothing) : schema(text);

/** Changes what was read; what is refused stays refused. */
export const mapped =
  <T, U>(schema: SettingSchema<T>, change: (value: T) => U): SettingSchema<U> =>
  (text) => {
    const read = schema(text);
    return read.ok ? ok(change(read.value)) : read;
  };

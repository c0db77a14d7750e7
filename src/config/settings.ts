import * as z from 'zod';
import { TrailhoundError } from '#core/errors';

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
  readonly schema: z.ZodType<T, string>;
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
    const parsed = one.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else {
      const why = parsed.error.issues.map((issue) => issue.message).join(', ');
      problems.push(`${one.env}: found ${quoted(given)}, expected ${one.unit}: ${why}`);
    }
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

/** A whole number, written in digits. */
export const wholeNumber = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'not a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `not between ${min} and ${max}`);

/** One of several words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodType<Words[number], string> =>
  z.string().refine((text): text is Words[number] => words.includes(text), `not one of ${words.join(', ')}`);

/** A text of a given form. */
export const textOf = (form: RegExp, expected: string): z.ZodType<string, string> =>
  z.string().regex(form, expected);

/** Texts of a given form, separated by commas, each kept once. */
export const listOf = (form: RegExp, expected: string): z.ZodType<readonly string[], string> =>
  z
    .string()
    .transform((text) => [
      ...new Set(
        text
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      ),
    ])
    .refine((items) => items.length > 0, 'the list is empty')
    .refine((items) => items.every((item) => form.test(item)), expected);

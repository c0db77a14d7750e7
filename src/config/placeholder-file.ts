import { isObject } from '#core/field-text';
import { fail, ok, type Result } from '#core/result';
import type { Placeholders } from '#sigma/detection/placeholders';
import { foundOf } from './found-of.ts';
import { readYaml } from './yaml-places.ts';

/** The file of placeholders that is read where none is named. */
export const DEFAULT_PLACEHOLDERS = 'placeholders.yml';

/** Names that the modifier `expand` knows between percent signs. */
const NAME = /^[A-Za-z0-9_][\w.-]*$/;

/**
 * Reads values for the modifier `expand`: a map of names, without percent signs, to a text, a number or a list of them.
 *
 * Fails with every problem as `file:line: what was found, what was expected`.
 */
export function parsePlaceholders(file: string, yaml: string): Result<Placeholders, readonly string[]> {
  const read = readYaml(yaml);
  if (!read.ok) return fail(read.error.map(({ at, text }) => `${file}:${at.line}: ${text}`));
  const { value, repeated, placeOf } = read.value;
  if (value === null || value === undefined) return ok({});
  if (!isObject(value))
    return fail([`${file}:1: expected a map of placeholders to values, found ${foundOf(value)}`]);
  const at = (name: string): string => `${file}:${placeOf([name], 'key').line}`;
  const problems = [
    ...repeated.map(
      ({ path, at: { line }, first }) =>
        `${file}:${line}: the key ${JSON.stringify(path.at(-1))} occurs twice; the other is in line ${first.line}`,
    ),
    ...Object.entries(value).flatMap(([name, values]) =>
      problemsOf(name, values).map((problem) => `${at(name)}: ${problem}`),
    ),
  ];
  return problems.length > 0 ? fail(problems) : ok(value as Placeholders);
}

function problemsOf(name: string, values: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : [values];
  const named = NAME.test(name)
    ? []
    : [
        `${JSON.stringify(name)} is no name of a placeholder; write it without percent signs, as in Administrators`,
      ];
  if (list.length === 0) return [...named, `${name}: expected at least one value`];
  const odd = list.filter((value) => !['string', 'number'].includes(typeof value) || value === '');
  return [
    ...named,
    ...odd.map((value) => `${name}: expected a text, a number or a list of them, found ${foundOf(value)}`),
  ];
}

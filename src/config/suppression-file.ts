import { isObject } from '#core/field-text';
import { fail, ok, type Result } from '#core/result';
import type { Suppression } from '#ports/suppression';
import { didYouMean } from '#sigma/suggest';
import { foundOf } from './found-of.ts';
import { readEntry } from './suppression-entry.ts';
import { type Located, readYaml } from './yaml-places.ts';

const LIST = 'suppressions';

/**
 * Reads an allow-list (`suppressions.yml`).
 *
 * Every problem of the whole file is reported at once as `file:line: what was found, what was expected`; a file with
 * any problem is refused as a whole, because an entry that silently does not apply is as bad as one that applies too
 * widely. `expires` is a day (its end, UTC) or an instant.
 */
export function parseSuppressions(
  file: string,
  yaml: string,
): Result<readonly Suppression[], readonly string[]> {
  const read = readYaml(yaml);
  if (!read.ok) return fail(read.error.map(({ at, text }) => `${file}:${at.line}: ${text}`));
  const located = read.value;
  const { value, repeated } = located;
  if (repeated.length > 0) {
    return fail(
      repeated.map(
        ({ path, at, first }) =>
          `${file}:${at.line}: the key ${JSON.stringify(path.at(-1))} occurs twice; the other is in line ${first.line}`,
      ),
    );
  }
  const list = isObject(value) ? value[LIST] : undefined;
  const isEmpty = value === null || value === undefined || (isObject(value) && value[LIST] === null);
  if (isEmpty) return ok([]);
  if (Array.isArray(list)) return readEntries(list, file, located);
  const { line } = located.placeOf([LIST], 'value');
  return fail([`${file}:${line}: ${noListText(value)}`]);
}

function noListText(value: unknown): string {
  const expected = `expected a list under the key "${LIST}"`;
  if (!isObject(value)) return `${expected}, found ${Array.isArray(value) ? 'a list without it' : 'a text'}`;
  if (LIST in value) return `${expected}, found ${foundOf(value[LIST])} there`;
  const keys = Object.keys(value);
  const near = keys.map((key) => didYouMean(key, [LIST])).find((hint) => hint !== '') ?? '';
  return `${expected}, found ${keys.map((key) => JSON.stringify(key)).join(', ') || 'an empty map'}${near}`;
}

function readEntries(
  values: readonly unknown[],
  file: string,
  { placeOf }: Located,
): Result<readonly Suppression[], readonly string[]> {
  const problems: string[] = [];
  const entries: Suppression[] = [];
  for (const [index, value] of values.entries()) {
    const at = (key?: string): string => {
      const path = key === undefined ? [LIST, index] : [LIST, index, key];
      return `${file}:${placeOf(path, key === undefined ? 'value' : 'key').line}`;
    };
    const place = at();
    const read = readEntry(value, place);
    const first = read.ok ? entries.find((entry) => entry.id === read.value.id) : undefined;
    if (!read.ok) {
      for (const { key, text } of read.error) problems.push(`${at(key)}: entry ${index + 1}: ${text}`);
    } else if (first) {
      problems.push(`${place}: the id "${read.value.id}" occurs twice; the other is at ${first.place}`);
    } else entries.push(read.value);
  }
  return problems.length > 0 ? fail(problems) : ok(entries);
}

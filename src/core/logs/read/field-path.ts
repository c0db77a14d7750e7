import { isObject } from '../../field-text.ts';

/** The fields of an entry in JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object with names for its values; undefined for anything else. */
export const fieldsOf = (value: unknown): Fields | undefined => (isObject(value) ? value : undefined);

/** The value at `log.level`, written as one name or as objects in each other; undefined where there is none. */
export function valueAt(fields: Fields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let here: Fields | undefined = fields;
  let value: unknown;
  for (const name of path.split('.')) {
    if (!here || !Object.hasOwn(here, name)) return undefined;
    value = here[name];
    here = fieldsOf(value);
  }
  return value;
}

/** The first value among several names that is there. */
export function firstOf(fields: Fields, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = valueAt(fields, path);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** The first among several names that is a text and not empty. */
export function textOf(fields: Fields, paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = valueAt(fields, path);
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}

/** The text of a line in JSON that a carrier wrote around a program's own: Docker (`log`, `stream`), Fluent Bit. */
export function carriedText(fields: Fields): string | undefined {
  const text = fields['log'];
  const isCarrier =
    Object.hasOwn(fields, 'stream') ||
    Object.hasOwn(fields, 'kubernetes') ||
    Object.hasOwn(fields, 'container_name');
  return typeof text === 'string' && isCarrier ? text : undefined;
}

import type { CloudTrailRecord } from '#core/event';
import { didYouMean } from '#sigma/suggest';
import { type Place, placeOf, removeAt, writeAt } from './record-paths.ts';

/** What is changed of an event: values by their dotted fields, and fields that are taken out first. Not checked yet. */
export interface Changes {
  readonly set?: unknown;
  readonly unset?: unknown;
}

/** Makes an event of another one. What is wrong goes to `problems`, with `at` in front; then there may be no event. */
export function changed(
  base: CloudTrailRecord,
  { set = {}, unset = [] }: Changes,
  at: string,
  problems: string[],
): CloudTrailRecord | undefined {
  const paths = Array.isArray(unset) ? unset.map(placeOf) : [undefined];
  if (paths.includes(undefined)) problems.push(`${at}.unset: expected a list of dotted fields`);
  if (!isMap(set)) problems.push(`${at}.set: expected a map of dotted fields and their values`);
  if (paths.includes(undefined) || !isMap(set)) return undefined;
  const event = structuredClone(base);
  for (const path of paths as readonly Place[]) {
    if (!removeAt(event, path)) problems.push(`${at}.unset: base has no ${path.join('.')}`);
  }
  for (const [field, value] of Object.entries(set)) {
    const path = placeOf(field);
    if (!path || !writeAt(event, path, structuredClone(value))) {
      problems.push(`${at}.set: ${field} leads through something that is no map or list`);
    }
  }
  return event;
}

/** Whether a value is a map, and no list. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One problem for each key that is not known. */
export const unknownKeys = (map: object, known: readonly string[], at: string): string[] =>
  Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => `${at}${key}: unknown${didYouMean(key, known) || `; known are ${known.join(', ')}`}`);

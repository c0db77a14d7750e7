import { isObject } from '../field-text.ts';
import type { SearchBody, SearchFamily } from './document.ts';
import { fieldsOf, type SearchField } from './fields.ts';
import type { Clause } from './simple-query.ts';
import { hasPhrase, wordsOf } from './words.ts';

/** Whether a document meets all conditions: what a server answers for the same query. */
export function matchesQuery(clauses: readonly Clause[], family: SearchFamily, body: SearchBody): boolean {
  return clauses.every((clause) => holds(clause, family, body) !== clause.isNot);
}

function holds(clause: Clause, family: SearchFamily, body: SearchBody): boolean {
  const { field } = clause;
  if (field === undefined) {
    const texts = fieldsOf(family)
      .filter(({ inText }) => inText)
      .flatMap(({ name }) => valuesOf(body, name).map(String));
    return textHolds(clause, texts);
  }
  const values = valuesOf(body, field.name);
  return field.type === 'text'
    ? textHolds(clause, values.map(String))
    : values.some((value) => isEqual(clause, field, value));
}

/** Every word of the condition must be there, in any of the texts; a phrase must lie in one of them. */
function textHolds({ kind, text }: Clause, texts: readonly string[]): boolean {
  const wanted = wordsOf(text);
  const found = texts.map(wordsOf);
  if (kind === 'phrase') return found.some((words) => hasPhrase(words, wanted));
  const all = new Set(found.flat());
  if (kind === 'word') return wanted.every((word) => all.has(word));
  const [begin = ''] = wanted;
  return [...all].some((word) => word.startsWith(begin));
}

function isEqual({ kind, text }: Clause, { type }: SearchField, value: unknown): boolean {
  const given = String(value);
  if (type === 'ip') return given.toLowerCase() === text.toLowerCase();
  if (type === 'long') return Number(text) === value;
  return kind === 'prefix' ? given.startsWith(text) : given === text;
}

/** What lies under a dotted name: single values, and those of lists. */
export function valuesOf(body: SearchBody, name: string): readonly unknown[] {
  let values: unknown[] = [body];
  for (const part of name.split('.')) {
    values = values
      .flatMap((value) => (isObject(value) && Object.hasOwn(value, part) ? [value[part]] : []))
      .flat();
  }
  return values.filter((value) => value !== null && typeof value !== 'object');
}

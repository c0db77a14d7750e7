/** Values for the modifier expand, by placeholder name. */
export type Placeholders = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** A part of a text with placeholders: Sigma text, a plain percent sign (`\%`), or the name of a placeholder. */
export type ExpandPart =
  | { readonly raw: string }
  | { readonly percent: true }
  | { readonly placeholder: string };

const NAME = /^%([A-Za-z0-9_][\w.-]*)%/;
const ESCAPED = ['%', '\\', '*', '?'];

/** Splits a text at its placeholders. A backslash keeps its meaning for wildcards; before % it makes it plain. */
export function splitPlaceholders(text: string): readonly ExpandPart[] {
  const parts: ExpandPart[] = [];
  let raw = '';
  const flush = (part: ExpandPart): void => {
    if (raw !== '') parts.push({ raw });
    parts.push(part);
    raw = '';
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    const next = text.charAt(at + 1);
    if (unit === '\\' && ESCAPED.includes(next)) {
      at++;
      if (next === '%') flush({ percent: true });
      else raw += unit + next;
      continue;
    }
    const name = unit === '%' ? NAME.exec(text.slice(at))?.[1] : undefined;
    if (name === undefined) raw += unit;
    else {
      flush({ placeholder: name });
      at += name.length + 1;
    }
  }
  return raw === '' ? parts : [...parts, { raw }];
}

/** The values of a placeholder as texts; empty when it has none. */
export function valuesOf(placeholders: Placeholders, name: string): readonly string[] {
  if (!Object.hasOwn(placeholders, name)) return [];
  const given = placeholders[name];
  if (given === undefined || given === null) return [];
  return (Array.isArray(given) ? given : [given]).map(String);
}

/** Combinations that one value may expand to. */
export const MOST_COMBINATIONS = 10_000;

/** Every way of taking one alternative from each place; `undefined` when there are too many. */
export function combinations<T>(places: readonly (readonly T[])[]): readonly (readonly T[])[] | undefined {
  const count = places.reduce((product, place) => product * place.length, 1);
  if (count > MOST_COMBINATIONS) return undefined;
  return places.reduce<readonly (readonly T[])[]>(
    (ways, place) => ways.flatMap((way) => place.map((alternative) => [...way, alternative])),
    [[]],
  );
}

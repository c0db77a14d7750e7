import { parse, stringify } from 'yaml';

/** A rule with one thing taken away. */
export interface Mutant {
  /** What was taken away, for the message. */
  readonly without: string;
  readonly text: string;
}

type Search = Record<string, unknown> | readonly Record<string, unknown>[];
type Document = { detection: Record<string, unknown> & { condition: unknown } };

/** Stands for a search that never holds: what a rule would be without it. */
const NEVER = { 'there.is.no.such.field': 'never' };

/**
 * Weakens a rule in every way that takes one thing out of its detection: a value of a list, an item of a map, a map of
 * a list, a whole search. A set of cases that notices none of these does not test that thing.
 */
export function mutantsOf(text: string): readonly Mutant[] {
  const document = parse(text) as Document;
  const { condition: _, ...searches } = document.detection;
  return Object.entries(searches).flatMap(([name, search]) =>
    weakened(search as Search).map(({ without, value }) => ({
      without: `${name}${without}`,
      text: stringify({ ...document, detection: { ...document.detection, [name]: value } }),
    })),
  );
}

type Weaker<T> = { readonly without: string; readonly value: T };

function weakened(search: Search): readonly Weaker<Search>[] {
  const gone: Weaker<Search> = { without: '', value: NEVER };
  if (!Array.isArray(search)) return [gone, ...weakenedMap(search as Record<string, unknown>)];
  const maps = search as readonly Record<string, unknown>[];
  const shorter =
    maps.length < 2
      ? []
      : maps.map((map, at) => ({
          without: ` ${Object.keys(map)[0]} (map ${at + 1})`,
          value: maps.toSpliced(at, 1),
        }));
  const inner = maps.flatMap((map, at) =>
    weakenedMap(map).map(({ without, value }) => ({
      without: `${without} (map ${at + 1})`,
      value: maps.with(at, value),
    })),
  );
  return [gone, ...shorter, ...inner];
}

function weakenedMap(map: Record<string, unknown>): readonly Weaker<Record<string, unknown>>[] {
  const entries = Object.entries(map);
  const fewer =
    entries.length < 2
      ? []
      : entries.map(([key], at) => ({
          without: `.${key}`,
          value: Object.fromEntries(entries.toSpliced(at, 1)),
        }));
  const shorter = entries.flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 1
      ? value.map((one, at) => ({
          without: `.${key}: ${String(one)}`,
          value: { ...map, [key]: value.toSpliced(at, 1) },
        }))
      : [],
  );
  return [...fewer, ...shorter];
}

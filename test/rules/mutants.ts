import { parseAllDocuments, stringify } from 'yaml';

/** A rule with one thing taken away. */
export interface Mutant {
  /** What was taken away, for the message. */
  readonly without: string;
  readonly text: string;
}

type Search = Record<string, unknown> | readonly Record<string, unknown>[];
interface RuleDocument {
  readonly detection: Record<string, unknown> & { readonly condition: unknown };
}
interface CorrelationDocument {
  readonly title: string;
  readonly correlation: Record<string, unknown> & {
    readonly rules: readonly string[];
    readonly 'group-by': readonly string[];
    readonly timespan: string;
    readonly condition?: Readonly<Record<string, unknown>>;
  };
}
type Document = RuleDocument | CorrelationDocument;

/** Stands for a search that never holds: what a rule would be without it. */
const NEVER = { 'there.is.no.such.field': 'never' };

/**
 * Weakens a rule in every way that takes one thing out of its detection: a value of a list, an item of a map, a map of
 * a list, a whole search. Of a correlation: a rule, a field of the group, and one more or one less of every number. A set
 * of cases that notices none of these does not test that thing.
 */
export function mutantsOf(text: string): readonly Mutant[] {
  const documents = parseAllDocuments(text).map((one) => one.toJS() as Document);
  return documents.flatMap((document, at) =>
    weakenedDocument(document).map(({ without, value }) => ({
      without: documents.length > 1 ? `${without} (document ${at + 1})` : without,
      text: documents
        .with(at, value)
        .map((one) => stringify(one))
        .join('---\n'),
    })),
  );
}

const weakenedDocument = (document: Document): readonly Weaker<Document>[] =>
  'detection' in document ? weakenedRule(document) : weakenedCorrelation(document);

function weakenedRule(document: RuleDocument): readonly Weaker<Document>[] {
  const { condition: _, ...searches } = document.detection;
  return Object.entries(searches).flatMap(([name, search]) =>
    weakened(search as Search).map(({ without, value }) => ({
      without: `${name}${without}`,
      value: { ...document, detection: { ...document.detection, [name]: value } },
    })),
  );
}

function weakenedCorrelation(document: CorrelationDocument): readonly Weaker<Document>[] {
  const { correlation } = document;
  const { rules, 'group-by': groupBy, timespan, condition = {}, aliases } = correlation;
  const seconds = secondsOf(timespan);
  // Where any one rule is enough, there is no window and no group to be wrong about.
  const isAnyOf = correlation['type'] === 'temporal' && condition['gte'] === 1;
  const ofRules: readonly Weaker<object>[] = shorter(rules).map((fewer) => ({
    without: 'one of its rules',
    value: { rules: fewer, ...fewerAliases(aliases, fewer) },
  }));
  const changes: readonly Weaker<object>[] = [
    ...groupBy.map((field) => ({ without: field, value: withoutField(field, correlation) })),
    ...[seconds - 1, seconds + 1].map((one) => ({
      without: `its timespan, being ${one} s`,
      value: { timespan: `${one}s` },
    })),
    ...Object.entries(condition).flatMap(([op, value]) =>
      (typeof value === 'number' ? [value - 1, value + 1] : []).map((one) => ({
        without: `${op}: ${value}, being ${one}`,
        value: { condition: { ...condition, [op]: one } },
      })),
    ),
  ];
  return [...ofRules, ...(isAnyOf ? [] : changes)].map(({ without, value }) => ({
    without,
    value: { ...document, correlation: { ...correlation, ...value } },
  }));
}

const shorter = (all: readonly string[]): readonly (readonly string[])[] =>
  all.length < 2 ? [] : all.map((_, at) => all.toSpliced(at, 1));

/** An alias that names a rule which is not referred to would be refused. */
function fewerAliases(aliases: unknown, rules: readonly string[]): object {
  if (aliases === undefined) return {};
  const kept = Object.entries(aliases as Record<string, Record<string, string>>).map(([name, fields]) => [
    name,
    Object.fromEntries(Object.entries(fields).filter(([rule]) => rules.includes(rule))),
  ]);
  return { aliases: Object.fromEntries(kept) };
}

function withoutField(
  field: string,
  { 'group-by': groupBy, aliases }: CorrelationDocument['correlation'],
): object {
  const { [field]: _, ...others } = (aliases ?? {}) as Record<string, unknown>;
  return {
    'group-by': groupBy.filter((one) => one !== field),
    aliases: Object.keys(others).length > 0 ? others : undefined,
  };
}

const UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const secondsOf = (timespan: string): number =>
  Number(timespan.slice(0, -1)) * (UNIT[timespan.slice(-1)] ?? 0);

type Weaker<T> = { readonly without: string; readonly value: T };

function weakened(search: Search): readonly Weaker<Search>[] {
  const gone: Weaker<Search> = { without: '', value: NEVER };
  if (!Array.isArray(search)) return [gone, ...weakenedMap(search as Record<string, unknown>)];
  const maps = search as readonly Record<string, unknown>[];
  const fewerMaps =
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
  return [gone, ...fewerMaps, ...inner];
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
  const shorterLists = entries.flatMap(([key, value]) =>
    Array.isArray(value) && value.length > 1
      ? value.map((one, at) => ({
          without: `.${key}: ${String(one)}`,
          value: { ...map, [key]: value.toSpliced(at, 1) },
        }))
      : [],
  );
  return [...fewer, ...shorterLists];
}

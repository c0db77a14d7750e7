/** What the aggregations of Sigma version 1 count, behind the pipe of a condition. */
const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** `selection | count(field) by group > 5`, taken apart. */
export interface CountAggregation {
  readonly kind: Aggregate;
  /** What stands before the pipe. */
  readonly search: string;
  readonly field: string | undefined;
  readonly groupBy: readonly string[];
  /** Absent where the comparison cannot be read. */
  readonly bound: { readonly op: string; readonly value: string } | undefined;
}

/** `a | near b and c`, taken apart. */
interface NearAggregation {
  readonly kind: 'near';
  readonly search: string;
  readonly searches: readonly string[];
  /** Searches that must not be near. */
  readonly absent: readonly string[];
}
export type Aggregation = CountAggregation | NearAggregation;

const OPERATORS: Readonly<Record<string, string>> = {
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  '=': 'eq',
  '==': 'eq',
};
const HEAD = /^\s*([A-Za-z]+)\b/;
const FIELD = /^\s*[A-Za-z]+\s*\(([^)]*)\)/;
const GROUPS = /\bby\s+([^<>=]+)/i;
const COMPARISON = /([<>]=?|==?)\s*(-?\d+(?:\.\d+)?)\s*$/;

/**
 * Takes apart a condition with an aggregation of Sigma version 1 (specification 1.0, chapter "Condition", aggregation
 * expressions). `undefined` for every other condition.
 */
export function parseAggregation(condition: string): Aggregation | undefined {
  const pipe = condition.indexOf('|');
  if (pipe < 0) return undefined;
  const search = condition.slice(0, pipe).trim();
  const rest = condition.slice(pipe + 1);
  const word = HEAD.exec(rest)?.[1]?.toLowerCase() ?? '';
  if (word === 'near') return { kind: 'near', search, ...nearSearches(rest.replace(HEAD, '')) };
  const kind = AGGREGATES.find((name) => name === word);
  return kind && { kind, search, ...counted(rest) };
}

function counted(rest: string): Omit<CountAggregation, 'kind' | 'search'> {
  const field = FIELD.exec(rest)?.[1]?.trim();
  const [, sign = '', value = ''] = COMPARISON.exec(rest) ?? [];
  const op = OPERATORS[sign];
  return {
    field: field === undefined || field === '' || field === '*' ? undefined : field,
    groupBy: (GROUPS.exec(rest)?.[1] ?? '').split(/[\s,]+/).filter((name) => name !== ''),
    bound: op === undefined ? undefined : { op, value },
  };
}

function nearSearches(rest: string): Pick<NearAggregation, 'searches' | 'absent'> {
  const words = rest.split(/[^\w*-]+/).filter((word) => word !== '' && !/^(?:and|or)$/i.test(word));
  const end = words.findIndex((word) => /^within$/i.test(word));
  const named = end < 0 ? words : words.slice(0, end);
  const isNot = (word: string | undefined): boolean => word?.toLowerCase() === 'not';
  return {
    searches: named.filter((word, index) => !isNot(word) && !isNot(named[index - 1])),
    absent: named.filter((word, index) => !isNot(word) && isNot(named[index - 1])),
  };
}

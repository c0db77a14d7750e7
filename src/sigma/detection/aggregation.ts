/** What the aggregations of Sigma version 1 count, behind the pipe of a condition. */
const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** `selection | count(field) by group > 5`, taken apart. */
export interface CountAggregation {
  readonly kind: Aggregate;
  /** What stands before the pipe. */
  readonly search: string;
  /** Several are counted together. */
  readonly fields: readonly string[];
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
  '!=': 'neq',
};
const HEAD = /^\s*([A-Za-z]+)\b/;
const FIELD = /^\s*[A-Za-z]+\s*\(([^)]*)\)/;
/** As SQL writes what `count` of a field does by itself. */
const DISTINCT = /^distinct(?:\s+|\s*\(\s*)/i;
const GROUPS = /\bby\s+([^<>=!]+)/i;
/** What stands between a name or a bracket and the number at the end. */
const COMPARISON = /([^\w\s.)\]}*"']+)\s*(-?\d+(?:\.\d+)?)\s*$/;

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
  const fields = (FIELD.exec(rest)?.[1] ?? '').split(',').map((name) => name.trim().replace(DISTINCT, ''));
  const [compared = '', sign = '', value = ''] = COMPARISON.exec(rest) ?? [];
  // Signs apart from each other are none of ours.
  const isWhole = /[\w)\]}*"'.]\s*$/.test(rest.slice(0, rest.length - compared.length));
  const op = isWhole ? OPERATORS[sign] : undefined;
  return {
    fields: fields.filter((name) => name !== '' && name !== '*'),
    groupBy: (GROUPS.exec(rest)?.[1] ?? '').split(/[\s,]+/).filter((name) => name !== ''),
    bound: op === undefined ? undefined : { op, value: value.replace(/^(-?)0+(?=\d)/, '$1') },
  };
}

/** Searches that are joined by `or` are one: any of them will do. */
function nearSearches(rest: string): Pick<NearAggregation, 'searches' | 'absent'> {
  const [named = ''] = rest.split(/\bwithin\b/i);
  const parts = named
    .split(/\band\b|,/i)
    .map((part) => part.replace(/[()]/g, ' ').trim().split(/\s+/).join(' '));
  const isAbsent = (part: string): boolean => /^not\b/i.test(part);
  return {
    searches: parts.filter((part) => part !== '' && !isAbsent(part)),
    absent: parts.filter(isAbsent).map((part) => part.replace(/^not\s*/i, '')),
  };
}

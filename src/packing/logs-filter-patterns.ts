import {
  byContext,
  type Clause,
  clausesOf,
  type FieldConditions,
  joined,
  type OpenRule,
  rulesOf,
  withoutContext,
} from './clauses.ts';
import { filledLists } from './fill.ts';
import { type LogsCondition, logsConditions } from './logs-conditions.ts';
import { mergeOnce, priceOf } from './merge-names.ts';
import { mayOnlyRead, type NamedRule, type PushDown } from './push-down.ts';

/** Characters of a filter pattern, and filters of a log group (CloudWatch Logs API Reference, PutSubscriptionFilter). */
export const MAX_FILTER_LENGTH = 1_024;
export const MAX_FILTERS = 2;
/** Regular expressions of one pattern (CloudWatch Logs User Guide, "Filter pattern syntax"). */
const MAX_REGEXES = 2;

/** Lets everything through. */
export const EVERY_EVENT = '';

/** One subscription filter. */
export interface LogsFilter {
  readonly pattern: string;
  /** Rules that it lets events through for. */
  readonly rules: readonly NamedRule[];
}

/** What was given up to fit into the filters of a log group, in this order. */
export type Widening =
  | 'nothing'
  | 'expressions'
  | 'context of changes'
  | 'context of names'
  | 'ends of names'
  | 'everything';

/** The subscription filters of one log group. */
export interface LogsFilters {
  readonly filters: readonly LogsFilter[];
  /** Rules because of which everything goes through. */
  readonly open: readonly OpenRule[];
  readonly widened: Widening;
}

type NameClause = Clause<LogsCondition>;

/**
 * Writes the subscription filters of one log group: as few as fit and as selective as fit, together a superset of what the
 * rules can match. Where they do not fit in `filters` of them, the one pattern that lets everything through.
 *
 * CloudWatch Logs tells letter case apart and cannot be told not to. So a text is only asked for as it is where AWS
 * spells it in one way, and by an expression, or not at all, elsewhere.
 */
export function logsFilters(pushDown: PushDown, filters: number = MAX_FILTERS): LogsFilters {
  const { clauses, open } = clausesOf(pushDown, logsConditions, withOneExpression);
  const everything = [{ pattern: EVERY_EVENT, rules: pushDown.rules }];
  if (open.length > 0) return { filters: everything, open, widened: 'everything' };
  for (const [widened, some] of ladder(clauses)) {
    const made = fitting(some, filters);
    if (made) return { filters: made, open, widened };
  }
  const bare = withoutContext(withoutAnyExpressions(clauses), () => true);
  const made = mergedToFit(bare, filters) ?? mergedToFit(joined(bare.map(withOneField)), filters);
  if (made) return { filters: made, open, widened: 'ends of names' };
  return { filters: everything, open, widened: 'everything' };
}

/** Ever wider clauses. */
function* ladder(all: readonly NameClause[]): Generator<readonly [Widening, readonly NameClause[]]> {
  yield ['nothing', all];
  const clauses = withoutAnyExpressions(all);
  yield ['expressions', clauses];
  yield ['context of changes', withoutContext(clauses, (name) => !mayOnlyRead(nameOf(name)))];
  yield ['context of names', withoutContext(clauses, () => true)];
}

/** Puts beginnings in place of names until they fit; then tries to do without the beginnings that cost most. */
function mergedToFit(clauses: readonly NameClause[], filters: number): readonly LogsFilter[] | undefined {
  let best = mergedWithout(clauses, filters, new Set());
  const refused = new Set<string>();
  const dearest = [...(best?.starts ?? [])].sort((a, b) => priceOf(b) - priceOf(a)).slice(0, MOST_TRIED);
  for (const start of dearest) {
    const tried = mergedWithout(clauses, filters, new Set([...refused, start]));
    if (!tried || !best || sumOf(tried.starts) >= sumOf(best.starts)) continue;
    refused.add(start);
    best = tried;
  }
  return best?.made;
}

const MOST_TRIED = 3;

const sumOf = (starts: readonly string[]): number => starts.reduce((sum, start) => sum + priceOf(start), 0);

function mergedWithout(clauses: readonly NameClause[], filters: number, except: ReadonlySet<string>) {
  const starts: string[] = [];
  let some = clauses;
  for (;;) {
    const next = mergeOnce(some, except);
    if (!next) return undefined;
    starts.push(next.start);
    some = joined(next.clauses);
    const made = fitting(some, filters);
    if (made) return { made, starts };
  }
}

/** The filters of some clauses, if there are no more than may be. */
function fitting(clauses: readonly NameClause[], filters: number): readonly LogsFilter[] | undefined {
  // Trying how they lie in several takes long, and these never will.
  if (printed(clauses).length > filters * MAX_FILTER_LENGTH) return undefined;
  const made = packed(clauses);
  return made.length <= filters && made.every(({ pattern }) => isAllowed(pattern)) ? made : undefined;
}

const isAllowed = (pattern: string): boolean =>
  pattern.length <= MAX_FILTER_LENGTH && pattern.split('=%').length - 1 <= MAX_REGEXES;

type Fields = readonly FieldConditions<LogsCondition>[];

const isExpression = (one: LogsCondition): boolean => 'regex' in one;
const hasExpression = ({ conditions }: Fields[number]): boolean => conditions.some(isExpression);

/** A pattern has two expressions at most, so no conjunction gets more than one. */
const withOneExpression = (fields: Fields): Fields => {
  const plain = fields.filter((field) => !hasExpression(field));
  const expression = fields.filter(hasExpression).sort((a, b) => a.conditions.length - b.conditions.length);
  return [...plain, ...expression.slice(0, 1)];
};

const withoutAnyExpressions = (clauses: readonly NameClause[]): readonly NameClause[] =>
  joined(clauses.map(withoutExpressions));

/** Leaves expressions out where something else narrows, too. */
function withoutExpressions(clause: NameClause): NameClause {
  const context = clause.context.filter((field) => !hasExpression(field));
  const isNamed = clause.name !== undefined && !isExpression(clause.name);
  if (!isNamed && context.length === 0) return clause;
  return { ...clause, name: isNamed ? clause.name : undefined, context };
}

/** Leaves what takes most characters out where no name is asked for, but for one field. */
const withOneField = (clause: NameClause): NameClause => {
  const shortest = [...clause.context].sort((a, b) => lengthOf(a) - lengthOf(b));
  return { ...clause, context: shortest.slice(0, 1) };
};

const lengthOf = ({ conditions }: Fields[number]): number => ored(conditions).join('').length;

/** The name that is asked for, or its beginning; of an expression nothing is known. */
const nameOf = (name: LogsCondition): string => ('test' in name ? name.test.replace(/[="*]/g, '') : '');

/** Sorted, so that names which stand under one context come to stand together. */
function packed(clauses: readonly NameClause[]): readonly LogsFilter[] {
  const sorted = byContext(clauses).flat();
  const lists = filledLists(sorted, (some) => isAllowed(printed(some)));
  return lists.map((some) => ({
    pattern: printed(some),
    rules: rulesOf(some.flatMap(({ rules }) => rules)),
  }));
}

function printed(clauses: readonly NameClause[]): string {
  const groups = byContext(clauses);
  const bare = groups.filter(([first]) => partsOf(first).length + Number(first?.name !== undefined) === 1);
  const others = groups.filter((group) => !bare.includes(group)).map(conjunction);
  return `{ ${[...ored(bare.flatMap(soleConditions)), ...others].join('||')} }`;
}

const partsOf = (clause: NameClause | undefined): NameClause['context'] => clause?.context ?? [];

/** The conditions of a group that asks for one field only. */
const soleConditions = (group: readonly NameClause[]): readonly LogsCondition[] =>
  group.flatMap(({ name, context }) => name ?? context.flatMap(({ conditions }) => conditions));

function conjunction(group: readonly NameClause[]): string {
  const names = group.flatMap(({ name }) => name ?? []);
  const fields = [
    ...partsOf(group[0]).map(({ conditions }) => conditions),
    ...(names.length > 0 ? [names] : []),
  ];
  const texts = fields.map(ored).map((parts) => (parts.length === 1 ? parts[0] : `(${parts.join('||')})`));
  return `(${texts.join('&&')})`;
}

/** Alternatives; the expressions on one field become one. */
function ored(conditions: readonly LogsCondition[]): readonly string[] {
  const parts = new Set<string>();
  const regexes = new Map<string, Set<string>>();
  for (const one of conditions) {
    if ('test' in one) parts.add(`$.${one.field}${one.test}`);
    else regexes.set(one.field, (regexes.get(one.field) ?? new Set()).add(one.regex));
  }
  return [...parts, ...[...regexes].map(([field, branches]) => `$.${field}=%${[...branches].join('|')}%`)];
}

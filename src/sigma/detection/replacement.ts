import type { Condition } from '../detection-ast.ts';
import { shown } from '../problems.ts';
import { type Aggregate, type Aggregation, type CountAggregation, parseAggregation } from './aggregation.ts';
import { type CorrelationSketch, sketchCorrelation, slugOf, timespanOf } from './replacement-yaml.ts';

/** What a rule calls itself, and what its correlation would take over. */
export interface RuleNames {
  readonly title?: string;
  readonly id?: string;
  readonly name?: string;
  readonly level?: string;
}

/**
 * Says what replaces an aggregation of Sigma version 1: what to change in the rule, and the correlation rule as YAML to be
 * put behind it. `undefined` for conditions without one.
 */
export function aggregationAdvice(
  condition: string,
  rule: RuleNames,
  timeframe: string | undefined,
): string | undefined {
  const old = parseAggregation(condition);
  if (!old) return undefined;
  const what =
    `condition: ${shown(`| ${old.kind}`)} is an aggregation of Sigma version 1, found in ${shown(condition)}; ` +
    'version 2 has correlation rules for it.';
  return [
    what,
    ...(old.kind === 'near' ? nearAdvice(old, rule, timeframe) : countAdvice(old, rule, timeframe)),
  ].join('\n');
}

/**
 * Says what replaces `timeframe` beside a condition that counts nothing: searches joined by `and` were meant to happen
 * near each other, anything else was meant to be counted.
 */
export function timeframeAdvice(
  condition: Condition | undefined,
  rule: RuleNames,
  timeframe: string,
): string {
  const what =
    'timeframe belongs to the aggregations of Sigma version 1; in version 2 a correlation rule has a timespan.';
  const near = condition && joinedSearches(condition);
  if (near)
    return [
      what,
      ...nearAdvice({ search: near[0] ?? '', searches: near.slice(1), absent: [] }, rule, timeframe),
    ].join('\n');
  const bound = { op: 'gte', value: '2' };
  const advice = countAdvice(
    { kind: 'count', search: '', field: undefined, groupBy: [], bound },
    rule,
    timeframe,
  );
  return [
    what,
    'If the rule looks at single events, leave timeframe out. If it counts them, the number is yours to choose.',
    ...advice,
  ].join('\n');
}

function joinedSearches(condition: Condition): readonly string[] | undefined {
  if (condition.op !== 'and') return undefined;
  const names = condition.of.flatMap((one) => (one.op === 'search' ? [one.name] : []));
  return names.length === condition.of.length ? names : undefined;
}

const TYPES: Readonly<Record<Aggregate, string>> = {
  count: 'event_count',
  sum: 'value_sum',
  avg: 'value_avg',
  min: 'value_percentile',
  max: 'value_percentile',
};

function countAdvice(
  old: CountAggregation,
  rule: RuleNames,
  timeframe: string | undefined,
): readonly string[] {
  const type = old.kind === 'count' && old.field !== undefined ? 'value_count' : TYPES[old.kind];
  const known = rule.name ?? rule.id;
  const ref = known ?? slugOf(rule.title);
  const sketch: CorrelationSketch = {
    title: rule.title,
    level: rule.level,
    type,
    rules: [ref],
    groupBy: old.groupBy,
    timespan: timespanOf(timeframe),
    condition: [
      ...(old.field === undefined && type !== 'event_count' ? [['field', 'FIELD']] : []),
      ...(old.field === undefined ? [] : [['field', old.field]]),
      ...(old.kind === 'min' ? [['percentile', '0']] : []),
      ...(old.kind === 'max' ? [['percentile', '100']] : []),
      [old.bound?.op ?? 'gte', old.bound?.value ?? '2  # the comparison could not be read: choose'],
    ].map(([key = '', value = '']) => ({ key, value })),
  };
  const changes = [
    ...(old.search === '' ? [] : [`say only "condition: ${old.search}"`]),
    ...(timeframe === undefined ? [] : ['leave timeframe out']),
    ...(known === undefined ? [`add "name: ${ref}"`] : []),
  ];
  return [
    ...countLimits(old),
    ...(changes.length === 0 ? [] : [`In this rule ${changes.join(' and ')}.`]),
    `Put this ${type} behind it:`,
    sketchCorrelation(sketch),
  ];
}

function countLimits({ kind, bound }: CountAggregation): readonly string[] {
  const limits: string[] = [];
  if (kind === 'min' || kind === 'max') {
    limits.push(
      `There is no type for ${kind}: it is the percentile ${kind === 'min' ? 0 : 100} of the values.`,
    );
  }
  if (bound && ['lt', 'lte', 'eq'].includes(bound.op)) {
    limits.push(
      'A correlation is asked at every event that takes part: that nothing happens cannot be expressed.',
    );
  }
  return limits;
}

type Near = Omit<Extract<Aggregation, { kind: 'near' }>, 'kind'>;

function nearAdvice(old: Near, rule: RuleNames, timeframe: string | undefined): readonly string[] {
  const searches = [/^[\w-]+$/.test(old.search) ? old.search : 'first', ...old.searches];
  const base = slugOf(rule.name ?? rule.title);
  const refs = searches.map((search) => `${base}_${search.replaceAll('*', '')}`);
  const limits = old.absent.map(
    (search) =>
      `That ${search} is not near cannot be expressed: a correlation waits for what happens, not for what does not.`,
  );
  return [
    ...limits,
    `Make a rule of each search (${searches.join(', ')}) with the names ${refs.join(', ')}, and put this temporal behind them;`,
    'a group-by, such as userIdentity.arn, keeps apart what different people do:',
    sketchCorrelation({
      title: rule.title,
      level: rule.level,
      type: 'temporal',
      rules: refs,
      groupBy: [],
      timespan: timespanOf(timeframe),
      condition: [],
    }),
  ];
}

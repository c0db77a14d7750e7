import type { Aggregate, CountAggregation } from './aggregation.ts';
import {
  type CorrelationSketch,
  sketchCorrelation,
  slugOf,
  timespanOf,
  yamlText,
} from './replacement-yaml.ts';
import type { RuleNames } from './rule-names.ts';

const TYPES: Readonly<Record<Aggregate, string>> = {
  count: 'event_count',
  sum: 'value_sum',
  avg: 'value_avg',
  min: 'value_percentile',
  max: 'value_percentile',
};

/** Says what replaces a count, a sum or the like. */
export function countAdvice(
  old: CountAggregation,
  rule: RuleNames,
  timeframe: string | undefined,
): readonly string[] {
  const type = old.kind === 'count' && old.fields.length > 0 ? 'value_count' : TYPES[old.kind];
  const known = rule.name ?? rule.id;
  const ref = known ?? rule.slug ?? slugOf(rule.title);
  const sketch: CorrelationSketch = {
    title: rule.title,
    level: rule.level,
    type,
    rules: [ref],
    groupBy: old.groupBy,
    timespan: timespanOf(timeframe),
    condition: [
      ...(type === 'event_count' ? [] : [{ key: 'field', value: fieldsText(old.fields) }]),
      ...(old.kind === 'min' ? [{ key: 'percentile', value: '0' }] : []),
      ...(old.kind === 'max' ? [{ key: 'percentile', value: '100' }] : []),
      {
        key: old.bound?.op ?? 'gte',
        value: old.bound?.value ?? '2  # the comparison could not be read: choose',
      },
    ],
  };
  return [
    ...countLimits(old),
    ...changesText(old, rule, { timeframe, name: known === undefined ? ref : undefined }),
    `Put this ${type} behind it:`,
    sketchCorrelation(sketch),
  ];
}

const fieldsText = (fields: readonly string[]): string => {
  const [only = 'FIELD', ...others] = fields.map(yamlText);
  return others.length === 0 ? only : `[${[only, ...others].join(', ')}]`;
};

/** What becomes of the rule itself, or of a rule of its own for one of several conditions. */
function changesText(
  { search }: CountAggregation,
  { isOneOfSeveral }: RuleNames,
  { timeframe, name }: { readonly timeframe: string | undefined; readonly name: string | undefined },
): readonly string[] {
  if (isOneOfSeveral) {
    return [
      `Take this condition out of the list, and give it a rule of its own with "condition: ${search}" and "name: ${name}".`,
    ];
  }
  const changes = [
    ...(search === '' ? [] : [`say only "condition: ${search}"`]),
    ...(timeframe === undefined ? [] : ['leave timeframe out']),
    ...(name === undefined ? [] : [`add "name: ${name}"`]),
  ];
  return changes.length === 0 ? [] : [`In this rule ${changes.join(' and ')}.`];
}

function countLimits({ kind, bound }: CountAggregation): readonly string[] {
  const limits: string[] = [];
  if (kind === 'min' || kind === 'max') {
    limits.push(
      `There is no type for ${kind}: it is the percentile ${kind === 'min' ? 0 : 100} of the values.`,
    );
  }
  const isOfNothing = bound?.op === 'eq' && Number(bound.value) === 0;
  if (bound?.op === 'lt' || bound?.op === 'lte' || isOfNothing) {
    limits.push(
      'A correlation is asked at every event that takes part: that nothing happens cannot be expressed.',
    );
  }
  return limits;
}

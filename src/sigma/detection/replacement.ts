import type { Condition } from '../detection-ast.ts';
import { shown } from '../problems.ts';
import { parseAggregation } from './aggregation.ts';
import { countAdvice } from './count-advice.ts';
import { nearAdvice } from './near-advice.ts';
import type { RuleNames } from './rule-names.ts';

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
  const advice = countAdvice({ kind: 'count', search: '', fields: [], groupBy: [], bound }, rule, timeframe);
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

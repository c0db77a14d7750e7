import type { CorrelationTrace, GroupTrace, WindowTrace } from '#sigma/explain/explain-correlation';
import { duration, plural } from '../../output/numbers.ts';
import { someOf } from './lines.ts';

/** Says in one line why a correlation fires, or why not. */
export function becauseOf(trace: CorrelationTrace): string {
  const { rule, groups, leftOut, rules, condition, held } = trace;
  const [group] = groups;
  if (group === undefined)
    return leftOut.length > 0
      ? `whatever matches lacks ${someOf([...new Set(leftOut.flatMap(({ without }) => without))])}`
      : `nothing matches ${someOf(rules.map(({ title }) => title))}`;
  const came = cameText(trace, group.window);
  const who = rule.correlation.groupBy.length > 0 ? `${groupText(group)} comes` : 'all together come';
  if (held) return `${who} to ${came}, wanted ${condition}`;
  return `${who} to ${came} at best, wanted ${condition}${missedText(trace, group)}`;
}

/** Says what a group that does not fire has, and where it lacks. */
function missedText({ rules, rule }: CorrelationTrace, group: GroupTrace): string {
  const { met, size } = group.window;
  const silent = rules.filter(({ matched }) => matched === 0).map(({ title }) => title);
  if (silent.length > 0) return `; nothing matches ${someOf(silent)}`;
  if (rule.correlation.type === 'temporal_ordered' && met.every((count) => count > 0))
    return '; all of them are met, in another order';
  // More events need not come to a higher average.
  const adds = rule.correlation.type !== 'value_avg' && rule.correlation.type !== 'value_percentile';
  return adds && group.events + group.innerFirings > size
    ? `; there are ${sizeText(group)}, not all within ${spanText(rule.correlation.timespanSeconds)}`
    : '';
}

/** `userIdentity.arn "…", awsRegion "…"`. */
export function groupText({ group }: GroupTrace): string {
  const named = Object.entries(group).map(([field, value]) => `${field} "${value}"`);
  return named.length > 0 ? someOf(named) : 'all together';
}

/** How many events, and firings of inner correlations, a group has. */
export const sizeText = ({ events, innerFirings }: Pick<GroupTrace, 'events' | 'innerFirings'>): string =>
  [
    ...(events > 0 || innerFirings === 0 ? [plural(events, 'event')] : []),
    ...(innerFirings > 0 ? [plural(innerFirings, 'firing')] : []),
  ].join(' and ');

/** What a window comes to, in the words of the correlation's type. */
export function cameText({ rule, rules }: CorrelationTrace, { result }: WindowTrace): string {
  const { type, fields, percentile = 50 } = rule.correlation;
  if (result === undefined) return 'no number';
  const number = Number(result.toPrecision(12));
  switch (type) {
    case 'event_count': {
      const kinds = new Set(rules.map(({ kind }) => kind));
      if (kinds.size > 1) return `${number} events and firings`;
      return plural(number, kinds.has('correlation') ? 'firing' : 'event');
    }
    case 'value_count':
      return `${plural(number, 'value')} of ${someOf(fields)}`;
    case 'temporal':
      return `${number} of ${plural(rules.length, 'rule')}`;
    case 'temporal_ordered':
      return `${number} of ${plural(rules.length, 'rule')} in their order`;
    case 'value_sum':
      return `a sum of ${number}`;
    case 'value_avg':
      return `an average of ${number}`;
    case 'value_percentile':
      return `${number} at percentile ${percentile}`;
  }
}

/** `10 min`, without the zeros that a measured time would have. */
export const spanText = (seconds: number): string =>
  duration(seconds * 1000).replace(/(?: 00 (?:s|min)|\.0 s)$/, (end) => (end.startsWith('.') ? ' s' : ''));

import type { CorrelationTrace, GroupTrace, WindowTrace } from '#sigma/explain/explain-correlation';
import type { Colours } from '../../output/colours.ts';
import { plural } from '../../output/numbers.ts';
import { becauseOf, cameText, groupText, sizeText, spanText } from './correlation-words.ts';
import { headline, instant, safe, someOf } from './lines.ts';

/** Says in lines why a correlation fires, or why not; of many groups the first `limit`. */
export function correlationLines(
  trace: CorrelationTrace,
  limit: number,
  colours: Colours,
): readonly string[] {
  const { rule, held, rules, leftOut, groups } = trace;
  const { type, timespanSeconds, groupBy, fields } = rule.correlation;
  const fired = groups.filter(({ firings }) => firings > 0).length;
  const by = groupBy.map(({ name }) => name);
  const more = groups.length - limit;
  return [
    headline(held ? 'FIRES' : 'DOES NOT FIRE', held, rule, colours),
    `  because    ${becauseOf(trace)}`,
    `  condition  ${type}${fields.length > 0 ? ` of ${someOf(fields)}` : ''} ${trace.condition} within ${spanText(timespanSeconds)}`,
    `  group-by   ${by.length > 0 ? someOf(by) : 'nothing: all are one group'}`,
    ...rules.map(
      ({ title, kind, matched }, index) =>
        `  ${index === 0 ? 'rules' : '     '}      ${safe(title)}: ${plural(matched, kind === 'rule' ? 'event' : 'firing')}`,
    ),
    `  groups     ${plural(groups.length, 'group')}, ${fired} ${fired === 1 ? 'fires' : 'fire'}`,
    ...leftOut.map((one) => `  left out   ${leftOutText(one)}`),
    ...groups.slice(0, limit).flatMap((group) => groupLines(trace, group, colours)),
    ...(more > 0 ? [`  and ${plural(more, 'more group')}: --limit shows more`] : []),
    ...(rule.silent ? ['  Another correlation refers to it, so it raises no alert of its own.'] : []),
  ];
}

function leftOutText({ what, without, nulls, eventIds, near }: CorrelationTrace['leftOut'][number]): string {
  const asks = near === undefined ? '' : ` (did you mean ${safe(near)}?)`;
  const meant = nulls ? ` (${someOf(nulls)} ${nulls.length === 1 ? 'is' : 'are'} null)` : asks;
  return `${plural(eventIds.length, what)} without ${someOf(without)}${meant}: ${someOf(eventIds)}`;
}

function groupLines(trace: CorrelationTrace, group: GroupTrace, colours: Colours): readonly string[] {
  const { firings, window } = group;
  const how = firings > 0 ? colours.green('fires') : colours.red('does not fire');
  const which = firings > 0 ? 'first' : 'nearest';
  const { from, to, eventIds, values } = window;
  return [
    `  ${colours.bold(groupText(group))}: ${how}${firings > 1 ? `, at ${firings} instants` : ''}; ${sizeText(group)} in all`,
    `    ${which} window  ${instant(from)} to ${instant(to)}: comes to ${cameText(trace, window)}, wanted ${trace.condition}`,
    ...ruleMetLines(trace, window),
    ...(values.length > 0 ? [`    values  ${someOf(values)}`] : []),
    ...notCountedLines(window),
    `    events  ${someOf(eventIds)}`,
  ];
}

function notCountedLines({ notCounted }: WindowTrace): readonly string[] {
  if (!notCounted) return [];
  const { values, eventIds } = notCounted;
  return [`    not counted  ${someOf(values.map((text) => `"${text}"`))}, no number, of ${someOf(eventIds)}`];
}

function ruleMetLines({ rules }: CorrelationTrace, { met, sequence }: WindowTrace): readonly string[] {
  if (rules.length < 2) return [];
  const title = (index: number): string => rules[index]?.title ?? '';
  return [
    `    of each rule   ${rules.map((rule, index) => `${safe(rule.title)} ${met[index] ?? 0}`).join(', ')}`,
    ...(sequence ? [`    in this order  ${someOf(sequence.map(title))}`] : []),
  ];
}

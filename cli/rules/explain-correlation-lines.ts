import type { CorrelationTrace, GroupTrace } from '#sigma/explain/explain-correlation';
import type { Colours } from '../output/colours.ts';
import { duration, plural } from '../output/numbers.ts';
import { headline, instant, safe, someOf } from './explain-lines.ts';

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
    `  condition  ${type}${fields.length > 0 ? ` of ${someOf(fields)}` : ''} ${trace.condition} within ${spanText(timespanSeconds)}`,
    `  group-by   ${by.length > 0 ? someOf(by) : 'nothing: all are one group'}`,
    ...rules.map(
      ({ title, matched }, index) =>
        `  ${index === 0 ? 'rules' : '     '}      ${safe(title)}: ${plural(matched, 'event')}`,
    ),
    `  groups     ${plural(groups.length, 'group')}, ${fired} ${fired === 1 ? 'fires' : 'fire'}`,
    ...(leftOut.length > 0 ? [`  left out   ${leftOutText(trace)}`] : []),
    ...groups.slice(0, limit).flatMap((group) => groupLines(trace, group, colours)),
    ...(more > 0 ? [`  and ${plural(more, 'more group')}: --limit shows more`] : []),
    ...(rule.silent ? ['  Another correlation refers to it, so it raises no alert of its own.'] : []),
  ];
}

/** `10 min`, without the zeros that a measured time would have. */
const spanText = (seconds: number): string =>
  duration(seconds * 1000).replace(/(?: 00 (?:s|min)|\.0 s)$/, (end) => (end.startsWith('.') ? ' s' : ''));

function leftOutText({ leftOut, rule }: CorrelationTrace): string {
  const { groupBy, fields } = rule.correlation;
  const needed = [...groupBy.map(({ name }) => name), ...fields];
  return `${plural(leftOut.length, 'event')} without ${needed.length === 1 ? '' : 'all of '}${someOf(needed)}: ${someOf(leftOut)}`;
}

function groupLines(
  trace: CorrelationTrace,
  { group, events, firings, window }: GroupTrace,
  colours: Colours,
): readonly string[] {
  const named = Object.entries(group).map(([field, value]) => `${field} "${value}"`);
  const { from, to, result, eventIds, met, values } = window;
  const came = result === undefined ? 'no number to compare' : `comes to ${Number(result.toPrecision(12))}`;
  const how = firings > 0 ? colours.green('fires') : colours.red('does not fire');
  const which = firings > 0 ? 'first' : 'nearest';
  return [
    `  ${colours.bold(named.length > 0 ? someOf(named) : 'all events')}: ${how}${firings > 1 ? `, at ${firings} instants` : ''}; ${plural(events, 'event')} in all`,
    `    ${which} window  ${instant(from)} to ${instant(to)}: ${came}, wanted ${trace.condition}`,
    ...(trace.rules.length > 1
      ? [
          `    of each rule   ${trace.rules.map(({ title }, index) => `${safe(title)} ${met[index] ?? 0}`).join(', ')}`,
        ]
      : []),
    ...(values.length > 0 ? [`    values  ${someOf(values)}`] : []),
    `    events  ${someOf(eventIds)}`,
  ];
}

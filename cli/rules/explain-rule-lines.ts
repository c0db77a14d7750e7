import { decisiveSearches } from '#sigma/explain/explain-condition';
import type {
  ConditionTrace,
  DetectionTrace,
  ItemTrace,
  RuleTrace,
  SearchTrace,
} from '#sigma/explain/traces';
import { LOG_SOURCE_PARTS, type LogSource } from '#sigma/log-source';
import type { Colours } from '../output/colours.ts';
import type { ExplainedEvent } from './explain-events.ts';
import { headline, instant, safe, someOf, verdict } from './explain-lines.ts';

/** Says in lines why a rule matches an event, or why not. */
export function ruleLines(trace: RuleTrace, about: ExplainedEvent, colours: Colours): readonly string[] {
  const { rule, held, logsource, detection, filters } = trace;
  const { wanted, given } = logsource;
  const source = given ? `the event is of ${sourceText(given)}` : 'the event may be of any';
  return [
    headline(held ? 'MATCH' : 'NO MATCH', held, rule, colours),
    `  event      ${eventText(about)}`,
    `  because    ${becauseOf(trace)}`,
    `  logsource  ${verdict(logsource.held, colours)}  ${safe(sourceText(wanted))}; ${safe(source)}`,
    ...detectionLines('condition', detection, colours),
    ...filters.flatMap((filter) => detectionLines('filter   ', filter, colours)),
    ...(rule.silent ? ['  A correlation refers to this rule, so it raises no alert of its own.'] : []),
  ];
}

const sourceText = (source: LogSource): string =>
  LOG_SOURCE_PARTS.flatMap((part) => (source[part] === undefined ? [] : [`${part} ${source[part]}`])).join(
    ', ',
  );

const eventText = ({ eventId, name, at, isTimed }: ExplainedEvent): string =>
  [eventId, name, isTimed ? instant(at) : 'without a time']
    .filter((text) => text !== '')
    .map((text) => safe(text))
    .join('  ');

function becauseOf({ held, logsource, detection, filters }: RuleTrace): string {
  if (!logsource.held) return 'the rule is for another log source';
  const parts = [detection, ...filters].map((one, index) => ({
    ...one,
    of: index === 0 ? '' : ' of a filter',
  }));
  const counted = parts.filter((one) => held || !one.held);
  return counted
    .flatMap(({ condition, of }) =>
      decisiveSearches(condition).map((search) => `${safe(search.text)}${of} ${holds(search.held)}`),
    )
    .join('; ');
}

const holds = (held: boolean): string => (held ? 'holds' : 'does not hold');

function detectionLines(
  title: string,
  { condition, searches }: DetectionTrace,
  colours: Colours,
): readonly string[] {
  const unused = searches.filter(({ used }) => !used).map(({ name }) => name);
  return [
    `  ${title}  ${verdict(condition.held, colours)}  ${safe(condition.text, 1000)}`,
    ...condition.of.flatMap((inner) => conditionLines(inner, 1, colours)),
    ...searches.filter(({ used }) => used).flatMap((search) => searchLines(search, colours)),
    ...(unused.length > 0 ? [`  The condition does not ask for ${someOf(unused)}.`] : []),
  ];
}

function conditionLines(
  { held, text, of }: ConditionTrace,
  depth: number,
  colours: Colours,
): readonly string[] {
  const margin = ' '.repeat(13 + 2 * (depth - 1));
  return [
    `${margin}${verdict(held, colours)}  ${safe(text, 1000)}`,
    ...of.flatMap((inner) => conditionLines(inner, depth + 1, colours)),
  ];
}

function searchLines({ name, held, groups }: SearchTrace, colours: Colours): readonly string[] {
  const isOne = groups.length === 1;
  return [
    `  ${colours.bold(safe(name))}  ${verdict(held, colours).trimEnd()}${isOne ? '' : `  one of ${groups.length} must hold`}`,
    ...groups.flatMap((group, index) => [
      ...(isOne ? [] : [`    ${verdict(group.held, colours)}  number ${index + 1}`]),
      ...group.items.map((item) => `${isOne ? '    ' : '      '}${itemLine(item, colours)}`),
    ]),
  ];
}

/** `no   eventName|contains: found "x"; wanted any of '*a*', '*b*'`. */
function itemLine(item: ItemTrace, colours: Colours): string {
  const { key, held, line } = item;
  const text = `${colours.bold(safe(key))}: found ${foundText(item)}; wanted ${wantedText(item)}`;
  return `${verdict(held, colours)}  ${text} ${colours.dim(`(line ${line})`)}`;
}

function foundText({ present, found, near, key }: ItemTrace): string {
  if (key.startsWith('keywords'))
    return found.length === 0
      ? 'none of them'
      : someOf(found.map(({ at, text }) => (at ? `${at} ${text}` : text)));
  if (!present) return near === undefined ? 'no such field' : `no such field (did you mean ${safe(near)}?)`;
  if (found.length === 0) return 'an empty list';
  // What meets tells more than what does not, and of many values few are shown.
  return someOf([...found].sort((a, b) => Number(b.met) - Number(a.met)).map(({ text }) => text));
}

function wantedText({ wanted, quantifier, negated }: ItemTrace): string {
  const sorted = [...wanted].sort((a, b) => Number(b.held) - Number(a.held));
  const isAll = quantifier === 'all';
  const texts = (isAll ? sorted.reverse() : sorted).map(({ text }) => text);
  const how = texts.length === 1 ? (negated ? 'not ' : '') : `${quantifiers[`${negated}`][quantifier]} `;
  return how + someOf(texts);
}

const quantifiers = {
  true: { any: 'none of', all: 'not all of' },
  false: { any: 'any of', all: 'all of' },
} as const;

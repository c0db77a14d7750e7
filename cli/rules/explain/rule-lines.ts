import { decisiveSearches } from '#sigma/explain/explain-condition';
import type {
  ConditionTrace,
  DetectionTrace,
  FilterTrace,
  RuleTrace,
  SearchTrace,
} from '#sigma/explain/traces';
import { LOG_SOURCE_PARTS, type LogSource } from '#sigma/log-source';
import type { Colours } from '../../output/colours.ts';
import { itemLine } from './item-line.ts';
import { headline, instant, safe, someOf, verdict } from './lines.ts';
import type { ExplainedEvent } from './read-events.ts';

interface Look {
  readonly colours: Colours;
  /** Which file the event is in, where there are several. */
  readonly isFileShown: boolean;
}

/** Says in lines why a rule matches an event, or why not. */
export function ruleLines(
  trace: RuleTrace,
  about: ExplainedEvent,
  { colours, isFileShown }: Look,
): readonly string[] {
  const { rule, held, logsource, detection, filters } = trace;
  const { wanted, given } = logsource;
  const source = given ? `the event is of ${sourceText(given)}` : 'the event may be of any';
  return [
    headline(held ? 'MATCH' : 'NO MATCH', held, rule, colours),
    `  event      ${eventText(about)}`,
    ...(isFileShown ? [`  file       ${safe(about.file)}`] : []),
    `  because    ${becauseOf(trace)}`,
    `  logsource  ${verdict(logsource.held, colours)}  ${safe(sourceText(wanted))}; ${safe(source)}`,
    ...detectionLines('condition', detection, colours),
    ...filters.flatMap((filter) => [
      `  filter     ${verdict(filter.held, colours)}  ${filterText(filter)}`,
      ...detectionLines('condition', filter, colours),
    ]),
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

function becauseOf(trace: RuleTrace): string {
  const { held, logsource, detection, filters } = trace;
  const parts = [
    { ...detection, by: '' },
    ...filters.map((filter) => ({ ...filter, by: `filter ${filterText(filter)}: ` })),
  ];
  const failing = parts.filter((one) => !one.held);
  if (held) return parts.map(({ by, ...one }) => by + decisiveText(one)).join('; ');
  const why = failing.map(({ by, ...one }) => by + decisiveText(one)).join('; ');
  if (logsource.held) return why;
  return `the rule is for another log source${why === '' ? '; everything else holds' : `; also ${why}`}`;
}

/** `Backup jobs (filters.yml:12)`. */
const filterText = ({ title, file, line }: FilterTrace): string => `${safe(title)} (${safe(file)}:${line})`;

const MOST_DECISIVE = 8;

/** Where the detection does not hold, the items are named that make its searches come out as they do. */
function decisiveText({ held, condition, searches }: DetectionTrace): string {
  const found = decisiveSearches(condition).map((one) => {
    const search = searches.find(({ name }) => name === one.text);
    const items = held || search === undefined ? '' : itemsText(search);
    return `${safe(one.text)} ${one.held ? 'holds' : 'does not hold'}${items}`;
  });
  const more = found.length - MOST_DECISIVE;
  return [...found.slice(0, MOST_DECISIVE), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function itemsText({ held, groups }: SearchTrace): string {
  const group = held ? groups.find((one) => one.held) : groups[0];
  if (group === undefined) return '';
  if (!held && groups.length > 1) return `, in any of its ${groups.length} ways`;
  return ` (${someOf(group.items.filter((item) => item.held === held).map(({ key }) => key))})`;
}

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

import { escapeForTerminal } from '#core/escape';
import type { OpenRule } from '#packing/clauses';
import { MAX_PATTERN_LENGTH } from '#packing/event-bridge-patterns';
import { MAX_FILTER_LENGTH, type Widening } from '#packing/logs-filter-patterns';
import type { NamedRule } from '#packing/push-down';
import type { Colours } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import type { EventCounts, PassedCounts } from './pushdown-count.ts';
import type { PushdownReport } from './pushdown-report.ts';

type Report = PushdownReport & { readonly events?: EventCounts };

/** Writes the report for people, line by line. */
export function pushdownLines(report: Report, colours: Colours): readonly string[] {
  const { events, rules, otherSources } = report;
  const others = otherSources > 0 ? `; ${plural(otherSources, 'rule')} for other log sources left out` : '';
  const sections = [
    logsLines(report, colours),
    busLines(report, colours),
    indexLines(report, colours),
    prefilterLines(report, colours),
    ...(events ? [eventLines(events, colours)] : []),
  ];
  return [`${plural(rules, 'rule')} for CloudTrail${others}`, ...sections.flatMap((lines) => ['', ...lines])];
}

const WIDENED: Readonly<Record<Widening, string>> = {
  nothing: 'nothing had to be left out',
  expressions: 'expressions were left out where something else narrows',
  'context of changes': 'of calls that change something only the name is asked for',
  'context of names': 'where a name is asked for, nothing else is',
  'ends of names': 'some names were cut to their beginnings to fit',
  everything: 'everything goes through',
};

function logsLines({ cloudWatchLogs, events }: Report, colours: Colours): readonly string[] {
  const { filters, open, widened } = cloudWatchLogs;
  const title = `CloudWatch Logs: ${plural(filters.length, 'subscription filter')}; ${WIDENED[widened]}`;
  const each = filters.flatMap(({ pattern, length, rules }, index) => [
    `  Filter ${index + 1}: ${sizeText(length, MAX_FILTER_LENGTH)}${passedText(events?.cloudWatchLogs, index, events)}`,
    `    ${pattern === '' ? '(empty: lets everything through)' : escapeForTerminal(pattern)}`,
    ...servedLines(rules),
  ]);
  return [colours.bold(title), ...each, ...openLines(open, colours)];
}

function busLines({ eventBridge, events }: Report, colours: Colours): readonly string[] {
  const { patterns, open, reads } = eventBridge;
  const title = `EventBridge: ${plural(patterns.length, 'rule')}, calls that only read: ${reads}`;
  const each = patterns.flatMap(({ pattern, state, length, rules }, index) => [
    `  Rule ${index + 1}: ${sizeText(length, MAX_PATTERN_LENGTH)}, ${state}${passedText(events?.eventBridge, index, events)}`,
    `    ${escapeForTerminal(JSON.stringify(pattern))}`,
    ...servedLines(rules),
  ]);
  return [colours.bold(title), ...each, ...openLines(open, colours)];
}

const sizeText = (length: number, most: number): string => `${count(length)} of ${count(most)} characters`;

const passedText = (
  passed: PassedCounts | undefined,
  index: number,
  events: EventCounts | undefined,
): string =>
  passed && events
    ? `, lets through ${count(passed.each[index] ?? 0)} of ${plural(events.total, 'event')}`
    : '';

const servedLines = (rules: readonly NamedRule[]): readonly string[] => [
  `    serves ${plural(rules.length, 'rule')}:`,
  ...rules.map(({ title }) => `      ${escapeForTerminal(title)}`),
];

function openLines(open: readonly OpenRule[], { yellow }: Colours): readonly string[] {
  if (open.length === 0) return [];
  return [
    yellow(`  Cannot be narrowed, so everything goes through: ${plural(open.length, 'rule')}`),
    ...open.map(({ title, why }) => escapeForTerminal(`    ${title}: ${why}`)),
  ];
}

function indexLines({ dispatchIndex }: Report, colours: Colours): readonly string[] {
  const { fields, open } = dispatchIndex;
  return [
    colours.bold('Dispatch index: under which field the engine finds its rules'),
    ...fields.map(
      ({ field, rules, values, parts }) =>
        `  ${escapeForTerminal(field)}: ${plural(rules, 'rule')} under ${plural(values, 'value')} and ${plural(parts, 'part')} of values`,
    ),
    ...tried(open, 'Tried on every event', colours),
  ];
}

function prefilterLines({ prefilter }: Report, colours: Colours): readonly string[] {
  const { keys, open } = prefilter;
  return [
    colours.bold('Byte prefilter: what is looked for before a record is parsed'),
    ...keys.map(
      ({ field, position, rules, texts }) =>
        `  ${escapeForTerminal(field)}: ${plural(texts, 'text')} ${position === 'whole' ? 'as its value' : 'in its value'}, for ${plural(rules, 'rule')}`,
    ),
    ...tried(open, 'Every record is parsed because of', colours),
  ];
}

const tried = (open: readonly OpenRule[], what: string, { yellow }: Colours): readonly string[] =>
  open.length === 0
    ? []
    : [
        yellow(`  ${what}: ${plural(open.length, 'rule')}`),
        ...open.map(({ title, why }) => escapeForTerminal(`    ${title}: ${why}`)),
      ];

function eventLines(events: EventCounts, colours: Colours): readonly string[] {
  const { total, matched, cloudWatchLogs, eventBridge, lostReads, unreadable } = events;
  const line = (name: string, { any }: PassedCounts): string =>
    `  ${name} lets through ${count(any)} (${share(any, total)})`;
  return [
    colours.bold(
      `Events: ${count(total)}, of which rules match ${count(matched)} (${share(matched, total)})`,
    ),
    line('CloudWatch Logs', cloudWatchLogs),
    line('EventBridge', eventBridge),
    ...lostLine('CloudWatch Logs', cloudWatchLogs.lost, colours),
    ...lostLine('EventBridge', eventBridge.lost - lostReads, colours),
    ...(lostReads > 0
      ? [
          colours.yellow(
            `  ${plural(lostReads, 'matched event')} only read: EventBridge delivers them with --reads`,
          ),
        ]
      : []),
    ...(unreadable > 0 ? [colours.yellow(`  ${plural(unreadable, 'input')} could not be read`)] : []),
  ];
}

/** Only records that AWS would not write so: see the guide. */
const lostLine = (name: string, lost: number, { red }: Colours): readonly string[] =>
  lost > 0
    ? [red(`  ${name} would lose ${plural(lost, 'matched event')}: spelled as AWS does not spell`)]
    : [];

const share = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;

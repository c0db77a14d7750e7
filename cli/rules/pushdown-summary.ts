import { escapeForTerminal } from '#core/escape';
import type { OpenRule } from '#packing/clauses';
import { MAX_PATTERN_LENGTH } from '#packing/event-bridge-patterns';
import { MAX_FILTER_LENGTH, type Widening } from '#packing/logs-filter-patterns';
import { HEARTBEAT_ID, type NamedRule } from '#packing/push-down';
import type { Colours } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import type { EventCounts, PassedCounts } from './pushdown-count.ts';
import type { PushdownReport } from './pushdown-report.ts';

/** What is printed: the report, and what was counted if there were logs. */
export type CountedReport = PushdownReport & { readonly events?: EventCounts };

/** How it is printed. */
export interface Printing {
  readonly colours: Colours;
  /** Whether every rule is named. */
  readonly verbose: boolean;
}

/** Rules without a way to narrow them, of each kind, that are named unless all are asked for. */
const MOST_NAMED = 10;

/** Says how many filters there are, how much they let through, and what keeps them open. */
export function summaryLines(report: CountedReport, printing: Printing): readonly string[] {
  const { events, rules, otherSources } = report;
  const others = otherSources > 0 ? `; ${plural(otherSources, 'rule')} for other log sources left out` : '';
  return [
    `${plural(rules, 'rule')} for CloudTrail${others}`,
    ...(events ? eventLines(events, printing.colours) : []),
    '',
    ...logsLines(report, printing),
    ...busLines(report, printing),
    ...engineLines(report, printing),
  ];
}

const WIDENED: Readonly<Record<Widening, string>> = {
  nothing: 'nothing had to be left out',
  expressions: 'expressions were left out where something else narrows',
  'context of changes': 'of calls that change something only the name is asked for',
  'context of names': 'where a name is asked for, nothing else is',
  'ends of names': 'some names were cut to their beginnings to fit',
  everything: 'everything goes through',
};

function logsLines({ cloudWatchLogs, events }: CountedReport, printing: Printing): readonly string[] {
  const { filters, open, widened } = cloudWatchLogs;
  const passed = events?.cloudWatchLogs;
  const each = filters.map(
    ({ length, rules }, index) =>
      `  Filter ${index + 1}: ${sizeText(length, MAX_FILTER_LENGTH)}, for ${servedText(rules)}${shareText(passed?.each[index], events)}`,
  );
  return [
    printing.colours.bold(
      `CloudWatch Logs: ${plural(filters.length, 'subscription filter')}; ${WIDENED[widened]}`,
    ),
    ...each,
    ...togetherLines(passed, events),
    ...openLines(open, 'Cannot be narrowed, so everything goes through', printing),
  ];
}

function busLines({ eventBridge, events }: CountedReport, printing: Printing): readonly string[] {
  const { patterns, open, reads } = eventBridge;
  const passed = events?.eventBridge;
  const each = patterns.map(
    ({ length, rules, state }, index) =>
      `  Pattern ${index + 1}: ${sizeText(length, MAX_PATTERN_LENGTH)}, ${state}, for ${servedText(rules)}${shareText(passed?.each[index], events)}`,
  );
  return [
    printing.colours.bold(
      `EventBridge: ${plural(patterns.length, 'pattern')}, calls that only read: ${reads}`,
    ),
    ...each,
    ...togetherLines(passed, events),
    ...openLines(open, 'Cannot be narrowed, so everything goes through', printing),
  ];
}

/** What the engine itself makes of the rules. */
function engineLines({ dispatchIndex, prefilter, rules }: CountedReport, printing: Printing) {
  const known = (open: readonly OpenRule[], one: string, many: string): string =>
    `${count(rules - open.length)} of ${plural(rules, 'rule')} ${rules - open.length === 1 ? one : many}`;
  return [
    printing.colours.bold(
      `Dispatch index: ${known(dispatchIndex.open, 'is', 'are')} found by what an event has`,
    ),
    ...openLines(dispatchIndex.open, 'Tried on every event', printing),
    printing.colours.bold(
      `Byte prefilter: ${known(prefilter.open, 'has', 'have')} texts to look for in the bytes`,
    ),
    ...openLines(prefilter.open, 'Every record is parsed because of', printing),
  ];
}

const sizeText = (length: number, most: number): string => `${count(length)} of ${count(most)} characters`;

const servedText = (rules: readonly NamedRule[]): string => {
  const own = rules.filter(({ ruleId }) => ruleId !== HEARTBEAT_ID);
  return `${plural(own.length, 'rule')}${own.length < rules.length ? ' and the heartbeat' : ''}`;
};

const shareText = (passed: number | undefined, events: EventCounts | undefined): string =>
  passed !== undefined && events
    ? `; lets through ${count(passed)} of ${plural(events.total, 'event')} (${share(passed, events.total)})`
    : '';

/** Several filters may let the same event through. */
const togetherLines = (
  passed: PassedCounts | undefined,
  events: EventCounts | undefined,
): readonly string[] =>
  passed && events && passed.each.length > 1
    ? [
        `  In all: lets through ${count(passed.any)} of ${plural(events.total, 'event')} (${share(passed.any, events.total)})`,
      ]
    : [];

function openLines(
  open: readonly OpenRule[],
  what: string,
  { colours, verbose }: Printing,
): readonly string[] {
  if (open.length === 0) return [];
  const named = verbose ? open : open.slice(0, MOST_NAMED);
  const more = open.length - named.length;
  return [
    colours.yellow(`  ${what}: ${plural(open.length, 'rule')}`),
    ...named.map(({ title, why }) => escapeForTerminal(`    ${title}: ${why}`)),
    ...(more > 0 ? [`    … and ${count(more)} more (--verbose names them)`] : []),
  ];
}

function eventLines(events: EventCounts, { yellow, red }: Colours): readonly string[] {
  const { total, matched, cloudWatchLogs, eventBridge, lostReads, unreadable } = events;
  /** Only records that AWS would not write so: see the guide. */
  const lost = (name: string, some: number): readonly string[] =>
    some > 0
      ? [red(`  ${name} would lose ${plural(some, 'matched event')}: spelled as AWS does not spell`)]
      : [];
  return [
    `${plural(total, 'event')}, of which rules match ${count(matched)} (${share(matched, total)})`,
    ...lost('CloudWatch Logs', cloudWatchLogs.lost),
    ...lost('EventBridge', eventBridge.lost - lostReads),
    ...(lostReads > 0
      ? [yellow(`  ${plural(lostReads, 'matched event')} only read: EventBridge delivers them with --reads`)]
      : []),
    ...(unreadable > 0 ? [yellow(`  ${plural(unreadable, 'input')} could not be read`)] : []),
  ];
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;

import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import { explainCorrelation } from '#sigma/explain/explain-correlation';
import { explainRule } from '#sigma/explain/explain-rule';
import { LOG_SOURCE_PARTS, type LogSource } from '#sigma/log-source';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaRule } from '#sigma/rule';
import type { CliContext } from '../context.ts';
import { count, plural } from '../output/numbers.ts';
import { rowWriter } from '../output/rows.ts';
import { correlationLines } from './explain-correlation-lines.ts';
import { type ExplainedEvent, readEvents } from './explain-events.ts';
import { correlationRow, ruleRow } from './explain-rows.ts';
import { ruleLines } from './explain-rule-lines.ts';
import { type ExplainTarget, findTarget } from './explain-target.ts';

export interface ExplainOptions {
  readonly rules?: readonly string[];
  readonly eventId?: readonly string[];
  readonly limit: number;
  readonly logsource?: string;
  readonly format: string;
}

/** Takes what is explained, one after the other. */
interface Printer {
  readonly add: (lines: () => readonly string[], row: () => object) => void;
  readonly end: () => void;
}

/** Prints why a rule matches events, or why not. */
export async function explain(
  named: string,
  file: string,
  options: ExplainOptions,
  context: CliContext,
): Promise<void> {
  const source = options.logsource === undefined ? undefined : logSourceOf(options.logsource);
  const target = await findTarget(named, options.rules ?? [], context.io);
  const { events, faults } = await readEvents(file, source, context.io);
  for (const fault of faults)
    context.say(context.errColours.yellow(`unreadable: ${escapeForTerminal(fault)}`));
  const printer = options.format === 'text' ? linePrinter(context) : jsonPrinter(context);
  const behind = explainCorrelations(target, events, options, context, printer);
  // Who asks a correlation about one event wants to know how that event takes part.
  const rules = options.eventId === undefined ? target.rules : [...new Set([...target.rules, ...behind])];
  if (rules.length > 0) explainEvents(rules, events, options, context, printer);
  printer.end();
}

function explainEvents(
  rules: readonly SigmaRule[],
  events: readonly ExplainedEvent[],
  { eventId, limit }: ExplainOptions,
  { colours, say }: CliContext,
  printer: Printer,
): void {
  const chosen =
    eventId === undefined
      ? events.length > limit
        ? matchesFirst(rules, events, say)
        : events
      : eventId.flatMap((id) => eventsNamed(id, events));
  for (const event of chosen.slice(0, limit)) {
    for (const rule of rules) {
      const trace = explainRule(rule, event.event, event.logsource);
      printer.add(
        () => ruleLines(trace, event, colours),
        () => ruleRow(trace, event),
      );
    }
  }
  const more = chosen.length - limit;
  if (more > 0) say(`${plural(more, 'more event')}: --event-id chooses, --limit shows more`);
}

/** Of many events, those that a rule matches are what people look for; it says how many they are. */
function matchesFirst(
  rules: readonly SigmaRule[],
  events: readonly ExplainedEvent[],
  say: CliContext['say'],
): readonly ExplainedEvent[] {
  const engine = buildEngine(rules);
  const isMatch = ({ event, logsource }: ExplainedEvent): boolean =>
    engine.match(event, logsource).length > 0;
  const matching = new Set(events.filter(isMatch));
  const isSorted = matching.size > 0 && matching.size < events.length;
  const verb = matching.size === 1 ? 'matches' : 'match';
  say(
    `${count(matching.size)} of ${plural(events.length, 'event')} ${verb}${isSorted ? (matching.size === 1 ? ', and comes first' : ', and come first') : ''}`,
  );
  return [...matching, ...events.filter((event) => !matching.has(event))];
}

function eventsNamed(id: string, events: readonly ExplainedEvent[]): readonly ExplainedEvent[] {
  const found = events.filter(({ eventId, number }) => eventId === id || `#${number}` === id);
  if (found.length === 0) throw new TrailhoundError('TH_USAGE', `no event has the id "${id}"`);
  return found;
}

/** Answers the rules that the correlations are made of. */
function explainCorrelations(
  { set, correlations }: ExplainTarget,
  events: readonly ExplainedEvent[],
  { limit }: ExplainOptions,
  { colours, say }: CliContext,
  printer: Printer,
): readonly SigmaRule[] {
  const untimed = events.filter(({ isTimed }) => !isTimed).length;
  if (correlations.length > 0 && untimed > 0)
    say(`${plural(untimed, 'event')} without a usable time; they count as of 1970`);
  const behind = new Set<string>();
  for (const correlation of correlations) {
    // What it is made of comes behind it.
    for (const trace of explainCorrelation(set, correlation, events).toReversed()) {
      for (const { key } of trace.rules) behind.add(key);
      printer.add(
        () => correlationLines(trace, limit, colours),
        () => correlationRow(trace, limit),
      );
    }
  }
  return set.rules.filter(({ key }) => behind.has(key));
}

function linePrinter({ out }: CliContext): Printer {
  let count = 0;
  return {
    add: (lines) => {
      out.write(`${count === 0 ? '' : '\n'}${lines().join('\n')}\n`);
      count += 1;
    },
    end: () => undefined,
  };
}

function jsonPrinter({ out }: CliContext): Printer {
  const writer = rowWriter<object>('json', [], out, { whole: true });
  return { add: (_, row) => writer.row(row()), end: writer.end };
}

/** Reads `product=linux,service=sshd`, or `any`. Throws `TH_USAGE` for anything else. */
function logSourceOf(text: string): LogSource | 'any' {
  if (text === 'any') return 'any';
  const parts = text.split(',').map((part) => part.split('='));
  const isKnown = ([name, value]: readonly string[]): boolean =>
    LOG_SOURCE_PARTS.some((part) => part === name) && value !== undefined && value !== '';
  if (!parts.every((part) => part.length === 2 && isKnown(part)))
    throw new TrailhoundError(
      'TH_USAGE',
      `--logsource: expected any, or ${LOG_SOURCE_PARTS.map((part) => `${part}=…`).join(', ')}, joined by commas`,
    );
  return Object.fromEntries(parts);
}

import { TrailhoundError } from '#core/errors';
import { explainCorrelation } from '#sigma/explain/explain-correlation';
import { explainRule } from '#sigma/explain/explain-rule';
import { LOG_SOURCE_PARTS, type LogSource } from '#sigma/log-source';
import type { CliContext } from '../../context.ts';
import { count, plural } from '../../output/numbers.ts';
import { rowWriter } from '../../output/rows.ts';
import { correlationLines } from './correlation-lines.ts';
import { nameOfInput, unreadable } from './event-texts.ts';
import { explainNotes } from './notes.ts';
import { readEvents } from './read-events.ts';
import { correlationRow, ruleRow } from './rows.ts';
import { ruleLines } from './rule-lines.ts';
import { rulesBehind, type Selection, selectEvents } from './selection.ts';
import { type ExplainTarget, findTarget, type TargetOptions } from './target.ts';

export interface ExplainOptions extends TargetOptions {
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
  paths: readonly string[],
  options: ExplainOptions,
  context: CliContext,
): Promise<void> {
  const source = options.logsource === undefined ? undefined : logSourceOf(options.logsource);
  const target = await findTarget(named, options, context.io);
  const notes = explainNotes(context);
  const selection = await selectEvents(readEvents(paths, source, context.io, notes), target, options);
  notes.end();
  if (selection.total === 0) throw unreadable(paths.map(nameOfInput).join(', '), 'there is no event in it');
  const printer = options.format === 'text' ? linePrinter(context) : jsonPrinter(context);
  explainCorrelations(target, selection, options, context, printer);
  explainEvents(target, selection, options, context, printer);
  printer.end();
}

function explainEvents(
  { set, rules: meant, correlations }: ExplainTarget,
  { total, matching, files, shown, named }: Selection,
  { eventId, limit }: ExplainOptions,
  { colours, say }: CliContext,
  printer: Printer,
): void {
  // Who asks a correlation about one event wants to know how that event takes part.
  const behind = eventId === undefined ? [] : rulesBehind(set, correlations);
  const rules = [...new Set([...meant, ...behind])];
  if (rules.length === 0) return;
  if (eventId === undefined && total > limit) sayMatching(matching, total, say);
  for (const event of eventId === undefined ? shown : named.slice(0, limit)) {
    for (const rule of rules) {
      const trace = explainRule(rule, event.event, event.logsource);
      printer.add(
        () => ruleLines(trace, event, { colours, isFileShown: files.size > 1 }),
        () => ruleRow(trace, event),
      );
    }
  }
  const more = (eventId === undefined ? total : named.length) - limit;
  if (more > 0) say(`${plural(more, 'more event')}: --event-id chooses, --limit shows more`);
}

/** Of many events, those that a rule matches are what people look for. */
function sayMatching(matching: number, total: number, say: CliContext['say']): void {
  const isSorted = matching > 0 && matching < total;
  const first = isSorted ? (matching === 1 ? ', and comes first' : ', and come first') : '';
  say(`${count(matching)} of ${plural(total, 'event')} ${matching === 1 ? 'matches' : 'match'}${first}`);
}

function explainCorrelations(
  { set, correlations }: ExplainTarget,
  { takingPart }: Selection,
  { limit }: ExplainOptions,
  { colours, say }: CliContext,
  printer: Printer,
): void {
  const untimed = takingPart.filter(({ isTimed }) => !isTimed).length;
  if (untimed > 0) say(`${plural(untimed, 'event')} without a usable time; they count as of 1970`);
  const explained = new Set<string>();
  for (const correlation of correlations) {
    // What it is made of comes behind it.
    for (const trace of explainCorrelation(set, correlation, takingPart).toReversed()) {
      if (explained.has(trace.rule.key)) continue;
      explained.add(trace.rule.key);
      printer.add(
        () => correlationLines(trace, limit, colours),
        () => correlationRow(trace, limit),
      );
    }
  }
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

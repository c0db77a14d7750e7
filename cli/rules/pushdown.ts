import { escapeForTerminal } from '#core/escape';
import type { WantedReads } from '#packing/event-bridge-patterns';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openLogs } from '../input/open-logs.ts';
import { loadCliRules, refuseProblems } from '../load-rules.ts';
import { jsonText } from '../output/json.ts';
import { ruleFiles } from '../rule-files.ts';
import { countEvents } from './pushdown-count.ts';
import { pushdownLines } from './pushdown-lines.ts';
import { pushdownReport } from './pushdown-report.ts';
import type { CountedReport } from './pushdown-summary.ts';

export interface PushdownOptions {
  readonly builtin: boolean;
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly filters: string;
  readonly reads: WantedReads;
  readonly verbose?: boolean;
  readonly format: string;
}

/** Prints what is made of the rules for those who send events, and how many events of some logs would come through. */
export async function printPushdown(
  logs: readonly string[],
  options: PushdownOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const { builtin, rules: paths = [], placeholders } = options;
  const loaded = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  refuseProblems(loaded.documents, 'no filter was made');
  const report = pushdownReport(loaded.rules, { filters: Number(options.filters), reads: options.reads });
  if (logs.length === 0) print(report, options, context);
  else {
    const input = openLogs(logs, context);
    const events = await countEvents(input, report);
    print({ ...report, events }, options, context);
    if (events.total === 0) await sayNoEvent(logs, context);
    if (events.unreadable > 0 || input.unsearched() > 0) context.exitWith(EXIT.partial);
  }
  await context.out.flush();
}

/** Rules that were named as logs would look like logs without events. */
async function sayNoEvent(logs: readonly string[], { io, say, errColours }: CliContext): Promise<void> {
  const warn = (text: string): void => say(errColours.yellow(escapeForTerminal(text)));
  warn('No CloudTrail event was found in this input.');
  for (const path of logs) {
    const files = await ruleFiles([path], io.cwd).catch(() => []);
    if (files.some(({ name }) => /\.ya?ml$/i.test(name)))
      warn(`${path} has rule files; rules are named with --rules: --rules ${path}`);
  }
}

function print(
  report: CountedReport,
  { format, verbose = false }: PushdownOptions,
  { out, colours }: CliContext,
): void {
  if (format === 'json') {
    const { own: _, ...shown } = report;
    out.write(jsonText(shown));
  } else for (const line of pushdownLines(report, { colours, verbose })) out.write(`${line}\n`);
}

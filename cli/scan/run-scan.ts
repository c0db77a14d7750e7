import type { Command } from 'commander';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { type ScanDeps, type ScanReport, scan } from '#app/scan';
import type { RuleCard } from '#core/match';
import { atLeast, type Severity } from '#core/severity';
import type { EpochMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type LogInput, openLogs, passedText, readText } from '../input/open-logs.ts';
import { type DetectorOptions, loadDetector } from '../load-detector.ts';
import { spanText } from '../option-values.ts';
import { count, plural } from '../output/numbers.ts';
import { refuseReversed } from '../span-options.ts';
import { printMatches } from './print-matches.ts';
import { printScanFindings } from './print-scan-findings.ts';

export interface ScanOptions extends DetectorOptions {
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly minSeverity: Severity;
  readonly output: 'findings' | 'matches';
  readonly format: string;
  readonly failOn?: Severity;
}

/** Searches logs and prints what was found. */
export async function runScan(
  paths: readonly string[],
  options: ScanOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  checkOptions(options, command);
  const detector = await loadDetector(options, context);
  const { since: from, until: to, failOn, minSeverity } = options;
  if (!detector.cards.some(({ severity }) => atLeast(severity, minSeverity))) {
    const text = `No rule is of severity ${minSeverity} or worse: nothing can be found.`;
    context.say(context.errColours.yellow(text));
  }
  const input = openLogs(paths, context, {
    printsMeanwhile: options.output === 'matches',
    // Whether a record lies in the span, its bytes do not tell.
    skim: from === undefined && to === undefined ? detector.skimmer() : undefined,
  });
  let isFound = false;
  const note = ({ severity }: RuleCard): void => {
    if (failOn !== undefined && atLeast(severity, failOn)) isFound = true;
  };
  const deps: ScanDeps = {
    detector,
    clock: context.io.clock,
    minSeverity,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    onFault: input.fault,
    onMatch: ({ rule }) => note(rule),
    onCorrelation: ({ rule }) => note(rule),
  };
  const { report, findings } =
    options.output === 'matches'
      ? { report: await scanForMatches(input, deps, options.format, context), findings: undefined }
      : await scanForFindings(input, deps, options.format, context);
  await context.out.flush();
  saySummary(report, findings, input, context);
  sayNothingSearched(report, options, context);
  if (isFound) context.exitWith(EXIT.found);
  else if (isPartial(report, input, failOn)) context.exitWith(EXIT.partial);
}

/** Whether something was not searched. A check that was asked for and saw nothing must not look passed. */
function isPartial(report: ScanReport, input: LogInput, failOn: Severity | undefined): boolean {
  return report.quarantined > 0 || input.unsearched() > 0 || (failOn !== undefined && report.events === 0);
}

function checkOptions({ since, until, minSeverity, failOn }: ScanOptions, command: Command): void {
  refuseReversed(command, { from: since, to: until }, ['--since', '--until']);
  if (failOn !== undefined && !atLeast(failOn, minSeverity)) {
    command.error(
      `error: --fail-on ${failOn} could never be met: --min-severity ${minSeverity} leaves such matches out`,
    );
  }
}

async function scanForMatches(
  input: LogInput,
  deps: ScanDeps,
  format: string,
  context: CliContext,
): Promise<ScanReport> {
  const printer = printMatches(format, context);
  const report = await scan(input.items, {
    ...deps,
    onMatch: (match, from) => {
      deps.onMatch?.(match, from);
      printer.match(match, from.file);
    },
    onCorrelation: (hit) => {
      deps.onCorrelation?.(hit);
      printer.correlation(hit);
    },
  });
  printer.end();
  return report;
}

async function scanForFindings(
  input: LogInput,
  deps: ScanDeps,
  format: string,
  context: CliContext,
): Promise<{ readonly report: ScanReport; readonly findings: number }> {
  const findings = memoryFindingStore();
  const report = await scan(input.items, { ...deps, stores: { findings, state: memoryStateStore() } });
  return { report, findings: printScanFindings(findings.all(), format, context) };
}

function saySummary(
  report: ScanReport,
  findings: number | undefined,
  input: LogInput,
  context: CliContext,
): void {
  const { events, outsideSpan, untimed, matches, correlations, suppressed, quarantined, passed } = report;
  const { say, errColours } = context;
  const found = [
    plural(matches, 'match', 'matches'),
    ...(correlations > 0 ? [plural(correlations, 'correlation')] : []),
  ].join(' and ');
  const parts = [
    findings === undefined ? found : `${found} in ${plural(findings, 'finding')}`,
    ...(suppressed > 0 ? [`${count(suppressed)} suppressed`] : []),
    ...(outsideSpan > 0 ? [`${plural(outsideSpan, 'event')} outside the span`] : []),
    ...(untimed > 0
      ? [`${plural(untimed, 'event')} without a usable time ${untimed === 1 ? 'was' : 'were'} kept`]
      : []),
    ...(quarantined > 0 ? [errColours.yellow(`${plural(quarantined, 'input')} could not be read`)] : []),
  ];
  say(`${parts.join(', ')}; ${readText(events, input.figures())}`);
  if (passed.size > 0) say(`Passed over: ${passedText(passed)}`);
}

/** Says why nothing could be found, where it could not. */
function sayNothingSearched(
  { events, outsideSpan }: ScanReport,
  { since, until, failOn }: ScanOptions,
  { say, errColours }: CliContext,
): void {
  if (events === 0) {
    say(errColours.yellow('No CloudTrail event was found in this input.'));
    if (failOn !== undefined)
      say(errColours.yellow(`--fail-on ${failOn} was not checked: nothing was searched.`));
  } else if (outsideSpan === events) {
    const span = spanText(since, until);
    say(errColours.yellow(`Nothing was searched: no event lies in the span, ${span}.`));
  }
}

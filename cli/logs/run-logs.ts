import { performance } from 'node:perf_hooks';
import type { Command } from 'commander';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryOpenStreams } from '#adapters/local/memory-open-streams';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { silentMetrics } from '#adapters/local/silent-metrics';
import type { AppDetector } from '#app/logs/app-detector';
import { recordEntries } from '#app/logs/record-entries';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import { escapeForTerminal } from '#core/escape';
import type { AppLogSettings } from '#core/logs/app-log-settings';
import { templateMiner } from '#core/logs/kinds/template-miner';
import type { LogLevel } from '#core/logs/log-entry';
import { atLeast, type Severity } from '#core/severity';
import { type EpochMs, epochMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { pathsFromHere } from '../input/paths-from-here.ts';
import { loadAppDetector } from '../load-app-detector.ts';
import { bytes, count, duration, plural } from '../output/numbers.ts';
import { printScanFindings } from '../scan/print-scan-findings.ts';
import { refuseReversed } from '../span-options.ts';
import { errorRow } from './error-row.ts';
import { kindTally } from './kind-tally.ts';
import { readFileEntries, type SourcedEntry, type SourceFigures } from './log-source.ts';
import { type Eye, look, placeOf, type WorthyEntry } from './look.ts';
import { printErrors, printKinds } from './print-logs.ts';

export interface LogsOptions {
  readonly group?: string;
  readonly region?: string;
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly level: LogLevel | 'all';
  readonly rules?: readonly string[];
  readonly placeholders?: string;
  readonly suppressions?: string;
  readonly output?: 'errors' | 'kinds' | 'findings';
  readonly format: string;
  readonly failOn?: Severity;
}

const DAY_MS = 86_400_000;

/** What is done with every entry that matters, and at the end. */
interface Sink {
  readonly entries: (entries: readonly WorthyEntry[]) => Promise<void>;
  readonly end: () => void;
}

/** Reads logs and prints their errors. */
export async function runLogs(
  paths: readonly string[],
  options: LogsOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  checkOptions(paths, options, command);
  const settings: AppLogSettings = {
    ...APP_LOG_DEFAULTS,
    level: options.level === 'all' ? 'trace' : options.level,
  };
  const detector = await loadAppDetector({ ...options, builtin: false }, context);
  const figures: SourceFigures = { files: 0, lines: 0, bytes: 0, faults: 0 };
  const tallies = { entries: 0, errors: 0, suppressed: 0, isFound: false };
  const sink = sinkFor(options, settings, detector, context);
  const eye: Eye = { options, settings, detector, miner: templateMiner() };
  const begun = performance.now();
  const onEntries = async (entries: readonly SourcedEntry[]): Promise<void> => {
    const now = context.io.clock.now();
    const worthy: WorthyEntry[] = [];
    for (const entry of entries) {
      tallies.entries += 1;
      const found = look(entry, eye, now);
      if (found === 'suppressed') tallies.suppressed += 1;
      if (typeof found !== 'object') continue;
      tallies.errors += 1;
      if (options.failOn !== undefined && atLeast(found.severity, options.failOn)) tallies.isFound = true;
      worthy.push(found);
    }
    if (worthy.length > 0) await sink.entries(worthy);
    await context.out.flush();
  };
  const onFault = (file: string, reason: string): void => {
    figures.faults += 1;
    context.say(`${context.errColours.yellow('unreadable:')} ${escapeForTerminal(`${file}: ${reason}`)}`);
  };
  if (options.group === undefined) {
    const here = pathsFromHere(paths, context.io.cwd);
    await readFileEntries(here, context.io.stdin, figures, { onFault, onEntries });
  } else {
    const to = options.until ?? context.io.clock.now();
    const from = options.since ?? epochMs(to - DAY_MS);
    // Loaded only here: the SDK takes longer to start than most files to read.
    const { readGroupEntries } = await import('./group-source.ts');
    await readGroupEntries(
      { group: options.group, from, to, region: options.region },
      context,
      figures,
      onEntries,
    );
  }
  sink.end();
  await context.out.flush();
  saySummary(tallies, figures, performance.now() - begun, options, context);
  if (tallies.isFound) context.exitWith(EXIT.found);
  else if (figures.faults > 0 || (options.failOn !== undefined && tallies.entries === 0))
    context.exitWith(EXIT.partial);
}

function checkOptions(
  paths: readonly string[],
  { group, since, until }: LogsOptions,
  command: Command,
): void {
  refuseReversed(command, { from: since, to: until }, ['--since', '--until']);
  if (paths.length === 0 && group === undefined)
    command.error(
      'error: name files, folders, patterns or - for standard input, or a log group with --group',
    );
  if (paths.length > 0 && group !== undefined) command.error('error: either paths or --group, not both');
}

function sinkFor(
  options: LogsOptions,
  settings: AppLogSettings,
  detector: AppDetector,
  context: CliContext,
): Sink {
  const output = options.output ?? (options.format === 'table' ? 'kinds' : 'errors');
  if (output === 'findings') return findingsSink(options, settings, detector, context);
  const tally = kindTally(settings);
  const printer = output === 'errors' ? printErrors(options.format, context) : undefined;
  return {
    entries: async (entries) => {
      for (const found of entries) {
        const row = errorRow(found, found.reading, found.mined, found.rules);
        if (printer) printer.row(row);
        else tally.add(row, found.severity, found.at);
      }
    },
    end: () => (printer ? printer.end() : printKinds(tally, options.format, context)),
  };
}

/** The very findings that an account would have, with a log group for each file. */
function findingsSink(
  { format }: LogsOptions,
  appLogs: AppLogSettings,
  detector: AppDetector,
  context: CliContext,
): Sink {
  const findings = memoryFindingStore();
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const deps = {
    ...{ findings, state: memoryStateStore(), openStreams: memoryOpenStreams(), log, detector, appLogs },
    ...{ quarantine: { put: async () => {} }, clock: context.io.clock, metrics: silentMetrics },
    settings: { alertFloor: 'critical' as const, retentionDays: 1, latenessHours: 24 },
  };
  return {
    entries: async (entries) => {
      const streams = entries.map((found) => ({
        ...placeOf(found),
        entries: [{ entry: found.entry, before: () => found.before }],
      }));
      await recordEntries(streams, deps);
    },
    end: () => void printScanFindings(findings.all(), format, context),
  };
}

function saySummary(
  {
    entries,
    errors,
    suppressed,
  }: { readonly entries: number; readonly errors: number; readonly suppressed: number },
  figures: SourceFigures,
  elapsedMs: number,
  { group, level, failOn }: LogsOptions,
  { say, errColours }: CliContext,
): void {
  const found = level === 'all' ? plural(errors, 'entry', 'entries') : plural(errors, 'error');
  const parts = [
    found,
    ...(suppressed > 0 ? [`${count(suppressed)} suppressed`] : []),
    ...(figures.faults > 0
      ? [errColours.yellow(`${plural(figures.faults, 'file')} could not be read to the end`)]
      : []),
  ];
  const where = group === undefined ? plural(figures.files, 'file') : plural(figures.files, 'stream');
  say(
    `${parts.join(', ')}; ${plural(entries, 'entry', 'entries')} of ${plural(figures.lines, 'line')} in ${where}, ${bytes(figures.bytes)}, in ${duration(elapsedMs)}`,
  );
  if (entries === 0) {
    say(errColours.yellow('Nothing was found in this input.'));
    if (failOn !== undefined)
      say(errColours.yellow(`--fail-on ${failOn} was not checked: nothing was read.`));
  }
}

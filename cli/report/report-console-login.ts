import type { Command } from 'commander';
import { escapeForTerminal } from '#core/escape';
import { loginReport } from '#core/login-report';
import { type SignIn, signInOf } from '#core/sign-in';
import { signInOfEvidence } from '#core/sign-in-evidence';
import { type EpochMs, epochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import { inputsIn, type ReadItem, type ReadRecord } from '#ports/read-item';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withStore } from '../findings/open-store.ts';
import { everyFinding } from '../findings/select-findings.ts';
import type { StoreOptions } from '../findings/store-options.ts';
import { type LogInput, openLogs, passedText, readText } from '../input/open-logs.ts';
import { spanText } from '../option-values.ts';
import { count, plural } from '../output/numbers.ts';
import { refuseOutsideHistory, refuseReversed } from '../span-options.ts';
import { printLoginReport } from './login-output.ts';
import { environmentReader, SIGN_IN_REGIONS, signInsFromAws } from './sign-ins-from-aws.ts';

export interface ReportOptions extends StoreOptions {
  readonly findings?: boolean;
  readonly aws?: boolean;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly awsRegion?: readonly string[];
  readonly top: number;
  readonly format: string;
}

/** Reads sign-ins from one of the three sources and prints the report. */
export async function reportConsoleLogin(
  paths: readonly string[],
  options: ReportOptions,
  command: Command,
  context: CliContext,
): Promise<void> {
  const sources = [paths.length > 0, options.findings === true, options.aws === true].filter(Boolean).length;
  if (sources !== 1) {
    command.error('error: give files or folders to read, or --findings, or --aws: one of the three');
  }
  refuseReversed(command, { from: options.from, to: options.to }, ['--from', '--to']);
  if (options.aws) {
    refuseOutsideHistory(command, { from: options.from, to: options.to }, context.io.clock.now(), '--from');
  }
  const signIns = await readSignIns(paths, options, context);
  const { from = epochMs(0), to = epochMs(Number.MAX_SAFE_INTEGER) } = options;
  // A time that can't be read says nothing of the span.
  const inSpan = signIns.filter((one) => !one.timed || (one.at >= from && one.at <= to));
  const outside = signIns.length - inSpan.length;
  if (outside > 0) {
    context.say(`${plural(outside, 'sign-in')} outside the span, ${spanText(options.from, options.to)}`);
  }
  printLoginReport(loginReport(inSpan), options.format, options.top, context);
}

function readSignIns(
  paths: readonly string[],
  options: ReportOptions,
  context: CliContext,
): Promise<readonly SignIn[]> {
  if (options.aws) return fromAws(options, context);
  return options.findings ? fromFindings(options, context) : fromFiles(paths, context);
}

/** What reading files for sign-ins gathers. */
interface Gathered {
  readonly signIns: SignIn[];
  readonly passed: Map<string, number>;
  events: number;
  faults: number;
}

async function fromFiles(paths: readonly string[], context: CliContext): Promise<readonly SignIn[]> {
  const { say, errColours, exitWith } = context;
  const input = openLogs(paths, context);
  const now = context.io.clock.now();
  const got: Gathered = { signIns: [], passed: new Map(), events: 0, faults: 0 };
  for await (const items of input.items) for (const item of items) gather(item, got, input, now);
  say(readText(got.events, input.figures()));
  if (got.passed.size > 0) say(`Passed over: ${passedText(got.passed)}`);
  if (got.faults > 0) {
    say(errColours.yellow(`${plural(got.faults, 'input')} could not be read`));
  }
  if (got.faults > 0 || input.unsearched() > 0) exitWith(EXIT.partial);
  return got.signIns;
}

function gather(item: ReadItem, into: Gathered, input: LogInput, now: EpochMs): void {
  if (item.type === 'fault') {
    into.faults += inputsIn(item);
    input.fault(item);
  } else if (item.type === 'passed') {
    into.passed.set(item.kind, (into.passed.get(item.kind) ?? 0) + item.count);
  } else if (item.type === 'record') {
    into.events += 1;
    const signIn = signInOfItem(item, now);
    if (signIn) into.signIns.push(signIn);
  }
}

/** Looks at the name before anything is computed: sign-ins are few. */
function signInOfItem({ record, file, fallbackTime }: ReadRecord, now: EpochMs): SignIn | undefined {
  if (record.eventName !== 'ConsoleLogin') return undefined;
  return signInOf(
    watchedEvent(record, { origin: file, now, ...(fallbackTime === undefined ? {} : { fallbackTime }) }),
  );
}

async function fromFindings(options: ReportOptions, context: CliContext): Promise<readonly SignIn[]> {
  const signIns: SignIn[] = [];
  await withStore(options, context, async (store) => {
    for await (const { findingId, eventName } of everyFinding(store, {})) {
      if (eventName !== 'ConsoleLogin') continue;
      const finding = await store.get(findingId);
      for (const evidence of finding?.evidence ?? []) {
        const signIn = signInOfEvidence(evidence);
        if (signIn) signIns.push(signIn);
      }
    }
  });
  context.say(
    `From the evidence of findings: the first and newest events of each. Files or --aws give the whole picture.`,
  );
  return signIns;
}

const NINETY_DAYS_MS = 90 * 86_400_000;

async function fromAws(options: ReportOptions, context: CliContext): Promise<readonly SignIn[]> {
  const { clock } = context.io;
  const now = clock.now();
  const to = options.to ?? now;
  const from = options.from ?? epochMs(now - NINETY_DAYS_MS);
  const regions = [...SIGN_IN_REGIONS, ...(options.awsRegion ?? [])];
  context.say(`Reading the event history, ${spanText(from, to)}, in ${[...new Set(regions)].join(', ')}`);
  const read = await signInsFromAws({ regions, from, to }, { reader: environmentReader(), clock });
  context.say(`${plural(read.signIns.length, 'sign-in')} read`);
  if (read.unreadable > 0) context.say(`${count(read.unreadable)} could not be read`);
  for (const problem of read.incomplete) context.say(`incomplete: ${escapeForTerminal(problem)}`);
  if (read.unreadable > 0 || read.incomplete.length > 0) context.exitWith(EXIT.partial);
  return read.signIns;
}

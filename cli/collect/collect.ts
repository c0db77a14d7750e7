import type { Command } from 'commander';
import { cloudTrailClients, cloudTrailReader } from '#adapters/aws/cloudtrail-reader';
import { collectRange, type RangeReport } from '#app/collect-range';
import { type TriageDeps, triage } from '#app/triage';
import { escapeForTerminal } from '#core/escape';
import { needsReads } from '#core/lookup-plan';
import type { EpochMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { withDeployedTables } from '../findings/open-store.ts';
import { spanText } from '../option-values.ts';
import { printFindings } from '../pipeline/print-findings.ts';
import {
  type PipelineOptions,
  sayOutcome,
  withDeployedPipeline,
  withPipeline,
} from '../pipeline/with-pipeline.ts';
import { refuseOutsideHistory, refuseReversed } from '../span-options.ts';
import { progressPrinter, refuseNothingRead, sayRead, sayStored } from './say-read.ts';

/** What `collect` takes from the command line. */
export interface CollectOptions extends PipelineOptions {
  readonly since?: EpochMs;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly eventName?: string;
  /** Regions that are read. */
  readonly region?: readonly string[];
  /** Name of a deployed findings table; then `stateTable` is needed too, and `data` is not used. */
  readonly table?: string;
  readonly stateTable?: string;
  readonly tableRegion?: string;
}

/** Global services are recorded here and nowhere else (CloudTrail User Guide, "Global service events"). */
const GLOBAL_REGION = 'us-east-1';

/** Reads a span of the event history and triages it into the embedded table, or into deployed tables that are named. */
export async function collect(options: CollectOptions, command: Command, context: CliContext): Promise<void> {
  refuseTwoTargets(options, command);
  const span = spanOf(options, command, context);
  const { table } = options;
  await (table === undefined
    ? collectHere(options, span, context)
    : collectIntoTables({ ...options, table }, span, context));
}

interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

async function collectHere(options: CollectOptions, span: Span, context: CliContext): Promise<void> {
  await withPipeline(options, context, async (pipeline) => {
    const report = await read(options, span, pipeline.triage, context);
    const sent = await pipeline.alerts.now();
    await printFindings(pipeline.triage.findings, options.data, context);
    sayOutcome(report.counts, sent, context);
    if (sent.failed > 0) context.exitWith(EXIT.error);
    else if (report.incomplete.length > 0) context.exitWith(EXIT.partial);
  });
}

async function collectIntoTables(
  options: CollectOptions & { readonly table: string },
  span: Span,
  context: CliContext,
): Promise<void> {
  const { table, stateTable, tableRegion } = options;
  const names = {
    table,
    ...(stateTable === undefined ? {} : { stateTable }),
    ...(tableRegion === undefined ? {} : { region: tableRegion }),
  };
  await withDeployedTables(names, '--table-region', (tables) =>
    withDeployedPipeline(tables, options, context, async (deps) => {
      const report = await read(options, span, deps, context);
      sayStored(report, context);
      if (report.incomplete.length > 0) context.exitWith(EXIT.partial);
    }),
  );
}

async function read(
  { eventName, region = [] }: CollectOptions,
  { from, to }: Span,
  deps: TriageDeps,
  context: CliContext,
): Promise<RangeReport> {
  const { detector, quarantine, clock } = deps;
  const regions = [...new Set([GLOBAL_REGION, ...region])];
  const writesOnly = eventName === undefined && !needsReads(detector.requiredEventNames);
  const what = eventName === undefined ? (writesOnly ? 'writes' : 'all calls') : escapeForTerminal(eventName);
  context.say(`Reading: ${what} in ${regions.join(', ')}, ${spanText(from, to)}, newest first.`);
  const report = await collectRange(
    {
      ...{ regions, from, to, writesOnly, onProgress: progressPrinter(context) },
      ...(eventName === undefined ? {} : { eventName }),
    },
    {
      ...{ quarantine, clock, random: Math.random },
      // Of a region that fails the report tells; told twice it would look like two failures.
      log: { ...deps.log, error: () => undefined },
      reader: cloudTrailReader(cloudTrailClients()),
      triage: (batch) => triage(batch, deps),
    },
  );
  refuseNothingRead(report);
  sayRead(report, context);
  return report;
}

function refuseTwoTargets({ table, stateTable, tableRegion }: CollectOptions, command: Command): void {
  if (table === undefined) {
    if (stateTable === undefined && tableRegion === undefined) return;
    command.error('error: --state-table and --table-region go with --table');
  }
  if (command.getOptionValueSource('data') === 'cli') {
    command.error('error: --data names the embedded database and --table a deployed one: give one of them');
  }
}

function spanOf({ since, from, to }: CollectOptions, command: Command, { io }: CliContext): Span {
  if (since !== undefined && (from !== undefined || to !== undefined)) {
    command.error('error: give --since, or --from with --to, not both');
  }
  const start = since ?? from;
  if (start === undefined)
    command.error('error: say from when: --since 7d, or --from 2026-03-01 --to 2026-03-07');
  const now = io.clock.now();
  refuseReversed(command, { from: start, to }, [since === undefined ? '--from' : '--since', '--to']);
  refuseOutsideHistory(command, { from: start, to }, now, since === undefined ? '--from' : '--since');
  return { from: start, to: to === undefined || to > now ? now : to };
}

import type { Command } from 'commander';
import { cloudTrailClients, cloudTrailReader } from '#adapters/aws/cloudtrail-reader';
import { collectRange, type RangeProgress, type RangeReport } from '#app/collect-range';
import { triage } from '#app/triage';
import { escapeForTerminal } from '#core/escape';
import { needsReads } from '#core/lookup-plan';
import { type EpochMs, isoFromMs } from '#core/time';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { spanText } from '../option-values.ts';
import { count, plural } from '../output/numbers.ts';
import { printFindings } from '../pipeline/print-findings.ts';
import { type PipelineOptions, sayOutcome, withPipeline } from '../pipeline/with-pipeline.ts';
import { NO_ANSWER, noRegionRead } from '../report/no-region-read.ts';
import { refuseOutsideHistory, refuseReversed } from '../span-options.ts';

/** What `collect` takes from the command line. */
export interface CollectOptions extends PipelineOptions {
  readonly since?: EpochMs;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly eventName?: string;
  readonly region?: readonly string[];
}

/** Global services are recorded here and nowhere else (CloudTrail User Guide, "Global service events"). */
const GLOBAL_REGION = 'us-east-1';

/** Reads a span of the event history, triages it into the embedded table and prints alerts and findings. */
export async function collect(options: CollectOptions, command: Command, context: CliContext): Promise<void> {
  const { from, to } = spanOf(options, command, context);
  const regions = [...new Set([GLOBAL_REGION, ...(options.region ?? [])])];
  const { eventName } = options;
  await withPipeline(options, context, async (pipeline) => {
    const { detector, quarantine, clock } = pipeline.triage;
    const writesOnly = eventName === undefined && !needsReads(detector.requiredEventNames);
    const what =
      eventName === undefined ? (writesOnly ? 'writes' : 'all calls') : escapeForTerminal(eventName);
    context.say(`Reading: ${what} in ${regions.join(', ')}, ${spanText(from, to)}, newest first.`);
    const report = await collectRange(
      {
        ...{ regions, from, to, writesOnly, onProgress: progressPrinter(context) },
        ...(eventName === undefined ? {} : { eventName }),
      },
      {
        ...{ quarantine, clock, random: Math.random },
        // Of a region that fails the report tells; told twice it would look like two failures.
        log: { ...pipeline.triage.log, error: () => undefined },
        reader: cloudTrailReader(cloudTrailClients()),
        triage: (batch) => triage(batch, pipeline.triage),
      },
    );
    refuseNothingRead(report);
    sayRead(report, context);
    const sent = await pipeline.alerts.now();
    await printFindings(pipeline.triage.findings, options.data, context);
    sayOutcome(report.counts, sent, context);
    if (sent.failed > 0) context.exitWith(EXIT.error);
    else if (report.incomplete.length > 0) context.exitWith(EXIT.partial);
  });
}

function spanOf(
  { since, from, to }: CollectOptions,
  command: Command,
  { io }: CliContext,
): { readonly from: EpochMs; readonly to: EpochMs } {
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

/** One line a page where a person watches, none in a pipe. */
function progressPrinter({ err, say }: CliContext): (progress: RangeProgress) => void {
  return ({ region, pages, events, readDownTo, share }) => {
    if (!err.isTerminal) return;
    const percent = `${Math.round(share * 100)} %`.padStart(5);
    say(
      `${percent}  ${region}  ${plural(events, 'event')}, ${plural(pages, 'page')}, back to ${isoFromMs(readDownTo)}`,
    );
  };
}

/** Old findings under a run that read nothing would look like its result. */
function refuseNothingRead({ regions }: RangeReport): void {
  if (regions.some(({ end, pages }) => end === 'done' || pages > 0)) return;
  throw noRegionRead(regions.map(({ region, problem }) => `${region}: ${whyOf(region, problem)}`));
}

/** `problem` names code and region too, which stand beside it already. */
const whyOf = (region: string, problem: string | undefined): string =>
  problem?.replace(`TH_TRAIL_READ: ${region}: `, '') ?? NO_ANSWER;

function sayRead({ regions, counts }: RangeReport, { say, errColours }: CliContext): void {
  say(
    `Events: ${count(counts.events)} in ${plural(regions.length, 'region')}; matches: ${count(counts.matches)}.`,
  );
  if (counts.quarantined > 0) say(errColours.yellow(`Quarantine: ${plural(counts.quarantined, 'input')}.`));
  for (const { region, end, problem } of regions) {
    if (end === 'done') continue;
    say(errColours.red(`${region} was not read to the end: ${escapeForTerminal(whyOf(region, problem))}`));
  }
}

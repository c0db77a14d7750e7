import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { consoleAlertSink } from '#adapters/local/console-alert-sink';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { fileAlertSink } from '#adapters/local/file-alert-sink';
import { DEFAULT_NOTIFY, type NotifyDeps } from '#app/notify';
import type { TriageDeps } from '#app/triage';
import { createHandler as createNotify } from '#lambdas/notify/handler';
import { createHandler as createWatchLogs } from '#lambdas/watch-logs/handler';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { loadDetector } from '../load-detector.ts';
import { bySeverity } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import { commandLog } from './command-log.ts';
import { type FeedReport, feedHandler } from './feed-handler.ts';
import { printFindings } from './print-findings.ts';
import { readInput } from './read-input.ts';
import type { ReplayOptions } from './replay-options.ts';

/** Alerts wait at most this long while events are still coming in. */
const DRAIN_EVERY_MS = 5_000;
/** A laptop has no invocation limit; the handler is told of one that is never reached. */
const NO_LIMIT_MS = 24 * 3_600_000;

/** Runs logs, or the made-up day, through the handlers that are deployed, on the embedded database. */
export async function replay(
  paths: readonly string[],
  options: ReplayOptions,
  context: CliContext,
): Promise<void> {
  const { say } = context;
  const folder = resolve(context.io.cwd, options.data);
  if (options.fresh) await startOver(folder, options.data, context);
  const detector = await loadDetector(options, context);
  say(`Rules: ${plural(detector.cards.length, 'rule')} compiled.`);
  const embedded = await openEmbeddedDynamo(folder, { now: context.io.clock.now() });
  try {
    say(`Table: embedded DynamoDB in ${join(options.data, 'db')}.`);
    const triageDeps = wireTriage(embedded, detector, options, context);
    const watchLogs = createWatchLogs(triageDeps);
    const drain = alertDrain(embedded, options, context);
    const fed = await feedHandler(readInput(paths, context), watchLogs, {
      batchSize: options.batchSize,
      clock: context.io.clock,
      between: drain.ifDue,
      quarantine: triageDeps.quarantine,
    });
    sayFed(fed, context);
    const alerts = await drain.now();
    sayAlerts(fed, alerts, context);
    await printFindings(triageDeps.findings, options.data, context);
    sayNext(options, context);
    if (alerts.failed > 0) context.exitWith(EXIT.error);
  } finally {
    await embedded.close();
  }
}

async function startOver(folder: string, name: string, { say }: CliContext): Promise<void> {
  // Only what this command made: the folder may hold other things.
  await Promise.all(
    ['db', 'lock', 'alerts.ndjson'].map((part) => rm(join(folder, part), { recursive: true, force: true })),
  );
  say(`Starting over: ${join(name, 'db')} removed.`);
}

function wireTriage(
  { db, findingsTable, stateTable }: EmbeddedDynamo,
  detector: TriageDeps['detector'],
  options: ReplayOptions,
  context: CliContext,
): TriageDeps {
  const { clock } = context.io;
  return {
    detector,
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    quarantine: dynamoQuarantine({ db, stateTable, clock }),
    clock,
    log: commandLog(context),
    settings: { alertFloor: options.alertSeverity, retentionDays: 90 },
  };
}

type AlertTotals = { sent: number; folded: number; failed: number };

/** The notifier's handler, called while events come in and once more at the end. */
function alertDrain(
  { db, findingsTable, stateTable }: EmbeddedDynamo,
  options: ReplayOptions,
  context: CliContext,
) {
  const { clock, cwd } = context.io;
  const deps: NotifyDeps = {
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    state: dynamoStateStore({ db, stateTable }),
    sinks: [
      consoleAlertSink({
        write: (text) => context.out.write(text),
        paint: (severity, text) => bySeverity(context.colours, severity, text),
      }),
      fileAlertSink(join(resolve(cwd, options.data), 'alerts.ndjson')),
    ],
    clock,
    log: commandLog(context),
    settings: { ...DEFAULT_NOTIFY, tableName: findingsTable },
  };
  const notify = createNotify(deps);
  const totals: AlertTotals = { sent: 0, folded: 0, failed: 0 };
  let last = clock.now();
  const now = async (): Promise<AlertTotals> => {
    last = clock.now();
    // An empty `Records` list wakes it as the stream would; failures are reported here, not thrown.
    const report = await notify({ Records: [{}] }, { getRemainingTimeInMillis: () => NO_LIMIT_MS });
    totals.sent += report?.sent ?? 0;
    totals.folded += report?.folded ?? 0;
    totals.failed = report?.failed ?? 0;
    await context.out.flush();
    return totals;
  };
  return {
    now,
    ifDue: async (): Promise<void> => {
      if (clock.now() - last >= DRAIN_EVERY_MS) await now();
    },
  };
}

function sayFed(
  { counts, events, batches, faults, seconds }: FeedReport,
  { say, errColours }: CliContext,
): void {
  const rate = seconds > 0 ? `, ${count(Math.round(events / seconds))} a second` : '';
  say(
    `Events: ${plural(events, 'event')} in ${plural(batches, 'batch', 'batches')} through the watch-logs handler${rate}.`,
  );
  say(`Matches: ${count(counts.matches)}, of them ${count(counts.suppressed)} suppressed.`);
  const bad = counts.quarantined + faults;
  if (bad > 0)
    say(errColours.yellow(`Quarantine: ${plural(bad, 'input')} not understood; kept in the state table.`));
}

function sayAlerts(fed: FeedReport, alerts: AlertTotals, { say, errColours }: CliContext): void {
  const { created, grown } = fed.counts;
  if (created + grown === 0 && alerts.sent + alerts.folded === 0) {
    say(errColours.bold('Nothing new: every event was counted before. No finding added, no alert sent.'));
    return;
  }
  const failed = alerts.failed > 0 ? `, ${count(alerts.failed)} not taken (they stay pending)` : '';
  say(
    `Findings: ${count(created)} new, ${plural(grown, 'time')} an existing one grew. ` +
      `Alerts: ${count(alerts.sent)} sent alone, ${count(alerts.folded)} folded into a summary${failed}.`,
  );
}

function sayNext({ data }: ReplayOptions, { say, errColours }: CliContext): void {
  const where = data === '.trailhound' ? '' : ` --data ${data}`;
  const next: readonly (readonly [string, string])[] = [
    [`npx trailhound findings list${where}`, 'what is open'],
    [`npx trailhound findings show ID${where}`, 'one finding, with evidence and first steps'],
    [`npx trailhound findings ack ID${where}`, 'say that you look into it'],
    ['npx trailhound scan PATH…', 'search your own CloudTrail files, nothing stored'],
    ['npx trailhound report console-login PATH…', 'who signed in, and what is unusual'],
    ['npm start -- PATH…', 'this again, with your own logs'],
    ['npx cdk deploy', 'watch an AWS account (README, "Deploy")'],
  ];
  const width = Math.max(...next.map(([command]) => command.length));
  say('');
  say(errColours.bold('What to try next'));
  for (const [command, what] of next) say(`  ${command.padEnd(width)}  ${what}`);
}

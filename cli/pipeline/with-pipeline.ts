import { join } from 'node:path';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import type { EmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { silentMetrics } from '#adapters/local/silent-metrics';
import type { Detector } from '#app/detector';
import type { TriageDeps } from '#app/triage';
import { escapeForTerminal } from '#core/escape';
import type { Severity } from '#core/severity';
import type { CliContext } from '../context.ts';
import { withEmbedded } from '../data/open-embedded.ts';
import type { DeployedTables } from '../findings/open-store.ts';
import { type DetectorOptions, loadDetector } from '../load-detector.ts';
import { count, plural } from '../output/numbers.ts';
import { type AlertDrain, type AlertTotals, alertDrain } from './alert-drain.ts';
import { commandLog } from './command-log.ts';

export interface PipelineOptions extends DetectorOptions {
  /** Folder of the embedded database; made where it is missing. */
  readonly data: string;
  readonly alertSeverity: Severity;
}

/** From events to findings to alerts, on the embedded table. */
export interface Pipeline {
  readonly triage: TriageDeps;
  readonly alerts: AlertDrain;
  readonly embedded: EmbeddedDynamo;
  /** The data folder, as an absolute path. */
  readonly folder: string;
}

/** Loads the rules, opens the embedded table, hands both to `use`, and closes the table whatever happens. */
export async function withPipeline(
  options: PipelineOptions,
  context: CliContext,
  use: (pipeline: Pipeline) => Promise<void>,
): Promise<void> {
  const { say } = context;
  const detector = await loadRulesSaying(options, context);
  await withEmbedded(options.data, context, async (embedded, folder) => {
    say(`Table: embedded DynamoDB in ${join(options.data, 'db')}.`);
    const triage = triageInto(embedded, detector, options, context);
    const alerts = alertDrain(embedded, { folder, data: options.data }, context);
    await use({ triage, alerts, embedded, folder });
  });
}

/**
 * Loads the rules and hands `use` what triages into the tables of a deployment. No folder is made and no alert sent:
 * writing to the table is what wakes the deployed notifier.
 *
 * Throws `TH_STORE_READ` when either table can't be read, before any event is: a slip in a name must not cost a long run.
 */
export async function withDeployedPipeline(
  tables: DeployedTables,
  options: Omit<PipelineOptions, 'data'>,
  context: CliContext,
  use: (triage: TriageDeps) => Promise<void>,
): Promise<void> {
  const detector = await loadRulesSaying(options, context);
  const triage = triageInto(tables, detector, options, context);
  await triage.findings.get('any');
  await dynamoStateStore(tables).read('any');
  const [findings, state] = [tables.findingsTable, tables.stateTable].map(escapeForTerminal);
  context.say(`Tables: ${findings} and ${state}, deployed.`);
  await use(triage);
}

async function loadRulesSaying(options: DetectorOptions, context: CliContext): Promise<Detector> {
  const detector = await loadDetector(options, context);
  context.say(`Rules: ${plural(detector.cards.length, 'rule')} compiled.`);
  return detector;
}

function triageInto(
  { db, findingsTable, stateTable }: DeployedTables,
  detector: Detector,
  { alertSeverity }: Pick<PipelineOptions, 'alertSeverity'>,
  context: CliContext,
): TriageDeps {
  const { clock } = context.io;
  return {
    ...{ detector, clock, log: commandLog(context), metrics: silentMetrics },
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    quarantine: dynamoQuarantine({ db, stateTable, clock }),
    state: dynamoStateStore({ db, stateTable }),
    settings: { alertFloor: alertSeverity, retentionDays: 90, latenessHours: 24 },
  };
}

/** Says what was added, and when nothing was. */
export function sayOutcome(
  { created, grown }: { readonly created: number; readonly grown: number },
  alerts: AlertTotals,
  { say, errColours }: Pick<CliContext, 'say' | 'errColours'>,
): void {
  if (created + grown + alerts.sent + alerts.folded + alerts.failed === 0) {
    say(errColours.bold('Nothing new: no finding added, no alert sent.'));
    return;
  }
  const failed =
    alerts.failed > 0
      ? `, ${count(alerts.failed)} not taken (${alerts.failed === 1 ? 'it stays' : 'they stay'} pending)`
      : '';
  say(
    `Findings: ${count(created)} new, ${plural(grown, 'time')} an existing one grew. ` +
      `Alerts: ${count(alerts.sent)} sent alone, ${count(alerts.folded)} folded into a summary${failed}.`,
  );
}

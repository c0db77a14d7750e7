import { join } from 'node:path';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { silentMetrics } from '#adapters/local/silent-metrics';
import type { TriageDeps } from '#app/triage';
import type { Severity } from '#core/severity';
import type { CliContext } from '../context.ts';
import { withEmbedded } from '../data/open-embedded.ts';
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
}

/** Loads the rules, opens the embedded table, hands both to `use`, and closes the table whatever happens. */
export async function withPipeline(
  options: PipelineOptions,
  context: CliContext,
  use: (pipeline: Pipeline) => Promise<void>,
): Promise<void> {
  const { say, io } = context;
  const detector = await loadDetector(options, context);
  say(`Rules: ${plural(detector.cards.length, 'rule')} compiled.`);
  await withEmbedded(options.data, context, async (embedded, folder) => {
    say(`Table: embedded DynamoDB in ${join(options.data, 'db')}.`);
    const { db, findingsTable, stateTable } = embedded;
    const triage: TriageDeps = {
      detector,
      findings: dynamoFindingStore({ db, findingsTable, stateTable }),
      quarantine: dynamoQuarantine({ db, stateTable, clock: io.clock }),
      clock: io.clock,
      log: commandLog(context),
      metrics: silentMetrics,
      settings: { alertFloor: options.alertSeverity, retentionDays: 90 },
    };
    await use({ triage, alerts: alertDrain(embedded, { folder, data: options.data }, context) });
  });
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

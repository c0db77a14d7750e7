import { join } from 'node:path';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { consoleAlertSink } from '#adapters/local/console-alert-sink';
import type { EmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { fileAlertSink } from '#adapters/local/file-alert-sink';
import { silentMetrics } from '#adapters/local/silent-metrics';
import { DEFAULT_NOTIFY, type NotifyDeps } from '#app/notify';
import { createHandler } from '#lambdas/notify/handler';
import type { CliContext } from '../context.ts';
import { dataFlag } from '../findings/store-options.ts';
import { bySeverity } from '../output/colours.ts';
import { commandLog, troubleOnce } from './command-log.ts';

/** Alerts wait at most this long while events are still coming in. */
const DRAIN_EVERY_MS = 5_000;
/** A laptop has no invocation limit; the handler is told of one that is never reached. */
const NO_LIMIT_MS = 24 * 3_600_000;

/** What became of the alerts so far. */
export interface AlertTotals {
  readonly sent: number;
  readonly folded: number;
  /** Alerts that stay pending, when the last try met with trouble; else 0. */
  readonly failed: number;
}

export interface AlertDrain {
  /** Sends all that is pending. */
  readonly now: () => Promise<AlertTotals>;
  /** The same, if it was not done for a while. */
  readonly ifDue: () => Promise<void>;
}

const MOST_COUNTED = 100_000;

/** Counted in the table: an alert that was not sent, and of which that could not be written down, is still one. */
const stillPending = async ({ findings }: NotifyDeps): Promise<number> =>
  (await findings.pendingAlerts(MOST_COUNTED)).length;

/**
 * The notifier's handler on the embedded table, called by polling where AWS would call it by the table's stream.
 * Alerts are printed, and appended to `alerts.ndjson` in `folder`, which a person calls `data`.
 */
export function alertDrain(
  embedded: EmbeddedDynamo,
  { folder, data }: { readonly folder: string; readonly data: string },
  context: CliContext,
): AlertDrain {
  const { clock } = context.io;
  const { db, findingsTable, stateTable } = embedded;
  const deps: NotifyDeps = {
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    state: dynamoStateStore({ db, stateTable }),
    sinks: [
      consoleAlertSink({
        write: (text) => context.out.write(text),
        paint: (severity, text) => bySeverity(context.colours, severity, text),
      }),
      fileAlertSink(join(folder, 'alerts.ndjson')),
    ],
    clock,
    log: troubleOnce(commandLog(context)),
    metrics: silentMetrics,
    settings: { ...DEFAULT_NOTIFY, tableName: findingsTable, localOption: dataFlag(data).trim() },
  };
  const notify = createHandler(deps);
  let totals: AlertTotals = { sent: 0, folded: 0, failed: 0 };
  let last = clock.now();
  const now = async (): Promise<AlertTotals> => {
    last = clock.now();
    // One empty record wakes it as the stream would; then failures are reported and not thrown.
    const report = await notify({ Records: [{}] }, { getRemainingTimeInMillis: () => NO_LIMIT_MS });
    totals = {
      sent: totals.sent + (report?.sent ?? 0),
      folded: totals.folded + (report?.folded ?? 0),
      failed: report && report.failed + report.unmarked > 0 ? await stillPending(deps) : 0,
    };
    await context.out.flush();
    return totals;
  };
  return {
    now,
    ifDue: async () => {
      if (clock.now() - last >= DRAIN_EVERY_MS) await now();
    },
  };
}

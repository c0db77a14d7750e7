import { dynamoOpenStreams } from '#adapters/aws/dynamo-open-streams';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import type { AppLogDeps } from '#app/logs/watch-entries';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import type { CliContext } from '../context.ts';
import { loadAppDetector } from '../load-app-detector.ts';
import type { DetectorOptions } from '../load-detector.ts';
import type { Pipeline } from '../pipeline/with-pipeline.ts';

/** What is not said of lines that come from here: in an account it is the account's. */
export const LOCAL_PLACE = { accountId: 'local', region: 'local' } as const;

/** Prepares the search for errors in the lines of logs, on the embedded tables. */
export async function appLogDeps(
  options: DetectorOptions,
  { triage, embedded: { db, stateTable } }: Pipeline,
  context: CliContext,
): Promise<AppLogDeps> {
  const { findings, quarantine, clock, log, metrics, settings } = triage;
  return {
    ...{ findings, quarantine, clock, log, metrics, settings },
    state: dynamoStateStore({ db, stateTable }),
    openStreams: dynamoOpenStreams({ db, stateTable }),
    detector: await loadAppDetector(options, context),
    appLogs: APP_LOG_DEFAULTS,
  };
}

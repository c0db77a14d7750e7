import { dynamoOpenStreams } from '#adapters/aws/dynamo-open-streams';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { type AppDetector, buildAppDetector } from '#app/logs/app-detector';
import type { AppLogDeps } from '#app/logs/watch-entries';
import { activeSuppressions } from '#app/suppressions';
import { APP_LOG_DEFAULTS } from '#config/app-logs-settings';
import { TrailhoundError } from '#core/errors';
import type { CliContext } from '../context.ts';
import { type DetectorOptions, loadSuppressions } from '../load-detector.ts';
import { loadCliRules } from '../load-rules.ts';
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
    detector: await detectorFor(options, context),
    appLogs: APP_LOG_DEFAULTS,
  };
}

async function detectorFor(options: DetectorOptions, { io }: CliContext): Promise<AppDetector> {
  const { cwd, root, clock } = io;
  const loaded = await loadCliRules({ builtin: options.builtin, paths: options.rules ?? [], cwd, root });
  const entries = await loadSuppressions(options.suppressions, cwd);
  const detector = buildAppDetector(
    loaded.rules.map(({ rule }) => rule),
    activeSuppressions(entries, clock.now()),
  );
  if (!detector.ok) throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
  return detector.value;
}

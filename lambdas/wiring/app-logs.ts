import { dynamoOpenStreams } from '#adapters/aws/dynamo-open-streams';
import { type AppDetector, buildAppDetector } from '#app/logs/app-detector';
import type { AppLogDeps } from '#app/logs/watch-entries';
import { APP_LOG_DEFAULTS, readAppLogs } from '#config/app-logs-settings';
import { watchLogsSettings } from '#config/pull-logs-settings';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { TrailhoundError } from '#core/errors';
import type { AppLogSettings } from '#core/logs/app-log-settings';
import type { WatchLogsDeps } from '../watch-logs/handler.ts';
import { readBeside } from './compiled-files.ts';
import { type FindingParts, findingParts, type TriageSettings } from './finding-parts.ts';
import { joinTriage } from './triage.ts';

/**
 * Joins the function that CloudWatch Logs delivers to with triage and with the watch over application logs.
 *
 * Throws `TH_SETTINGS_REFUSED`, also for `app-logs.json`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops
 * the cold start.
 */
export function wireWatchLogs(env: Environment): WatchLogsDeps {
  const settings = readSettings(watchLogsSettings, env);
  const parts = findingParts(settings, 'watch-logs');
  const triage = joinTriage(settings, 'watch-logs', parts);
  const apps = {
    trailGroups: settings.trailLogGroups,
    region: env['AWS_REGION'] ?? '',
    ...(settings.appLogsFile === 'none' ? {} : { deps: joinAppLogs(settings, parts, env) }),
  };
  return { ...triage, apps };
}

/** What watching application logs needs, joined with DynamoDB. `appLogsFile`: `none` means the defaults. */
export function joinAppLogs(
  settings: TriageSettings & Pick<SettingsOf<typeof watchLogsSettings>, 'appLogsFile' | 'ownLogGroups'>,
  parts: FindingParts,
  env: Environment,
): AppLogDeps {
  const { entries: ship } = parts.ship;
  return {
    ...parts.deps,
    openStreams: dynamoOpenStreams({ db: parts.db, stateTable: settings.stateTable }),
    detector: appDetector(parts),
    appLogs: withOwnGroups(loadAppLogs(settings.appLogsFile), settings.ownLogGroups, env),
    ...(ship ? { ship, shipsAll: settings.searchEvents === 'all' } : {}),
  };
}

function appDetector({ rules, suppressions }: FindingParts): AppDetector {
  const detector = buildAppDetector(rules, suppressions);
  if (!detector.ok) throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
  return detector.value;
}

/** A function never watches its own log, nor those of the others of its deployment, whatever the file says. */
function withOwnGroups(
  settings: AppLogSettings,
  others: readonly string[],
  env: Environment,
): AppLogSettings {
  const own = env['AWS_LAMBDA_LOG_GROUP_NAME'];
  return { ...settings, own: [...settings.own, ...others, ...(own ? [own] : [])] };
}

/** Reads what the build wrote; `none`: what holds where nothing is said. Throws `TH_SETTINGS_REFUSED` with every problem. */
function loadAppLogs(path: string): AppLogSettings {
  if (path === 'none') return APP_LOG_DEFAULTS;
  const settings = readAppLogs(readBeside(path, 'TH_SETTINGS_REFUSED'));
  if (settings.ok) return settings.value;
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    settings.error.map((problem) => `${path}: ${problem}`).join('\n'),
  );
}

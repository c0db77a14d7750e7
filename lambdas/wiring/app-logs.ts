import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoOpenStreams } from '#adapters/aws/dynamo-open-streams';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { currentInvocation } from '#adapters/aws/invocation';
import { systemClock } from '#adapters/aws/system-clock';
import { countedQuarantine } from '#app/counted-quarantine';
import { type AppDetector, buildAppDetector } from '#app/logs/app-detector';
import type { AppLogDeps } from '#app/logs/watch-entries';
import { activeSuppressions } from '#app/suppressions';
import { APP_LOG_DEFAULTS, readAppLogs } from '#config/app-logs-settings';
import { watchLogsSettings } from '#config/pull-logs-settings';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { TrailhoundError } from '#core/errors';
import { parseJson } from '#core/json-text';
import type { AppLogSettings } from '#core/logs/app-log-settings';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';
import type { WatchLogsDeps } from '../watch-logs/handler.ts';
import { loadCompiledRules, loadCompiledSuppressions } from './compiled-files.ts';
import { shipping } from './shipping.ts';
import { joinTriage, type TriageSettings } from './triage.ts';
import { whenFirstUsed } from './when-first-used.ts';

/** Beside the code: in a deployed function that is its bundle's folder. */
const here = dirname(fileURLToPath(import.meta.url));

/**
 * Joins the function that CloudWatch Logs delivers to with triage and with the watch over application logs.
 *
 * Throws `TH_SETTINGS_REFUSED`, also for `app-logs.json`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops
 * the cold start.
 */
export function wireWatchLogs(env: Environment): WatchLogsDeps {
  const settings = readSettings(watchLogsSettings, env);
  const triage = joinTriage(settings, 'watch-logs');
  const apps = {
    trailGroups: settings.trailLogGroups,
    region: env['AWS_REGION'] ?? '',
    ...(settings.appLogsFile === 'none' ? {} : { deps: joinAppLogs(settings, triage, env) }),
  };
  return { ...triage, apps };
}

/** What watching application logs needs, joined with DynamoDB. `appLogsFile` must name a file. */
export function joinAppLogs(
  settings: TriageSettings & Pick<SettingsOf<typeof watchLogsSettings>, 'appLogsFile' | 'ownLogGroups'>,
  shared: { readonly log: Log; readonly metrics: Metrics },
  env: Environment,
): AppLogDeps {
  const { findingsTable, stateTable, alertFloor, retentionDays } = settings;
  const { log, metrics } = shared;
  const { entries: ship } = shipping(settings, log);
  const db = whenFirstUsed(() => dynamoClient());
  return {
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    state: dynamoStateStore({ db, stateTable }),
    openStreams: dynamoOpenStreams({ db, stateTable }),
    quarantine: countedQuarantine(dynamoQuarantine({ db, stateTable, clock: systemClock }), metrics),
    clock: systemClock,
    log,
    metrics,
    detector: appDetector(settings),
    appLogs: withOwnGroups(loadAppLogs(settings.appLogsFile), settings.ownLogGroups, env),
    correlationId: () => currentInvocation()?.correlationId,
    ...(ship ? { ship } : {}),
    settings: { alertFloor, retentionDays },
  };
}

function appDetector({ rulesFile, suppressionsFile }: TriageSettings): AppDetector {
  const suppressions = activeSuppressions(loadCompiledSuppressions(suppressionsFile), systemClock.now());
  const detector = buildAppDetector(loadCompiledRules(rulesFile), suppressions);
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
export function loadAppLogs(path: string): AppLogSettings {
  if (path === 'none') return APP_LOG_DEFAULTS;
  let text: string;
  try {
    text = readFileSync(resolve(here, path), 'utf8');
  } catch (cause) {
    throw new TrailhoundError('TH_SETTINGS_REFUSED', `${path}: not readable. Has the build run?`, { cause });
  }
  const parsed = parseJson(text);
  if (!parsed.ok) throw new TrailhoundError('TH_SETTINGS_REFUSED', `${path}: ${parsed.error}`);
  const settings = readAppLogs(parsed.value);
  if (settings.ok) return settings.value;
  throw new TrailhoundError(
    'TH_SETTINGS_REFUSED',
    settings.error.map((problem) => `${path}: ${problem}`).join('\n'),
  );
}

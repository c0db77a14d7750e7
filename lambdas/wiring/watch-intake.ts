import { inflate } from '#adapters/codec/inflate';
import { watchLines } from '#app/logs/watch-entries';
import { type Environment, readSettings } from '#config/settings';
import { watchIntakeSettings } from '#config/watch-intake-settings';
import type { WatchIntakeDeps } from '../watch-intake/handler.ts';
import { joinAppLogs } from './app-logs.ts';
import { findingParts } from './finding-parts.ts';
import { joinTriage } from './triage.ts';

/**
 * Joins the processing of the HTTP intake with triage and with the watch over application logs.
 *
 * Throws `TH_SETTINGS_REFUSED`, also for `app-logs.json`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops
 * the cold start.
 */
export function wireWatchIntake(env: Environment): WatchIntakeDeps {
  const settings = readSettings(watchIntakeSettings, env);
  const parts = findingParts(settings, 'watch-intake');
  const triage = joinTriage(settings, 'watch-intake', parts);
  const logs = joinAppLogs(settings, parts, env);
  const region = env['AWS_REGION'] ?? '';
  return {
    triage,
    inflate,
    watchLines: async (streams, accountId) => {
      await watchLines(
        streams.map((stream) => ({ ...stream, accountId, region })),
        logs,
      );
    },
  };
}

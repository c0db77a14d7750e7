import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { buildDetector, type Detector } from '#app/detector';
import { activeSuppressions, suppressionWarnings } from '#app/suppressions';
import type { TriageDeps } from '#app/triage';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { triageSettings } from '#config/triage-settings';
import { TrailhoundError } from '#core/errors';
import type { Log } from '#ports/log';
import type { StateStore } from '#ports/state-store';
import { loadCompiledRules, loadCompiledSuppressions } from './compiled-files.ts';
import { whenFirstUsed } from './when-first-used.ts';

export type TriageSettings = SettingsOf<typeof triageSettings>;

/**
 * Joins triage with DynamoDB, for a function that only triages. `service` names the function in its log.
 *
 * Throws `TH_SETTINGS_REFUSED`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export const wireTriage = (env: Environment, service = 'trailhound'): TriageDeps =>
  joinTriage(readSettings(triageSettings, env), service);

/** The same from settings that are already read, with the state store beside it. */
export function joinTriage(
  settings: TriageSettings,
  service: string,
): TriageDeps & { readonly state: StateStore } {
  const log = powertoolsLog(service, settings.logLevel);
  const db = whenFirstUsed(() => dynamoClient());
  const { findingsTable, stateTable, alertFloor, retentionDays } = settings;
  return {
    detector: detectorFrom(settings, log),
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    quarantine: dynamoQuarantine({ db, stateTable, clock: systemClock }),
    state: dynamoStateStore({ db, stateTable }),
    clock: systemClock,
    log,
    settings: { alertFloor, retentionDays },
  };
}

function detectorFrom(settings: TriageSettings, log: Log): Detector {
  const rules = loadCompiledRules(settings.rulesFile);
  const entries = loadCompiledSuppressions(settings.suppressionsFile);
  const suppressions = activeSuppressions(entries, systemClock.now());
  const detector = buildDetector(rules, suppressions);
  if (!detector.ok) throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
  for (const { id, place } of suppressions.expired) log.warn('a suppression has expired', { id, place });
  for (const problem of suppressionWarnings(suppressions, detector.value.cards))
    log.warn('the allow-list may not do what was meant', { problem });
  return detector.value;
}

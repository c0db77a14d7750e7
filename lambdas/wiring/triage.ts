import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { emfMetrics } from '#adapters/aws/emf-metrics';
import { currentInvocation } from '#adapters/aws/invocation';
import { powertoolsLog } from '#adapters/aws/powertools-log';
import { systemClock } from '#adapters/aws/system-clock';
import { countedQuarantine } from '#app/counted-quarantine';
import { buildDetector, type Detector } from '#app/detector';
import { heartbeat } from '#app/heartbeat';
import { activeSuppressions, suppressionWarnings } from '#app/suppressions';
import type { TriageDeps } from '#app/triage';
import { type Environment, readSettings, type SettingsOf } from '#config/settings';
import { triageSettings } from '#config/triage-settings';
import { TrailhoundError } from '#core/errors';
import type { Log } from '#ports/log';
import type { Door } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';
import { loadCompiledRules, loadCompiledSuppressions } from './compiled-files.ts';
import { shipping } from './shipping.ts';
import { whenFirstUsed } from './when-first-used.ts';

export type TriageSettings = SettingsOf<typeof triageSettings>;

/** The functions that events come through, and the door that each of them is. */
const DOORS = {
  'collect-cloudtrail': 'event-history',
  'watch-logs': 'logs',
  'watch-events': 'eventbridge',
  'watch-objects': 'objects',
  // Shippers bring no heartbeat of ours: the stack names no parameter there.
  'watch-intake': 'logs',
} as const satisfies Readonly<Record<string, Door>>;
export type DoorFunction = keyof typeof DOORS;

/**
 * Joins triage with DynamoDB, for a function that only triages. `service` names the function in its log, and is the
 * door that heartbeats are noted for.
 *
 * Throws `TH_SETTINGS_REFUSED`, `TH_RULES_REFUSED` or `TH_SUPPRESSIONS_REFUSED`, and so stops the cold start.
 */
export const wireTriage = (env: Environment, service: DoorFunction): TriageDeps =>
  joinTriage(readSettings(triageSettings, env), service);

/** The same from settings that are already read, with the state store beside it. */
export function joinTriage(
  settings: TriageSettings,
  service: DoorFunction,
): TriageDeps & { readonly state: StateStore } {
  const log = powertoolsLog(service, settings);
  const metrics = emfMetrics(settings.deployment, log);
  const db = whenFirstUsed(() => dynamoClient());
  const { findingsTable, stateTable, alertFloor, retentionDays, heartbeat: parameter } = settings;
  const state = dynamoStateStore({ db, stateTable });
  const { events: ship } = shipping(settings, log);
  const listening = { parameter, state, metrics, log, door: DOORS[service], clock: systemClock };
  return {
    detector: detectorFrom(settings, log),
    findings: dynamoFindingStore({ db, findingsTable, stateTable }),
    quarantine: countedQuarantine(dynamoQuarantine({ db, stateTable, clock: systemClock }), metrics),
    state,
    clock: systemClock,
    log,
    metrics,
    correlationId: () => currentInvocation()?.correlationId,
    ...(ship ? { ship } : {}),
    ...(parameter === 'none' ? {} : { heartbeat: heartbeat(listening) }),
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

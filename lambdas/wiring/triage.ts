import { systemClock } from '#adapters/aws/system-clock';
import { buildDetector, type Detector } from '#app/detector';
import { heartbeat } from '#app/heartbeat';
import { suppressionWarnings } from '#app/suppressions';
import type { TriageDeps } from '#app/triage';
import { type Environment, readSettings } from '#config/settings';
import { triageSettings } from '#config/triage-settings';
import { TrailhoundError } from '#core/errors';
import type { Door } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';
import { type FindingParts, findingParts, type TriageSettings } from './finding-parts.ts';

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
  parts: FindingParts = findingParts(settings, service),
): TriageDeps & { readonly state: StateStore } {
  const { events: ship } = parts.ship;
  const { state, metrics, log } = parts.deps;
  const parameter = settings.heartbeat;
  const listening = { parameter, state, metrics, log, door: DOORS[service], clock: systemClock };
  return {
    ...parts.deps,
    detector: detectorFrom(parts),
    ...(ship ? { ship } : {}),
    ...(parameter === 'none' ? {} : { heartbeat: heartbeat(listening) }),
  };
}

function detectorFrom({ rules, suppressions, deps: { log } }: FindingParts): Detector {
  const detector = buildDetector(rules, suppressions);
  if (!detector.ok) throw new TrailhoundError('TH_RULES_REFUSED', detector.error.join('\n'));
  for (const { id, place } of suppressions.expired) log.warn('a suppression has expired', { id, place });
  for (const problem of suppressionWarnings(suppressions, detector.value.cards))
    log.warn('the allow-list may not do what was meant', { problem });
  return detector.value;
}

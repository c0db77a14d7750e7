import type { DeploymentSettings, SourceSettings } from '#config/deployment/defaults';
import { FUNCTION_SIZES } from '#config/deployment/function-sizes';
import { FUNCTION_NAMES } from '#config/deployment/input';
import { ASSUMED } from '#core/cost/assumptions';
import type { CostShape } from '#core/cost/usage';
import type { Door } from '#ports/metrics';

/** What of a month is guessed or measured, and not set. */
export interface MonthGuess {
  readonly events: number;
  /** @default one event in a thousand */
  readonly matchRate?: number | undefined;
  /** @default a tenth of the matched events */
  readonly findings?: number | undefined;
  /** Region of the stack, where it is known: it is watched too. */
  readonly region?: string | undefined;
}

/** What the model needs to know of a deployment and of its month. */
export function costShape(settings: DeploymentSettings, month: MonthGuess): CostShape {
  const { sources, functions } = settings;
  const { events, matchRate = ASSUMED.matchRate, region } = month;
  const memory = FUNCTION_NAMES.map((name) => [
    name,
    functions[name]?.memoryMb ?? FUNCTION_SIZES[name].memoryMb,
  ]);
  return {
    events,
    matchRate,
    findings: month.findings ?? Math.round(events * matchRate * ASSUMED.findingsPerMatch),
    regions: new Set([...settings.regions, ...(region === undefined ? [] : [region])]).size,
    historyMinutes: sources.eventHistory?.everyMinutes,
    logGroups: sources.logGroups.length,
    busReads: sources.eventBridge?.readOnlyEvents,
    buckets: sources.buckets.length,
    reconcileHours: sources.reconcile?.everyHours,
    heartbeatMinutes: settings.heartbeat === false ? undefined : settings.heartbeat,
    emails: settings.alerts.email.length,
    chat: settings.alerts.chat,
    alarms: settings.alarms,
    dashboard: settings.dashboard,
    customerKey: settings.encryptionKeyArn !== undefined,
    findingDays: settings.retention.findingDays,
    logDays: settings.retention.logDays,
    memoryMb: Object.fromEntries(memory),
  };
}

/** The same deployment with exactly these doors open; a door that the settings shut gets its defaults. */
export function withDoors(settings: DeploymentSettings, doors: readonly Door[]): DeploymentSettings {
  const { sources } = settings;
  const isOpen = (door: Door): boolean => doors.includes(door);
  const history = isOpen('event-history');
  const opened: SourceSettings = {
    eventHistory: history ? (sources.eventHistory ?? { everyMinutes: 5 }) : undefined,
    logGroups: isOpen('logs') ? orOne(sources.logGroups, 'a-log-group') : [],
    eventBridge: isOpen('eventbridge') ? (sources.eventBridge ?? { readOnlyEvents: 'none' }) : undefined,
    buckets: isOpen('objects') ? orOne(sources.buckets, A_BUCKET) : [],
    reconcile: history ? undefined : (sources.reconcile ?? { everyHours: 24 }),
  };
  return { ...settings, sources: opened };
}

const A_BUCKET: SourceSettings['buckets'][number] = {
  ...{ name: 'a-bucket', prefix: 'AWSLogs/', notifications: 'bucket' },
  ...{ accountId: undefined, keyArn: undefined },
};

const orOne = <T>(list: readonly T[], one: T): readonly T[] => (list.length > 0 ? list : [one]);

/** The doors of a deployment in words. */
export function doorWords({ sources }: DeploymentSettings): readonly string[] {
  const { eventHistory, logGroups, eventBridge, buckets } = sources;
  return [
    ...(eventHistory ? [`event history every ${eventHistory.everyMinutes} minutes`] : []),
    ...(logGroups.length > 0 ? ['log groups of a trail'] : []),
    ...(eventBridge ? [`EventBridge (reads: ${eventBridge.readOnlyEvents})`] : []),
    ...(buckets.length > 0 ? ['buckets of a trail'] : []),
  ];
}

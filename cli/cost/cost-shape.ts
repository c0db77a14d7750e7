import type { DeploymentSettings, SourceSettings } from '#config/deployment/defaults';
import { FUNCTION_SIZES } from '#config/deployment/function-sizes';
import { FUNCTION_NAMES } from '#config/deployment/input';
import { readMetricWatches } from '#config/metric-watch';
import { ASSUMED } from '#core/cost/assumptions';
import type { CostShape } from '#core/cost/usage';
import { TrailhoundError } from '#core/errors';
import type { Door } from '#ports/metrics';

/** What of a month is guessed or measured, and not set. */
export interface MonthGuess {
  readonly events: number;
  /** @default one event in a thousand */
  readonly matchRate?: number | undefined;
  /** @default a tenth of the matched events, and one for every 100,000 lines of applications */
  readonly findings?: number | undefined;
  /** Lines of applications. @default a million, where any are watched */
  readonly logLines?: number | undefined;
  /** Region of the stack, where it is known: it is watched too. */
  readonly region?: string | undefined;
}

/** What the model needs to know of a deployment and of its month. */
export function costShape(settings: DeploymentSettings, month: MonthGuess): CostShape {
  const { sources, functions } = settings;
  const { events, matchRate = ASSUMED.matchRate, region } = month;
  const { applicationLogs, metrics, intake, search, digest } = settings;
  const takesLines = applicationLogs !== undefined || intake !== undefined;
  const logLines = takesLines ? (month.logLines ?? ASSUMED.logLines) : 0;
  const guessed = events * matchRate * ASSUMED.findingsPerMatch + logLines / ASSUMED.linesPerLogFinding;
  const memory = FUNCTION_NAMES.map((name) => [
    name,
    functions[name]?.memoryMb ?? FUNCTION_SIZES[name].memoryMb,
  ]);
  return {
    events,
    matchRate,
    findings: month.findings ?? Math.round(guessed),
    regions: new Set([...settings.regions, ...(region === undefined ? [] : [region])]).size,
    historyMinutes: sources.eventHistory?.everyMinutes,
    logGroups: sources.logGroups.length,
    busReads: sources.eventBridge?.readOnlyEvents,
    buckets: sources.buckets.length,
    reconcileHours: sources.reconcile?.everyHours,
    heartbeatMinutes: settings.heartbeat === false ? undefined : settings.heartbeat,
    logLines,
    applicationLogs: applicationLogs && { everyMinutes: applicationLogs.everyMinutes },
    metrics: metrics && metricsShape(metrics),
    intake: intake && { auth: intake.auth },
    search: search && { events: search.events },
    digest: digest && { keepDays: digest.keepDays },
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

/** Throws `TH_SETTINGS_REFUSED` for watches that nobody has judged before. */
function metricsShape({
  everyMinutes,
  watch,
}: NonNullable<DeploymentSettings['metrics']>): CostShape['metrics'] {
  const read = readMetricWatches(watch);
  if (!read.ok) throw new TrailhoundError('TH_SETTINGS_REFUSED', read.error.join('\n'));
  const { watches, maxSeries } = read.value;
  return {
    everyMinutes,
    series: maxSeries,
    names: watches.reduce((sum, { names }) => sum + (names?.length ?? 1), 0),
    pointMinutes: Math.min(...watches.map(({ periodSeconds }) => periodSeconds)) / 60,
  };
}

/** The same deployment with exactly these doors open; a door that the settings shut gets its defaults. */
export function withDoors(settings: DeploymentSettings, doors: readonly Door[]): DeploymentSettings {
  const { sources } = settings;
  const isOpen = (door: Door): boolean => doors.includes(door);
  const history = isOpen('event-history');
  const opened: SourceSettings = {
    ...sources,
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

/** The doors of a deployment and its other parts in words; the daily digest goes without saying. */
export function doorWords({
  sources,
  applicationLogs,
  metrics,
  intake,
  search,
}: DeploymentSettings): readonly string[] {
  const { eventHistory, logGroups, eventBridge, buckets } = sources;
  return [
    ...(eventHistory ? [`event history every ${eventHistory.everyMinutes} minutes`] : []),
    ...(logGroups.length > 0 ? ['log groups of a trail'] : []),
    ...(eventBridge ? [`EventBridge (reads: ${eventBridge.readOnlyEvents})`] : []),
    ...(buckets.length > 0 ? ['buckets of a trail'] : []),
    ...(applicationLogs ? ['logs of applications'] : []),
    ...(metrics ? [`metrics every ${metrics.everyMinutes} minutes`] : []),
    ...(intake ? ['logs over HTTP'] : []),
    ...(search ? [`search (events: ${search.events})`] : []),
  ];
}

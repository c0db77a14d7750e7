import type { EpochMs } from '#core/time';
import type { DeploymentView } from '#ports/health';
import type { HealthCheck } from './check.ts';
import { checkDataVersion } from './check-data-version.ts';
import { checkDeadLetters, checkFailures } from './check-deliveries.ts';
import { checkHeartbeat } from './check-heartbeat.ts';
import { checkFilters, checkSlots } from './check-log-group.ts';
import { checkProgress, checkQuarantine } from './check-progress.ts';
import { checkAlarms, checkConcurrency, checkFunctions, checkSwitch } from './check-resources.ts';
import { checkTopic } from './check-topic.ts';
import { checkTrails } from './check-trails.ts';
import { type ExpectedSelf, queueName, topicsOf } from './watch-self.ts';

/** What a deployment consists of, as its stack and its own settings say. */
export interface Deployed {
  /** When it was deployed last: what needs time to show can't have shown before. */
  readonly since: EpochMs;
  /** What its own settings say; `undefined` when they could not be read: then only what the stack lists is looked at. */
  readonly settings: DeployedSettings | undefined;
  readonly functions: readonly string[];
  readonly alarms: readonly string[];
  readonly schedules: readonly string[];
  readonly rules: readonly string[];
}

/** The part of a deployment that its functions know. */
export interface DeployedSettings {
  readonly expected: ExpectedSelf;
  readonly stateTable: string;
  /** Regions whose event history is read; none when that door is off. */
  readonly regions: readonly string[];
  /** Patterns of the subscription filters, by log group, as they were deployed. */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
}

/** Checks that belong together, in the order in which they are shown. */
export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly HealthCheck[];
}

/** Looks at a deployed account from outside, with calls that only read. What can't be looked at is `unknown`. */
export async function examine(
  deployed: Deployed,
  view: DeploymentView,
  now: EpochMs,
): Promise<readonly CheckGroup[]> {
  const { settings, since } = deployed;
  const doors = settings?.expected.doors ?? [];
  const groups = [
    { title: 'CloudTrail', asked: [view.trails().then((fact) => checkTrails(fact, doors))] },
    ...(settings === undefined
      ? []
      : [
          { title: 'Sources', asked: sourceChecks(settings, view, { now, since }) },
          { title: 'Deliveries', asked: deliveryChecks(settings, view, now) },
          { title: 'Alerts', asked: topicChecks(settings, view) },
        ]),
    { title: 'Resources', asked: resourceChecks(deployed, view, now) },
  ];
  return Promise.all(
    groups.map(async ({ title, asked }) => ({ title, checks: (await Promise.all(asked)).flat() })),
  );
}

type Asked = readonly Promise<readonly HealthCheck[]>[];

function sourceChecks(
  { expected, stateTable, regions, patterns }: DeployedSettings,
  view: DeploymentView,
  { now, since }: { readonly now: EpochMs; readonly since: EpochMs },
): Asked {
  const { heartbeatDoors, heartbeatMinutes: everyMinutes, logGroups, watchLogsArn: functionArn } = expected;
  return [
    ...heartbeatDoors.map(async (door) =>
      checkHeartbeat(await view.heartbeat(door), { door, everyMinutes, now, since }),
    ),
    view.progress(stateTable).then((fact) => checkProgress(fact, { now, since, regions })),
    view.dataVersion().then((fact) => checkDataVersion(fact, { now, since })),
    ...logGroups.map(async (logGroup) => {
      const fact = await view.logGroup(logGroup);
      const deployed = patterns.get(logGroup);
      const wanted = { logGroup, functionArn, ...(deployed === undefined ? {} : { patterns: deployed }) };
      return [...checkFilters(fact, wanted), ...(fact.ok ? checkSlots(fact, logGroup) : [])];
    }),
  ];
}

function deliveryChecks(
  { expected, stateTable }: DeployedSettings,
  view: DeploymentView,
  now: EpochMs,
): Asked {
  return [
    view.failures(expected.failuresBucket).then((fact) => checkFailures(fact, now)),
    ...expected.deadLetterUrls.map(async (url) => checkDeadLetters(await view.queue(url), queueName(url))),
    view.quarantined(stateTable).then(checkQuarantine),
  ];
}

const topicChecks = ({ expected }: DeployedSettings, view: DeploymentView): Asked =>
  topicsOf(expected).map(async (wanted) => checkTopic(await view.topic(wanted.arn), wanted));

function resourceChecks(deployed: Deployed, view: DeploymentView, now: EpochMs): Asked {
  const { alarms, schedules, rules, functions } = deployed;
  return [
    ...(alarms.length === 0 ? [] : [view.alarms(alarms).then((fact) => checkAlarms(fact, alarms.length))]),
    ...schedules.map(async (name) => checkSwitch(await view.schedule(name), 'schedule', name)),
    ...rules.map(async (name) => checkSwitch(await view.rule(name), 'rule', name)),
    ...(functions.length === 0
      ? []
      : [view.functions(functions, now).then(checkFunctions), view.concurrency().then(checkConcurrency)]),
  ];
}

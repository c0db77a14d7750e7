import { join } from 'node:path';
import { Annotations, Arn, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '#config/deployment/defaults';
import type { Door } from '#ports/metrics';
import { CdkHandlerLogs } from './constructs/cdk-handler-logs.ts';
import { DailyDigest } from './constructs/daily-digest.ts';
import { DeliveryParts } from './constructs/delivery-parts.ts';
import type { DetectorFunction } from './constructs/detector-function.ts';
import { FunctionSchedules } from './constructs/function-schedules.ts';
import { Heartbeat } from './constructs/heartbeat.ts';
import { letServicesUse } from './constructs/key-grants.ts';
import { Notifier } from './constructs/notifier.ts';
import { packageRoot } from './constructs/package-root.ts';
import { Redriver } from './constructs/redriver.ts';
import { packRules } from './constructs/rule-pack.ts';
import { SearchIndex } from './constructs/search-index.ts';
import { SelfWatch } from './constructs/self-watch.ts';
import type { SharedParts } from './constructs/shared-parts.ts';
import { stackNameOf } from './constructs/stack-name.ts';
import { Tables } from './constructs/tables.ts';
import type { Topics } from './constructs/topics.ts';
import { doorsWithHeartbeat } from './constructs/watched-parts.ts';
import { AppLogsDoor, tellOwnGroups } from './doors/app-logs.ts';
import { BucketsDoor } from './doors/buckets.ts';
import { EventBridgeDoor } from './doors/event-bridge.ts';
import { EventHistoryDoor } from './doors/event-history.ts';
import { IntakeDoor } from './doors/intake.ts';
import { LogGroupsDoor } from './doors/log-groups.ts';
import { MetricsDoor } from './doors/metrics.ts';
import type { TrailhoundProps } from './trailhound-props.ts';

/** Compiles the rules and makes what all parts share. Throws what `packRules` throws. */
export function sharedParts(
  scope: Construct,
  settings: DeploymentSettings,
  props: TrailhoundProps,
): Omit<SharedParts, 'shipping'> {
  const stack = Stack.of(scope);
  const key = keyOf(scope, settings, props);
  if (key !== undefined) letServicesUse(key, sendersOf(settings));
  const removalPolicy =
    props.removalPolicy ?? (settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  const pack = packRules({ settings, base: props.basePath ?? process.cwd(), stackName: stackNameOf(stack) });
  for (const warning of pack.warnings) Annotations.of(scope).addWarningV2('trailhound:allow-list', warning);
  const tables = new Tables(scope, 'Tables', { removalPolicy, key });
  const delivery = new DeliveryParts(scope, 'Delivery', {
    keepDays: settings.retention.logDays,
    removalPolicy,
    key,
  });
  const schedules = new FunctionSchedules(scope, 'Schedules', { deadLetters: delivery.deadLetters, key });
  const heartbeat =
    settings.heartbeat === false
      ? undefined
      : new Heartbeat(scope, 'Beat', { schedules, everyMinutes: settings.heartbeat }).parameter;
  return {
    ...{ settings, key, removalPolicy, pack, tables, delivery, schedules, heartbeat },
    deployment: deploymentName(scope),
    watchdogBusArn: props.watchdogBusArn,
    bundles: props.bundles ?? join(packageRoot(), 'dist/lambdas'),
  };
}

function keyOf(scope: Construct, settings: DeploymentSettings, props: TrailhoundProps): IKey | undefined {
  if (props.encryptionKey !== undefined) return props.encryptionKey;
  const arn = settings.encryptionKeyArn;
  return arn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', arn);
}

/** Other accounts whose buckets or topics send to the objects queue. */
function sendersOf({ sources }: DeploymentSettings): readonly string[] {
  const accounts = sources.buckets.flatMap(({ notifications, accountId }) => {
    if (typeof notifications === 'object')
      return [Arn.split(notifications.topicArn, ArnFormat.NO_RESOURCE_NAME).account];
    return notifications === 'manual' ? [accountId] : [];
  });
  return [...new Set(accounts)].filter((one) => one !== undefined);
}

/** The stack's name, and where in it: the dimension of the metrics. */
function deploymentName(scope: Construct): string {
  const stack = Stack.of(scope);
  const path = scope.node.path.slice(stack.node.path.length).split('/');
  return [stackNameOf(stack), ...path.filter((part) => part !== '' && part !== 'Default')].join('/');
}

/** Opens the doors, and puts beside them what is always there. */
export function allParts(scope: Construct, ground: Omit<SharedParts, 'shipping'>, topics: Topics) {
  const { search, shared } = withSearch(scope, ground);
  if (needsCdkHandlers(shared)) new CdkHandlerLogs(scope, 'CdkHandlers', { ground: shared });
  const notifier = new Notifier(scope, 'Notifier', { shared, topics });
  const trail = trailDoors(scope, shared);
  const more = { ...telemetryDoors(scope, shared, trail.logs), search };
  const doors = openDoors(shared.settings);
  const beating = doorsWithHeartbeat(doors, shared.settings);
  const { digest: daily } = shared.settings;
  const digest = daily
    ? new DailyDigest(scope, 'DailyDigest', { shared, digest: daily, topics, doors, beating })
    : undefined;
  const redriver = new Redriver(scope, 'Redriver', {
    shared,
    again: detectorsOf([trail.logs, trail.bus, digest]),
    repeating: detectorsOf([trail.history]),
  });
  const queued = [trail.buckets, more.intake, more.search].filter((part) => part !== undefined);
  const deadLetters = [shared.delivery.deadLetters, ...queued.map((part) => part.deadLetters)];
  const self = new SelfWatch(scope, 'SelfWatch', {
    ...{ shared, topics, doors, beating, deadLetters },
    watchLogs: trail.logs?.detector,
    watchdogBusArn: shared.watchdogBusArn,
  });
  const takers = detectorsOf(Object.values(trail));
  const besides = [
    ...detectorsOf([more.appLogs, more.metrics, more.intake, more.search]),
    ...(more.intake ? [more.intake.taker] : []),
  ];
  const always = [notifier.detector, redriver.detector, self.detector];
  const detectors = [...takers, ...always, ...besides, ...detectorsOf([digest])];
  trail.logs?.refuse(detectors);
  tellOwnGroups(readersOfLogs(trail.logs, more), detectors);
  return {
    shared,
    ...trail,
    ...more,
    digest,
    deadLetters,
    workQueues: queued.map((part) => part.queue),
    beating,
    detectors,
    takers,
    besides,
    notify: notifier.detector,
  };
}

/** Whether CDK will add functions of its own: to point buckets at the queue, or to empty buckets that go. */
const needsCdkHandlers = ({
  settings,
  removalPolicy,
}: Pick<SharedParts, 'settings' | 'removalPolicy'>): boolean =>
  removalPolicy === RemovalPolicy.DESTROY ||
  settings.sources.buckets.some(({ notifications }) => notifications === 'bucket');

/** The search server's writer comes first: doors hand events to its queue. */
function withSearch(scope: Construct, ground: Omit<SharedParts, 'shipping'>) {
  const { search: settings } = ground.settings;
  const search = settings
    ? new SearchIndex(scope, 'Search', { shared: ground, search: settings })
    : undefined;
  const events = settings?.events ?? 'none';
  const shipping = search && events !== 'none' ? { events, queue: search.queue } : undefined;
  return { search, shared: { ...ground, shipping } };
}

/** The doors that CloudTrail's events come through. */
function trailDoors(scope: Construct, shared: SharedParts) {
  const { settings } = shared;
  const { eventHistory, reconcile, eventBridge, buckets, logGroups } = settings.sources;
  const takesLogs = logGroups.length > 0 || settings.applicationLogs !== undefined;
  return {
    history: eventHistory || reconcile ? new EventHistoryDoor(scope, 'EventHistory', { shared }) : undefined,
    logs: takesLogs ? new LogGroupsDoor(scope, 'LogGroups', { shared }) : undefined,
    bus: eventBridge ? new EventBridgeDoor(scope, 'EventBridge', { shared }) : undefined,
    buckets: buckets.length > 0 ? new BucketsDoor(scope, 'Buckets', { shared }) : undefined,
  };
}

/** What is there besides CloudTrail. */
function telemetryDoors(scope: Construct, shared: SharedParts, logs: LogGroupsDoor | undefined) {
  const { applicationLogs, metrics, intake } = shared.settings;
  return {
    appLogs:
      applicationLogs || intake
        ? new AppLogsDoor(scope, 'AppLogs', { shared, watchLogs: applicationLogs && logs?.detector })
        : undefined,
    metrics: metrics ? new MetricsDoor(scope, 'Metrics', { shared, metrics }) : undefined,
    intake: intake ? new IntakeDoor(scope, 'Intake', { shared, intake }) : undefined,
  };
}

const readersOfLogs = (
  logs: LogGroupsDoor | undefined,
  { appLogs, intake }: ReturnType<typeof telemetryDoors>,
): readonly DetectorFunction[] => (appLogs ? detectorsOf([appLogs, intake, logs]) : []);

/** The functions of the parts that are there. */
const detectorsOf = (
  parts: readonly ({ readonly detector: DetectorFunction } | undefined)[],
): readonly DetectorFunction[] => parts.flatMap((part) => (part ? [part.detector] : []));

function openDoors({ sources }: DeploymentSettings): readonly Door[] {
  const doors: readonly (readonly [Door, boolean])[] = [
    ['event-history', sources.eventHistory !== undefined],
    ['logs', sources.logGroups.length > 0],
    ['eventbridge', sources.eventBridge !== undefined],
    ['objects', sources.buckets.length > 0],
  ];
  return doors.filter(([, isOpen]) => isOpen).map(([door]) => door);
}

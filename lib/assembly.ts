import { join } from 'node:path';
import { Annotations, Arn, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '#config/deployment/defaults';
import type { Door } from '#ports/metrics';
import { DeliveryParts } from './constructs/delivery-parts.ts';
import { FunctionSchedules } from './constructs/function-schedules.ts';
import { Heartbeat } from './constructs/heartbeat.ts';
import { letServicesUse } from './constructs/key-grants.ts';
import { Notifier } from './constructs/notifier.ts';
import { packageRoot } from './constructs/package-root.ts';
import { Redriver } from './constructs/redriver.ts';
import { packRules } from './constructs/rule-pack.ts';
import { SelfWatch } from './constructs/self-watch.ts';
import type { SharedParts } from './constructs/shared-parts.ts';
import { stackNameOf } from './constructs/stack-name.ts';
import { Tables } from './constructs/tables.ts';
import type { Topics } from './constructs/topics.ts';
import { doorsWithHeartbeat } from './constructs/watched-parts.ts';
import { BucketsDoor } from './doors/buckets.ts';
import { EventBridgeDoor } from './doors/event-bridge.ts';
import { EventHistoryDoor } from './doors/event-history.ts';
import { LogGroupsDoor } from './doors/log-groups.ts';
import type { TrailhoundProps } from './trailhound-props.ts';

/** Compiles the rules and makes what all parts share. Throws what `packRules` throws. */
export function sharedParts(
  scope: Construct,
  settings: DeploymentSettings,
  props: TrailhoundProps,
): SharedParts {
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
export function allParts(scope: Construct, shared: SharedParts, topics: Topics) {
  const { eventHistory, reconcile, eventBridge, buckets: given, logGroups } = shared.settings.sources;
  const notifier = new Notifier(scope, 'Notifier', { shared, topics });
  const history =
    eventHistory || reconcile ? new EventHistoryDoor(scope, 'EventHistory', { shared }) : undefined;
  const bus = eventBridge ? new EventBridgeDoor(scope, 'EventBridge', { shared }) : undefined;
  const buckets = given.length > 0 ? new BucketsDoor(scope, 'Buckets', { shared }) : undefined;
  const logs = logGroups.length > 0 ? new LogGroupsDoor(scope, 'LogGroups', { shared }) : undefined;
  const doors = openDoors(shared.settings);
  const beating = doorsWithHeartbeat(doors, shared.settings);
  const redriver = new Redriver(scope, 'Redriver', {
    shared,
    again: [logs, bus].flatMap((door) => (door ? [door.detector] : [])),
    repeating: history ? [history.detector] : [],
  });
  const self = new SelfWatch(scope, 'SelfWatch', {
    ...{ shared, topics, doors, beating },
    watchLogs: logs?.detector,
    watchdogBusArn: shared.watchdogBusArn,
    deadLetters: [shared.delivery.deadLetters, ...(buckets ? [buckets.deadLetters] : [])],
  });
  const takers = [history, logs, bus, buckets].flatMap((door) => (door ? [door.detector] : []));
  const detectors = [...takers, notifier.detector, redriver.detector, self.detector];
  logs?.refuse(detectors);
  return { bus, buckets, beating, detectors, takers, notify: notifier.detector };
}

function openDoors({ sources }: DeploymentSettings): readonly Door[] {
  const doors: readonly (readonly [Door, boolean])[] = [
    ['event-history', sources.eventHistory !== undefined],
    ['logs', sources.logGroups.length > 0],
    ['eventbridge', sources.eventBridge !== undefined],
    ['objects', sources.buckets.length > 0],
  ];
  return doors.filter(([, isOpen]) => isOpen).map(([door]) => door);
}

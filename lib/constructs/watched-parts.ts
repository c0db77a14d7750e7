import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { DeploymentSettings } from '#config/deployment/defaults';
import type { Door, MetricName } from '#ports/metrics';
import type { BucketsDoor } from '../doors/buckets.ts';
import type { EventBridgeDoor } from '../doors/event-bridge.ts';
import type { DetectorFunction } from './detector-function.ts';
import type { SharedParts } from './shared-parts.ts';
import type { Topics } from './topics.ts';

/** What alarms and dashboard look at. */
export interface WatchedParts {
  readonly shared: SharedParts;
  readonly topics: Topics;
  /** Those that the heartbeat comes through. */
  readonly beating: readonly Door[];
  readonly bus: EventBridgeDoor | undefined;
  readonly buckets: BucketsDoor | undefined;
  /** Every queue where deliveries end that nobody tries again. */
  readonly deadLetters: readonly Queue[];
  /** Every queue that a function works through. */
  readonly workQueues: readonly Queue[];
  /** Every function. */
  readonly detectors: readonly DetectorFunction[];
  /** Those that work besides them: logs that are pulled, metrics, logs over HTTP, search. */
  readonly besides: readonly DetectorFunction[];
  /** Those that take CloudTrail's events in, and lines that CloudWatch Logs brings. */
  readonly takers: readonly DetectorFunction[];
  readonly notify: DetectorFunction;
}

/**
 * The doors that the heartbeat comes through: all, but for buckets of another account, which show our heartbeat only if
 * their trail is the organisation's.
 */
export function doorsWithHeartbeat(doors: readonly Door[], settings: DeploymentSettings): readonly Door[] {
  if (settings.heartbeat === false) return [];
  const isOurs = settings.sources.buckets.some(
    ({ accountId, prefix }) => accountId === undefined || ORGANISATION.test(prefix),
  );
  return doors.filter((door) => door !== 'objects' || isOurs);
}

/** In a prefix such as `AWSLogs/o-abc123/`. */
const ORGANISATION = /(^|\/)o-[a-z0-9]+/;

/** One of our own metrics; with the dimension `door` where one is given. */
export function ownMetric(
  shared: SharedParts,
  metricName: MetricName,
  options: MetricOptions & { readonly door?: Door },
): Metric {
  const { door, ...rest } = options;
  return new Metric({
    namespace: 'Trailhound',
    metricName,
    dimensionsMap: { deployment: shared.deployment, ...(door === undefined ? {} : { door }) },
    ...rest,
  });
}

/** A metric of the schedule group: how often a call was given up. */
export const droppedCalls = (shared: SharedParts, options: MetricOptions): Metric =>
  new Metric({
    namespace: 'AWS/Scheduler',
    metricName: 'InvocationDroppedCount',
    dimensionsMap: { ScheduleGroup: shared.schedules.group.ref },
    ...options,
  });

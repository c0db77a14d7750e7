import type { ThresholdSettings } from '#core/metrics/watch-settings';
import type { MetricWatch } from '#ports/metric-reader';

const above = (value: number, m: number, n: number, clear?: number): ThresholdSettings => ({
  ...{ above: value, m, n, missing: 'ignore' as const },
  ...(clear === undefined ? {} : { clear }),
});
const below = (value: number, m: number, n: number, clear?: number): ThresholdSettings => ({
  ...{ below: value, m, n, missing: 'ignore' as const },
  ...(clear === undefined ? {} : { clear }),
});

/** Five minutes, averaged, by baseline and thresholds both, nothing said of the unit. */
const usual = {
  statistic: 'Average',
  periodSeconds: 300,
  baseline: true,
  severity: 'medium' as const,
  unit: 'Percent',
};
const count = { ...usual, statistic: 'Sum', unit: 'Count', baseline: false };

const GIB = 1024 ** 3;
/** File systems that are full by nature, or hold nothing that lasts. */
const NO_DISKS = ['tmpfs', 'devtmpfs', 'squashfs', 'overlay', 'iso9660', 'udf', 'vfat', 'efivarfs'];

const INSTANCE = { dimensions: { InstanceId: '*' as const }, exact: true };
const AGENT = { namespace: 'CWAgent', dimensions: { InstanceId: '*' as const } };
const DATABASE = { namespace: 'AWS/RDS', dimensions: { DBInstanceIdentifier: '*' as const }, exact: true };
const FUNCTION = { namespace: 'AWS/Lambda', dimensions: { FunctionName: '*' as const }, exact: true };
const BALANCER = {
  namespace: 'AWS/ApplicationELB',
  dimensions: { LoadBalancer: '*' as const },
  exact: true,
};

/**
 * What is watched for people who say nothing but `metrics: true`: what an account usually has, each series of a resource
 * by itself, and no sums over all.
 */
export const BUILT_IN_WATCHES: readonly MetricWatch[] = [
  {
    ...usual,
    ...INSTANCE,
    id: 'ec2-cpu',
    title: 'EC2 CPU',
    namespace: 'AWS/EC2',
    names: ['CPUUtilization'],
    thresholds: [above(90, 3, 3, 80)],
    why: 'An instance without processor time left answers late or not at all; a miner looks the same.',
    runbook: [
      'See on the instance which process takes the time (top, Task Manager).',
      'Is it the load that is expected now? Then give the group more or larger instances.',
      'Is it a process that nobody knows? Treat the instance as taken over: isolate it and keep its disk.',
    ],
  },
  {
    ...usual,
    ...INSTANCE,
    id: 'ec2-status',
    title: 'EC2 status check',
    namespace: 'AWS/EC2',
    names: ['StatusCheckFailed'],
    statistic: 'Maximum',
    thresholds: [above(0, 2, 2)],
    baseline: false,
    severity: 'high',
    unit: 'Count',
    why: 'AWS could not reach the instance, or the hardware below it has a fault.',
    runbook: [
      'EC2 console, tab "Status checks": is it the system or the instance?',
      'System: stop the instance and start it again, which moves it to other hardware.',
      'Instance: read the system log and the screenshot of its console.',
    ],
  },
  {
    ...usual,
    ...INSTANCE,
    id: 'ec2-network',
    title: 'EC2 network',
    namespace: 'AWS/EC2',
    names: ['NetworkIn', 'NetworkOut'],
    thresholds: [],
    unit: 'Bytes',
    why: 'Traffic that is not like this instance at this hour: an outage before it, an attack on it, or data on their way out.',
    runbook: [
      'Compare both directions: much more going out than usual may be a theft of data.',
      'VPC flow logs name the peers; are they known?',
      'Was something deployed, or a backup or import started, at that time?',
    ],
  },
  {
    ...usual,
    ...AGENT,
    id: 'memory',
    title: 'Memory',
    names: ['mem_used_percent', 'Memory % Committed Bytes In Use'],
    thresholds: [above(90, 3, 3, 85)],
    why: 'When memory runs out the system ends processes, or slows down to a standstill.',
    runbook: [
      'See which process holds the memory; does it grow without end since its start?',
      'Restart it to win time, then look for the leak, or use a larger instance.',
    ],
  },
  {
    ...usual,
    ...AGENT,
    id: 'disk',
    title: 'Disk filling up',
    names: ['disk_used_percent'],
    except: { fstype: NO_DISKS },
    thresholds: [above(90, 2, 2, 85)],
    baseline: false,
    why: 'A full disk stops databases, logs and updates, often with damage.',
    runbook: [
      'Find what grows: du -xh --max-depth=2 on the mount in the dimension "path".',
      'Remove or compress old logs and caches, or enlarge the volume.',
    ],
  },
  {
    ...usual,
    ...AGENT,
    id: 'disk-full',
    title: 'Disk nearly full',
    names: ['disk_used_percent'],
    except: { fstype: NO_DISKS },
    thresholds: [above(95, 1, 1, 93)],
    baseline: false,
    severity: 'high',
    why: 'There is hardly time left: a full disk stops databases, logs and updates, often with damage.',
    runbook: ['Make room now: old logs, caches, packages.', 'Then enlarge the volume and the file system.'],
  },
  {
    ...usual,
    ...DATABASE,
    id: 'rds-cpu',
    title: 'RDS CPU',
    names: ['CPUUtilization'],
    thresholds: [above(90, 3, 3, 80)],
    why: 'A database without processor time left delays everything that asks it.',
    runbook: [
      'Performance Insights, or the list of running statements: which one costs most?',
      'A statement that became slow often misses an index, or has a new plan.',
    ],
  },
  {
    ...usual,
    ...DATABASE,
    id: 'rds-storage',
    title: 'RDS free storage',
    names: ['FreeStorageSpace'],
    statistic: 'Minimum',
    thresholds: [below(2 * GIB, 2, 2, 3 * GIB)],
    baseline: false,
    severity: 'high',
    unit: 'Bytes',
    why: 'A database without room left takes no more writes.',
    runbook: [
      'Enlarge the storage, or switch on storage autoscaling.',
      'Look for what grew: logs, temporary tables, replication slots that nobody reads.',
    ],
  },
  {
    ...usual,
    ...DATABASE,
    id: 'rds-connections',
    title: 'RDS connections',
    names: ['DatabaseConnections'],
    thresholds: [],
    unit: 'Count',
    why: 'Far more connections than usual end in refusals; none at all means that nobody reaches the database.',
    runbook: [
      'Who is connected: by user, by address, idle or at work?',
      'Was something deployed that opens connections without a pool?',
    ],
  },
  {
    ...count,
    ...FUNCTION,
    id: 'lambda-errors',
    title: 'Lambda errors',
    names: ['Errors'],
    thresholds: [above(0, 3, 3)],
    baseline: true,
    why: 'The function fails again and again; what calls it loses work or repeats it.',
    runbook: [
      'Read the newest errors in the log of the function.',
      'Did it begin with a deployment? Go back.',
    ],
  },
  {
    ...count,
    ...FUNCTION,
    id: 'lambda-throttles',
    title: 'Lambda throttles',
    names: ['Throttles'],
    thresholds: [above(0, 2, 3)],
    why: 'Calls are refused because the concurrency of the function or the account is used up.',
    runbook: [
      'Reserved concurrency of the function, and what is left of that of the account?',
      'Ask for a higher limit, or slow down what calls.',
    ],
  },
  {
    ...count,
    ...BALANCER,
    id: 'alb-5xx',
    title: 'Load balancer 5xx',
    names: ['HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count'],
    thresholds: [above(10, 2, 3)],
    baseline: true,
    why: 'People who use the service get error pages.',
    runbook: [
      'ELB_5XX: the balancer found no healthy target; look at the target group.',
      'Target_5XX: the application answered with an error; look at its log.',
    ],
  },
  {
    ...count,
    namespace: 'AWS/SQS',
    dimensions: { QueueName: '*' },
    exact: true,
    id: 'sqs-age',
    title: 'SQS oldest message',
    names: ['ApproximateAgeOfOldestMessage'],
    statistic: 'Maximum',
    thresholds: [above(3_600, 3, 3, 1_800)],
    unit: 'Seconds',
    why: 'Messages wait for more than an hour: nobody takes them, or one fails again and again.',
    runbook: [
      'Is the consumer running, and does it succeed?',
      'Is there a dead-letter queue, and what lies in it?',
    ],
  },
  {
    ...count,
    namespace: 'AWS/DynamoDB',
    names: ['ReadThrottleEvents', 'WriteThrottleEvents'],
    dimensions: { TableName: '*' },
    id: 'dynamodb-throttles',
    title: 'DynamoDB throttles',
    thresholds: [above(0, 3, 3)],
    why: 'Requests are refused because the capacity of the table or of one key is used up.',
    runbook: [
      'Provisioned: raise the capacity, or switch to on-demand.',
      'On-demand: one key takes most requests; contributor insights name it.',
    ],
  },
];

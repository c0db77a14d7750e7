import { ASSUMED } from './assumptions.ts';
import { type CostShape, doorsOf, type FunctionLoad, timesAMonth, type Usage } from './usage.ts';

/** The functions that run on a schedule whether anything happens or not. */
export function upkeepLoads(shape: CostShape): readonly FunctionLoad[] {
  const sweeps = timesAMonth(ASSUMED.sweepMinutes);
  const redrives = timesAMonth(ASSUMED.redriveMinutes);
  const looks = timesAMonth(ASSUMED.watchSelfMinutes);
  // Every write to the table of findings may wake the notifier; between sweeps it stays loaded.
  const wakes = shape.events * shape.matchRate + 2 * shape.findings;
  const start = ASSUMED.secondsPerColdStart;
  return [
    { name: 'notify', invocations: sweeps + wakes, seconds: (sweeps + wakes) * ASSUMED.secondsPerSweep },
    { name: 'redrive', invocations: redrives, seconds: redrives * (start + ASSUMED.secondsPerInvocation) },
    { name: 'watch-self', invocations: looks, seconds: looks * (start + ASSUMED.secondsPerWatchSelf) },
  ];
}

/** What runs and is kept whether anything happens or not. */
export function upkeepUsage(
  shape: CostShape,
  functions: readonly FunctionLoad[],
  /** Calls of the schedules of other parts. */
  scheduled = 0,
): readonly Usage[] {
  const beats = shape.heartbeatMinutes === undefined ? 0 : timesAMonth(shape.heartbeatMinutes);
  const runs =
    (shape.historyMinutes === undefined ? 0 : timesAMonth(shape.historyMinutes)) +
    (shape.reconcileHours === undefined ? 0 : ASSUMED.hoursInMonth / shape.reconcileHours);
  const sweeps = timesAMonth(ASSUMED.sweepMinutes);
  const redrives = timesAMonth(ASSUMED.redriveMinutes);
  const looks = timesAMonth(ASSUMED.watchSelfMinutes);
  const logs =
    functions.reduce((sum, { invocations }) => sum + invocations, 0) * ASSUMED.logBytesPerInvocation;
  return [
    {
      what: 'schedules',
      price: 'schedulerInvocations',
      quantity: runs + sweeps + redrives + looks + beats + scheduled,
    },
    { what: 'heartbeats that came through', price: 'dynamoWrites', quantity: beats * doorsOf(shape) },
    { what: 'looking for alerts that are due', price: 'dynamoReads', quantity: sweeps + looks * 4 },
    { what: 'looking for deliveries that failed', price: 's3Puts', quantity: redrives + looks },
    {
      what: 'looking at the queue of dead letters',
      price: 'sqsRequests',
      quantity: looks * (1 + workQueues(shape)),
    },
    { what: 'metrics of its own', price: 'metrics', quantity: metricMonths(shape) },
    { what: 'alarms', price: 'alarmMetrics', quantity: shape.alarms ? alarmMetrics(shape) : 0 },
    { what: 'dashboard', price: 'dashboards', quantity: shape.dashboard ? 1 : 0 },
    { what: 'logs of the functions', price: 'logIngest', quantity: logs / GB },
    // Logs are kept packed; taken as to a quarter of what came in.
    {
      what: 'logs of the functions, kept',
      price: 'logStorage',
      quantity: (logs / GB / 4) * (shape.logDays / 30),
    },
    ...keyUsage(shape),
  ];
}

const GB = 1_000_000_000;

/** Queues that functions work through: each has one for dead letters. */
const workQueues = ({ buckets, intake, search }: CostShape): number =>
  [buckets > 0, intake !== undefined, search !== undefined].filter(Boolean).length;

/**
 * An alarm on a sum is charged for every metric in it: errors and throttles of each function that takes events in, and of
 * the notifier; errors of each that works besides them.
 */
function alarmMetrics(shape: CostShape): number {
  const { applicationLogs, metrics, intake, search } = shape;
  const collects = shape.historyMinutes !== undefined || shape.reconcileHours !== undefined;
  const isShut = shape.historyMinutes === undefined;
  const takesLines = applicationLogs !== undefined && shape.logGroups === 0;
  const takers = doorsOf(shape) + (collects && isShut ? 1 : 0) + (takesLines ? 1 : 0);
  const besides = [applicationLogs ?? intake, metrics, intake, intake, search].filter(
    (part) => part !== undefined,
  );
  const silent = shape.heartbeatMinutes === undefined ? 0 : doorsOf(shape);
  return ASSUMED.steadyAlarmMetrics + 2 * (takers + 1) + workQueues(shape) + besides.length + silent;
}

/** A metric is charged for the hours in which it has data: those of findings only when there are some. */
function metricMonths(shape: CostShape): number {
  const hours = ASSUMED.hoursInMonth;
  const partOfMonth = (times: number): number => Math.min(1, times / hours);
  const findings = ASSUMED.severityShares.map((share) => partOfMonth(shape.findings * share));
  const latency = partOfMonth(shape.findings);
  const missed = shape.reconcileHours === undefined ? 0 : partOfMonth(hours / shape.reconcileHours);
  const beats = shape.heartbeatMinutes === undefined ? 0 : doorsOf(shape);
  const matched = partOfMonth(shape.events * shape.matchRate);
  return findings.reduce((sum, one) => sum + one, ASSUMED.steadyMetrics + matched + latency + missed + beats);
}

/** SNS asks for a data key with every message, also under the key that AWS manages. */
function keyUsage(shape: CostShape): readonly Usage[] {
  const messages: Usage = {
    what: 'encrypting messages of SNS',
    price: 'kmsRequests',
    quantity: 2 * shape.findings * (shape.chat ? 2 : 1),
  };
  if (!shape.customerKey) return [messages];
  const users = 2 + workQueues(shape);
  const requests = users * ASSUMED.keyRequestsPerHour * ASSUMED.hoursInMonth;
  return [
    messages,
    { what: 'customer-managed key', price: 'kmsKeys', quantity: 1 },
    { what: 'use of the customer-managed key', price: 'kmsRequests', quantity: requests },
  ];
}

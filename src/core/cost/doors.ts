import { ASSUMED } from './assumptions.ts';
import {
  type CostShape,
  type FunctionLoad,
  memoryOf,
  queueUsage,
  secondsForEvents,
  timesAMonth,
  type Usage,
} from './usage.ts';

/** What one open door takes in a month. */
export interface DoorLoad {
  readonly function: FunctionLoad;
  readonly usage: readonly Usage[];
}

/** What the open doors take, in the order of the settings. */
export function doorLoads(shape: CostShape): readonly DoorLoad[] {
  return [
    ...historyDoor(shape),
    ...(shape.logGroups > 0 ? [logsDoor(shape)] : []),
    ...(shape.busReads === undefined ? [] : [busDoor(shape, ASSUMED.busShare[shape.busReads])]),
    ...(shape.buckets > 0 ? [objectsDoor(shape)] : []),
  ];
}

/**
 * Pages of LookupEvents in one run of the collector: one in a quiet region, and then what came in since the last run
 * together with the overlap that is read again. All events are taken to be in one region: regions are read side by side.
 */
const pagesPerRun = (shape: CostShape, everyMinutes: number, overlapMinutes: number): number => {
  const minutes = ASSUMED.hoursInMonth * 60;
  return 1 + (shape.events / minutes) * ((everyMinutes + overlapMinutes) / ASSUMED.eventsPerPage);
};

/** The part of the time, 0 and up, in which the event history is being read; near 1 the door cannot keep up. */
export function historyDuty(shape: CostShape): number {
  const every = shape.historyMinutes;
  if (every === undefined) return 0;
  return (pagesPerRun(shape, every, ASSUMED.overlapMinutes) * ASSUMED.secondsPerPage) / (every * 60);
}

/** The collector also compares, where another door is the main one. */
function historyDoor(shape: CostShape): readonly DoorLoad[] {
  const { historyMinutes, reconcileHours } = shape;
  const name = 'collect-cloudtrail';
  const runs = historyMinutes === undefined ? 0 : timesAMonth(historyMinutes);
  const comparisons = reconcileHours === undefined ? 0 : ASSUMED.hoursInMonth / reconcileHours;
  if (runs + comparisons === 0) return [];
  const pages =
    historyMinutes === undefined ? 0 : runs * pagesPerRun(shape, historyMinutes, ASSUMED.overlapMinutes);
  const compared =
    reconcileHours === undefined ? 0 : comparisons * pagesPerRun(shape, reconcileHours * 60, 0);
  const seconds =
    (runs + comparisons) * ASSUMED.secondsPerCollection + (pages + compared) * ASSUMED.secondsPerPage;
  const checkpoints = (runs + comparisons) * shape.regions + (pages + compared) / 4;
  return [
    {
      function: { name, invocations: runs + comparisons, seconds },
      usage: [
        { what: 'checkpoints of the event history', price: 'dynamoWrites', quantity: checkpoints },
        { what: 'checkpoints of the event history', price: 'dynamoReads', quantity: checkpoints },
      ],
    },
  ];
}

function logsDoor(shape: CostShape): DoorLoad {
  const name = 'watch-logs';
  const invocations = shape.events / ASSUMED.eventsPerLogsDelivery + heartbeats(shape);
  const seconds =
    invocations * ASSUMED.secondsPerInvocation + secondsForEvents(shape.events, memoryOf(shape, name));
  return { function: { name, invocations, seconds }, usage: [] };
}

function busDoor(shape: CostShape, share: number): DoorLoad {
  const name = 'watch-events';
  const events = shape.events * share;
  const invocations = events + heartbeats(shape);
  const seconds =
    invocations * ASSUMED.secondsPerInvocation + secondsForEvents(events, memoryOf(shape, name));
  const forwarded = shape.regions > 1 ? events * ASSUMED.otherRegionsShare : 0;
  return {
    function: { name, invocations, seconds },
    usage: [{ what: 'events forwarded from other regions', price: 'forwardedEvents', quantity: forwarded }],
  };
}

function objectsDoor(shape: CostShape): DoorLoad {
  const name = 'watch-objects';
  const most = shape.regions * ASSUMED.filesPerHour * ASSUMED.hoursInMonth;
  const logs = Math.max(Math.min(shape.events, most), shape.events / ASSUMED.eventsPerFile);
  const digests = shape.regions * ASSUMED.hoursInMonth;
  const files = logs + digests + heartbeats(shape);
  const seconds = files * ASSUMED.secondsPerFile + secondsForEvents(shape.events, memoryOf(shape, name));
  return {
    function: { name, invocations: files, seconds },
    usage: [
      ...queueUsage('objects', files * ASSUMED.queueRequestsPerFile),
      { what: "reading the trail's files", price: 's3Gets', quantity: logs + heartbeats(shape) },
    ],
  };
}

const heartbeats = (shape: CostShape): number =>
  shape.heartbeatMinutes === undefined ? 0 : timesAMonth(shape.heartbeatMinutes);

import { ASSUMED } from './assumptions.ts';
import type { PriceName } from './price-table.ts';

/** So much of something in a month. */
export interface Usage {
  /** What it is for, in a few words. */
  readonly what: string;
  readonly price: PriceName;
  /** In the unit of the price; may have a fraction. */
  readonly quantity: number;
}

/** A watched account, as the model sees it. */
export interface CostShape {
  /** Management events that CloudTrail records in a month, reads included, in all watched regions. */
  readonly events: number;
  readonly matchRate: number;
  readonly findings: number;
  /** Watched regions, the stack's own and us-east-1 included. */
  readonly regions: number;
  /** Minutes between two looks at the event history; `undefined`: that door is shut. The same for the next three. */
  readonly historyMinutes: number | undefined;
  readonly logGroups: number;
  readonly busReads: keyof typeof ASSUMED.busShare | undefined;
  readonly buckets: number;
  readonly reconcileHours: number | undefined;
  readonly heartbeatMinutes: number | undefined;
  /** Lines of applications in a month, from log groups and shippers together; 0 where none are watched. */
  readonly logLines: number;
  /** Parts that are switched on; `undefined` is off. */
  readonly applicationLogs: { readonly everyMinutes: number } | undefined;
  readonly metrics: MetricsShape | undefined;
  readonly intake: { readonly auth: 'secret' | 'iam' } | undefined;
  readonly search: { readonly events: 'none' | 'matched' | 'all' } | undefined;
  readonly digest: { readonly keepDays: number } | undefined;
  readonly emails: number;
  readonly chat: boolean;
  readonly alarms: boolean;
  readonly dashboard: boolean;
  readonly customerKey: boolean;
  readonly findingDays: number;
  readonly logDays: number;
  /** Memory of every function in MB, by name. */
  readonly memoryMb: Readonly<Record<string, number>>;
}

/** Which metrics are read, as the model sees it. */
export interface MetricsShape {
  /** Minutes between two runs. */
  readonly everyMinutes: number;
  /** Series, all of `maxSeries` taken to be there. */
  readonly series: number;
  /** Names that are listed in every run. */
  readonly names: number;
  /** Minutes between two points: a series is not asked for more often. The shortest of all watches. */
  readonly pointMinutes: number;
}

/** What a part takes in a month: its functions, and everything else. */
export interface PartLoad {
  readonly functions: readonly FunctionLoad[];
  readonly usage: readonly Usage[];
}

/** One function in a month. */
export interface FunctionLoad {
  readonly name: string;
  readonly invocations: number;
  /** Billed seconds of all invocations together. */
  readonly seconds: number;
}

/** How often something happens in a month that happens every so many minutes. */
export const timesAMonth = (everyMinutes: number): number => (ASSUMED.hoursInMonth * 60) / everyMinutes;

/** Billed seconds that the work on events takes in a function of this size. */
export const secondsForEvents = (events: number, memoryMb: number): number =>
  secondsFor(events, ASSUMED.cpuMsPerThousandEvents, memoryMb);

/** The same for lines of applications. */
export const secondsForLines = (lines: number, memoryMb: number): number =>
  secondsFor(lines, ASSUMED.cpuMsPerThousandLines, memoryMb);

function secondsFor(amount: number, cpuMsPerThousand: number, memoryMb: number): number {
  const slower = Math.max(1, ASSUMED.memoryOfOneCpuMb / memoryMb);
  return ((amount / 1_000) * cpuMsPerThousand * slower) / 1_000;
}

/** What a queue takes that a function works through, which asks whether anything is there or not; `requests` for its messages. */
export const queueUsage = (name: string, requests: number): readonly Usage[] => [
  {
    what: `asking the queue of ${name}, idle or not`,
    price: 'sqsRequests',
    quantity: ASSUMED.queuePollsPerHour * ASSUMED.hoursInMonth,
  },
  { what: `messages of the queue of ${name}`, price: 'sqsRequests', quantity: requests },
];

/** Lambda gives no function less (Lambda Developer Guide, "Configure Lambda function memory"). */
const SMALLEST_MB = 128;

/** Memory of a function in MB. */
export const memoryOf = (shape: CostShape, name: string): number => shape.memoryMb[name] ?? SMALLEST_MB;

/** How many doors are open. */
export const doorsOf = (shape: CostShape): number =>
  [shape.historyMinutes, shape.logGroups || undefined, shape.busReads, shape.buckets || undefined].filter(
    (door) => door !== undefined,
  ).length;

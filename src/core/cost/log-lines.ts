import { ASSUMED } from './assumptions.ts';
import { FINDING_WRITES } from './findings.ts';
import {
  type CostShape,
  type FunctionLoad,
  memoryOf,
  type PartLoad,
  secondsForLines,
  timesAMonth,
  type Usage,
} from './usage.ts';

/** Lines that come from log groups: all of them, or half where shippers send, too. */
const subscribedLines = ({ logLines, applicationLogs, intake }: CostShape): number =>
  applicationLogs === undefined ? 0 : logLines / (intake === undefined ? 1 : 2);

/** Lines that shippers bring over HTTP. */
export const shippedLines = (shape: CostShape): number =>
  shape.intake === undefined ? 0 : shape.logLines - subscribedLines(shape);

/** What the function takes that lines come to: one invocation a delivery. */
export function linesFunction(name: string, lines: number, shape: CostShape): FunctionLoad {
  const invocations = lines / ASSUMED.linesPerDelivery;
  const seconds = invocations * ASSUMED.secondsPerInvocation + secondsForLines(lines, memoryOf(shape, name));
  return { name, invocations, seconds };
}

/**
 * What watching the logs of applications takes, whichever way they come. Lines that are pulled are taken to cost what
 * subscribed ones do, which is more.
 */
export function linesLoad(shape: CostShape): PartLoad | undefined {
  const { applicationLogs, intake } = shape;
  if (applicationLogs === undefined && intake === undefined) return undefined;
  const flushes = timesAMonth(ASSUMED.flushMinutes);
  const pulls = applicationLogs === undefined ? 0 : timesAMonth(applicationLogs.everyMinutes);
  const seconds = flushes * ASSUMED.secondsPerFlush + pulls * ASSUMED.secondsPerPull;
  const subscribed = subscribedLines(shape);
  return {
    functions: [
      { name: 'pull-logs', invocations: flushes + pulls, seconds },
      ...(subscribed > 0 ? [linesFunction('watch-logs', subscribed, shape)] : []),
    ],
    usage: [
      { what: 'looking for traces that wait', price: 'dynamoReads', quantity: flushes },
      ...errorUsage(shape.logLines),
    ],
  };
}

function errorUsage(lines: number): readonly Usage[] {
  const deliveries = (lines / ASSUMED.linesPerDelivery) * ASSUMED.deliveriesWithErrors;
  const cut = deliveries * ASSUMED.cutTraces;
  const reads = (ASSUMED.fullFindingKb + ASSUMED.kindHistoryKb) / 4 + ASSUMED.cutTraces;
  return [
    {
      what: 'errors that join a finding',
      price: 'dynamoWrites',
      quantity: deliveries * FINDING_WRITES.grown,
    },
    {
      what: 'what is remembered of errors',
      price: 'dynamoWrites',
      quantity: deliveries * ASSUMED.kindHistoryKb + cut * 2 * ASSUMED.openTraceKb,
    },
    { what: 'what is remembered of errors', price: 'dynamoReads', quantity: deliveries * reads },
  ];
}

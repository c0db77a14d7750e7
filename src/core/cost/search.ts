import { ASSUMED } from './assumptions.ts';
import { type CostShape, doorsOf, type PartLoad, queueUsage } from './usage.ts';

/** What writing to a search server takes: a queue and a function. The server itself is not in it. */
export function searchLoad(shape: CostShape): PartLoad | undefined {
  const { search } = shape;
  if (search === undefined) return undefined;
  const doors = Math.max(1, doorsOf(shape));
  const errorLines = ASSUMED.deliveriesWithErrors / ASSUMED.linesPerDelivery;
  const messages = {
    none: 0,
    // What matched comes one by one.
    matched: shape.events * shape.matchRate * doors + shape.logLines * errorLines,
    all: (shape.events * doors + shape.logLines) / ASSUMED.documentsPerMessage,
  }[search.events];
  const changes = shape.events * shape.matchRate + 2 * shape.findings;
  const windows = (ASSUMED.hoursInMonth * 3_600) / ASSUMED.searchFlushSeconds;
  const writes = Math.min(changes, windows) + Math.min(messages, windows) + messages / 100;
  return {
    functions: [
      {
        name: 'index-search',
        invocations: writes,
        seconds: writes * ASSUMED.secondsPerSearchWrite,
      },
    ],
    usage: queueUsage('documents', messages * ASSUMED.queueRequestsPerMessage),
  };
}

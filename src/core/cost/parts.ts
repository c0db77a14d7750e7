import { ASSUMED } from './assumptions.ts';
import { digestLoad } from './digest.ts';
import { intakeLoad } from './intake.ts';
import { linesLoad } from './log-lines.ts';
import { metricsLoad } from './metric-watch.ts';
import { searchLoad } from './search.ts';
import { type CostShape, type PartLoad, timesAMonth } from './usage.ts';

/** What the parts besides CloudTrail's doors take that are switched on, in the order of the settings. */
export const partLoads = (shape: CostShape): readonly PartLoad[] =>
  [linesLoad(shape), metricsLoad(shape), intakeLoad(shape), searchLoad(shape), digestLoad(shape)].filter(
    (part) => part !== undefined,
  );

/** Calls of their schedules in a month. */
export function scheduledCalls({ applicationLogs, intake, metrics, digest }: CostShape): number {
  const reads = applicationLogs ?? intake;
  return (
    (reads === undefined ? 0 : timesAMonth(ASSUMED.flushMinutes)) +
    (applicationLogs === undefined ? 0 : timesAMonth(applicationLogs.everyMinutes)) +
    (metrics === undefined ? 0 : timesAMonth(metrics.everyMinutes)) +
    (digest === undefined ? 0 : ASSUMED.hoursInMonth / 24)
  );
}

import { ASSUMED } from '#core/cost/assumptions';
import type { CostEstimate } from '#core/cost/bill';
import type { PriceTable } from '#core/cost/price-table';
import type { CostShape } from '#core/cost/usage';
import { plural } from '../output/numbers.ts';
import { money } from './money.ts';

export interface NotedCost {
  readonly estimate: CostEstimate;
  readonly shape: CostShape;
  readonly table: PriceTable;
  /** Region of the stack. */
  readonly region: string;
}

/** Above it the collector falls behind whenever more happens than usual. */
const BUSY = 0.5;

/** What a person should know who reads the figures; nothing where they speak for themselves. */
export function costNotes({ estimate, shape, table, region }: NotedCost): readonly string[] {
  const notes: string[] = [];
  if (region !== table.region)
    notes.push(
      `Prices of ${region} are not built in: these are those of ${table.region}, and AWS asks more in some regions.`,
    );
  if (estimate.historyDuty > BUSY) notes.push(busyNote(estimate.historyDuty));
  if (shape.busReads !== undefined && shape.regions === 1)
    notes.push('Events that other regions forward cost $1 a million; no other region is watched here.');
  return [...notes, ...partNotes(shape)];
}

/** What is taken for given of the parts besides CloudTrail. */
function partNotes({ applicationLogs, intake, metrics, search, logLines }: CostShape): readonly string[] {
  const ways = applicationLogs && intake ? ', half from log groups and half over HTTP' : '';
  return [
    ...(applicationLogs || intake
      ? [
          `Taken for given: ${plural(logLines, 'line')} of applications (--log-lines)${ways}, in deliveries of ${ASSUMED.linesPerDelivery}, one of ten with errors. What CloudWatch Logs asks for taking them in is not in the bill.`,
        ]
      : []),
    ...(metrics
      ? [
          `Metrics are priced as if there were all ${plural(metrics.series, 'series', 'series')} that metrics.maxSeries allows.`,
        ]
      : []),
    ...(search ? ['The search server itself is not in the bill.'] : []),
  ];
}

function busyNote(duty: number): string {
  const share = `${Math.round(duty * 100)} % of the time`;
  const verdict = duty >= 1 ? 'It cannot keep up' : 'It will fall behind when more happens than usual';
  return (
    `Reading the event history would take ${share}, if all events were in one region: AWS allows two requests a second. ` +
    `${verdict}. Read it less often (sources.eventHistory.everyMinutes), or through a trail (logs, objects).`
  );
}

/** What AWS charges for trails and GuardDuty whatever Trailhound does, for as many events. */
export function otherCosts(shape: CostShape, { others }: PriceTable) {
  const { events } = shape;
  const usd = (perMillion: number): number => Math.round(events * perMillion);
  return [
    {
      what: 'taking the trail into CloudWatch Logs, which the logs door reads',
      ...{
        microDollars: usd(others.trailIntoLogs.dollarsPerMillion),
        perMillion: others.trailIntoLogs.dollarsPerMillion,
      },
    },
    {
      what: 'a second trail over the same management events; the first is free',
      ...{
        microDollars: usd(others.secondTrail.dollarsPerMillion),
        perMillion: others.secondTrail.dollarsPerMillion,
      },
    },
    {
      what: 'as many data events, where a trail records them',
      ...{
        microDollars: usd(others.dataEvents.dollarsPerMillion),
        perMillion: others.dataEvents.dollarsPerMillion,
      },
    },
  ] as const;
}

/** How GuardDuty compares, in a sentence. */
export const guardDutyLine = (shape: CostShape, { others }: PriceTable): string => {
  const { dollarsPerMillion } = others.guardDuty;
  const ours = `GuardDuty asks about ${money(dollarsPerMillion * 1_000_000)} for a million management events`;
  return shape.events === 0 ? `${ours}.` : `${ours}: ${money(shape.events * dollarsPerMillion)} for these.`;
};

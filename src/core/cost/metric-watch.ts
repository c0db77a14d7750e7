import { ASSUMED } from './assumptions.ts';
import { type CostShape, type PartLoad, timesAMonth } from './usage.ts';

/** What watching metrics takes; what CloudWatch charges for being asked is most of it. */
export function metricsLoad({ metrics }: CostShape): PartLoad | undefined {
  if (metrics === undefined) return undefined;
  const { everyMinutes, series, names, pointMinutes } = metrics;
  const runs = timesAMonth(everyMinutes);
  const asked = series * timesAMonth(Math.max(everyMinutes, pointMinutes));
  const listings = runs * Math.max(names, series / ASSUMED.seriesPerListing);
  const seconds =
    runs * ASSUMED.secondsPerColdStart +
    listings * ASSUMED.secondsPerListing +
    series * runs * ASSUMED.secondsPerSeries;
  const writes = (series * ASSUMED.hoursInMonth) / ASSUMED.seriesWriteHours;
  return {
    functions: [{ name: 'watch-metrics', invocations: runs, seconds }],
    usage: [
      { what: 'metrics asked for', price: 'metricsAskedFor', quantity: asked },
      { what: 'metrics listed', price: 'cloudWatchRequests', quantity: listings },
      {
        what: 'what is remembered of metrics',
        price: 'dynamoReads',
        quantity: series * runs * (ASSUMED.seriesKb / 4),
      },
      { what: 'what is remembered of metrics', price: 'dynamoWrites', quantity: writes * ASSUMED.seriesKb },
    ],
  };
}

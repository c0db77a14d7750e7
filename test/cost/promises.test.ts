import { describe, expect, it } from '@jest/globals';
import { itemOf } from '#adapters/aws/dynamo-finding-item';
import { collectSettings } from '#config/collect-settings';
import { withDefaults } from '#config/deployment/defaults';
import { DEFAULT_MAX_SERIES } from '#config/metric-watch';
import { BUILT_IN_WATCHES } from '#config/metric-watch-built-in';
import { pricesOf } from '#config/prices';
import { TABLES } from '#config/tables';
import { ASSUMED } from '#core/cost/assumptions';
import { estimateCost } from '#core/cost/bill';
import { EVIDENCE_FIRST, EVIDENCE_NEWEST } from '#core/evidence';
import { METRICS } from '#ports/metrics';
import { costShape, withDoors } from '../../cli/cost/cost-shape.ts';
import { sampleEvidence, sampleFinding } from '../support/sample-finding.ts';

const defaults = withDefaults({});
const prices = pricesOf('us-east-1');
const estimate = (events: number, settings = defaults) =>
  estimateCost(costShape(settings, { events }), prices);
const dollars = (microDollars = Number.NaN): number => microDollars / 1_000_000;

describe('what the design promises of the cost', () => {
  it('an idle deployment with all defaults costs less than a dollar a month', () => {
    const { bill } = estimate(0);
    expect(dollars(bill.microDollars)).toBeGreaterThan(0);
    expect(dollars(bill.microDollars)).toBeLessThan(1);
  });

  it.each([1_000_000, 10_000_000, 26_000_000])(
    'a million events through the default door add at most $0.20: %i a month',
    (events) => {
      expect(dollars(estimate(events).perMillion?.microDollars)).toBeLessThanOrEqual(0.2);
      expect(estimate(events).historyDuty).toBeLessThan(0.5);
    },
  );

  it.each([
    { door: 'logs', most: 0.3 },
    { door: 'eventbridge', most: 0.4 },
    { door: 'objects', most: 0.2 },
    { door: 'event-history', most: 0.35 },
  ] as const)(
    'where free tiers are used up, ten million events through $door add at most $most dollars each',
    ({ door, most }) => {
      const { perMillion } = estimate(10_000_000, withDoors(defaults, [door]));
      expect(dollars(perMillion?.listMicroDollars)).toBeLessThanOrEqual(most);
    },
  );

  it('a bill has a price with an origin for every line', () => {
    const everything = withDefaults({
      alerts: { email: ['security@example.com'] },
      applicationLogs: { prefixes: ['/app/'] },
      ...{ metrics: true, intake: true },
      search: { endpoint: 'https://search.example.com', events: 'all' },
    });
    const { lines } = estimate(1_000_000, withDoors(everything, ['logs', 'eventbridge', 'objects'])).bill;
    expect(lines.length).toBeGreaterThan(50);
    expect(
      lines.filter(({ price }) => !prices.prices[price].origin.startsWith('https://aws.amazon.com/')),
    ).toEqual([]);
    expect(prices.asOf).toMatch(/^20\d\d-\d\d$/);
  });
});

/** An item as DynamoDB weighs it, nearly: names and values in UTF-8; JSON's quotes and commas make it a little more. */
const kilobytes = (item: object): number => Buffer.byteLength(JSON.stringify(item)) / 1_024;

describe('what the model assumes is still so', () => {
  it('a finding fits into the write units that are charged for it', () => {
    const evidence = Array.from({ length: EVIDENCE_FIRST + EVIDENCE_NEWEST }, () => sampleEvidence());
    expect(kilobytes(itemOf(sampleFinding()))).toBeLessThanOrEqual(ASSUMED.newFindingKb);
    expect(kilobytes(itemOf(sampleFinding({ evidence })))).toBeLessThanOrEqual(ASSUMED.fullFindingKb);
  });

  it('an entry of every index fits too, and there are as many indexes', () => {
    const lists = TABLES.findings.indexes.filter(({ attributes }) => attributes.length > 0);
    const item: Readonly<Record<string, unknown>> = itemOf(sampleFinding());
    const entries = lists.map((index) => {
      const names = ['findingId', index.partitionKey, index.sortKey, ...index.attributes];
      return kilobytes(Object.fromEntries(names.map((name) => [name, item[name]])));
    });
    expect(lists).toHaveLength(ASSUMED.listIndexes);
    expect(Math.max(...entries)).toBeLessThanOrEqual(ASSUMED.listEntryKb);
    expect(TABLES.findings.indexes).toHaveLength(ASSUMED.listIndexes + 1);
  });

  it('the collector reads as far back as it is told to', () => {
    expect(collectSettings.overlapMinutes.default).toBe(String(ASSUMED.overlapMinutes));
  });

  it('metrics are read as often, and as many, as is priced', () => {
    const { metrics } = costShape(withDefaults({ metrics: true }), { events: 0 });
    expect(metrics).toMatchObject({ everyMinutes: 15, series: DEFAULT_MAX_SERIES, pointMinutes: 5 });
    expect(metrics?.names).toBe(BUILT_IN_WATCHES.flatMap(({ names = [] }) => names).length);
  });

  it('there are no more metrics than are priced, one door open', () => {
    expect(Object.keys(METRICS)).toHaveLength(12);
  });
});

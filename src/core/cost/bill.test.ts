import { describe, expect, it } from '@jest/globals';
import { billOf } from './bill.ts';
import { PRICE_NAMES, type Price, type PriceName, type PriceTable } from './price-table.ts';
import type { Usage } from './usage.ts';

const nothing: Price = { dollars: 0, per: 1, unit: 'x', free: 0, origin: 'https://example.com/' };
const other = { dollarsPerMillion: 1, origin: 'https://example.com/' };
const table = (given: Partial<Record<PriceName, Partial<Price>>>): PriceTable => ({
  region: 'test',
  asOf: '2026-11',
  prices: Object.fromEntries(
    PRICE_NAMES.map((name) => [name, { ...nothing, ...given[name] }]),
  ) as PriceTable['prices'],
  others: { trailIntoLogs: other, secondTrail: other, dataEvents: other, guardDuty: other },
});
const use = (what: string, quantity: number, price: PriceName = 'lambdaRequests'): Usage => ({
  ...{ what, quantity, price },
});

describe('billOf', () => {
  it('prices to the micro-dollar, and the sum is that of the lines', () => {
    const prices = table({
      lambdaRequests: { dollars: 0.2, per: 1_000_000 },
      dynamoWrites: { dollars: 0.625, per: 1_000_000 },
    });
    const bill = billOf([use('calls', 123_456), use('writes', 3, 'dynamoWrites')], prices);

    expect(bill.lines.map(({ what, microDollars }) => [what, microDollars])).toEqual([
      ['calls', 24_691],
      ['writes', 2],
    ]);
    expect(bill).toMatchObject({ microDollars: 24_693, listMicroDollars: 24_693 });
  });

  it('spends a free tier once, on the lines that share it, from the top', () => {
    const prices = table({ lambdaRequests: { dollars: 1, free: 10 }, sqsRequests: { dollars: 1, free: 1 } });
    const bill = billOf([use('a', 7), use('b', 7), use('q', 1, 'sqsRequests'), use('c', 1)], prices);

    expect(bill.lines.map(({ what, microDollars }) => [what, microDollars / 1e6])).toEqual([
      ['a', 0],
      ['b', 4],
      ['q', 0],
      ['c', 1],
    ]);
    expect([bill.microDollars, bill.listMicroDollars]).toEqual([5e6, 16e6]);
  });

  it('leaves out what is not used', () => {
    expect(billOf([use('none', 0)], table({})).lines).toEqual([]);
  });
});

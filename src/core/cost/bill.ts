import { doorLoads, historyDuty } from './doors.ts';
import { findingUsage } from './findings.ts';
import { partLoads, scheduledCalls } from './parts.ts';
import type { Price, PriceName, PriceTable } from './price-table.ts';
import { upkeepLoads, upkeepUsage } from './upkeep.ts';
import { type CostShape, type FunctionLoad, memoryOf, type Usage } from './usage.ts';

/** One line of the bill. Money is in whole micro-dollars, so that sums are exact. */
export interface BillLine extends Usage {
  readonly unit: string;
  /** Dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  /** Before any free tier. */
  readonly listMicroDollars: number;
  /** What is left of it after the free tiers that never end, if nothing else in the account uses them. */
  readonly microDollars: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly listMicroDollars: number;
  readonly microDollars: number;
}

/** The bill of a month, and what of it comes from events. */
export interface CostEstimate {
  readonly bill: Bill;
  /** The same deployment when nothing at all happens. */
  readonly idle: Bill;
  /** Micro-dollars that a million events add to the idle bill; `undefined` without events. */
  readonly perMillion: { readonly listMicroDollars: number; readonly microDollars: number } | undefined;
  /** Part of the time in which the event history is being read; beyond a half, bursts make it fall behind. */
  readonly historyDuty: number;
}

/** Works out what a deployment costs in a month. Same input, same figures; nothing is read or asked. */
export function estimateCost(shape: CostShape, table: PriceTable): CostEstimate {
  const bill = billOf(usageOf(shape), table);
  const idle = billOf(usageOf({ ...shape, events: 0, findings: 0, logLines: 0 }), table);
  const withoutEvents = billOf(usageOf({ ...shape, events: 0, findings: 0 }), table);
  const each = (money: (bill: Bill) => number): number =>
    Math.round(((money(bill) - money(withoutEvents)) * 1_000_000) / shape.events);
  const perMillion =
    shape.events === 0
      ? undefined
      : {
          listMicroDollars: each((one) => one.listMicroDollars),
          microDollars: each((one) => one.microDollars),
        };
  return { bill, idle, perMillion, historyDuty: historyDuty(shape) };
}

function usageOf(shape: CostShape): readonly Usage[] {
  const doors = doorLoads(shape);
  const parts = partLoads(shape);
  const functions = together([
    ...doors.map((door) => door.function),
    ...parts.flatMap((part) => part.functions),
    ...upkeepLoads(shape),
  ]);
  return [
    ...functions.flatMap((load) => lambdaUsage(load, shape)),
    ...doors.flatMap(({ usage }) => usage),
    ...parts.flatMap(({ usage }) => usage),
    ...upkeepUsage(shape, functions, scheduledCalls(shape)),
    ...findingUsage(shape),
  ];
}

/** One load a function: several parts may call the same. */
function together(loads: readonly FunctionLoad[]): readonly FunctionLoad[] {
  const byName = new Map<string, FunctionLoad>();
  for (const { name, invocations, seconds } of loads) {
    const known = byName.get(name) ?? { invocations: 0, seconds: 0 };
    byName.set(name, {
      name,
      invocations: known.invocations + invocations,
      seconds: known.seconds + seconds,
    });
  }
  return [...byName.values()];
}

function lambdaUsage({ name, invocations, seconds }: FunctionLoad, shape: CostShape): readonly Usage[] {
  const gigabytes = memoryOf(shape, name) / 1_024;
  return [
    { what: `${name}, invocations`, price: 'lambdaRequests', quantity: invocations },
    { what: `${name}, time`, price: 'lambdaGbSeconds', quantity: seconds * gigabytes },
  ];
}

/** Prices what is used. A free tier is spent on the lines that share it, from the top; lines of nothing are left out. */
export function billOf(usage: readonly Usage[], table: PriceTable): Bill {
  const left = new Map<PriceName, number>();
  const lines = usage
    .filter(({ quantity }) => quantity > 0)
    .map((one): BillLine => {
      const price = table.prices[one.price];
      const free = Math.min(left.get(one.price) ?? price.free, one.quantity);
      left.set(one.price, (left.get(one.price) ?? price.free) - free);
      return {
        ...one,
        ...{ unit: price.unit, dollars: price.dollars, per: price.per },
        listMicroDollars: microDollars(one.quantity, price),
        microDollars: microDollars(one.quantity - free, price),
      };
    });
  const sum = (money: (line: BillLine) => number): number =>
    lines.reduce((total, line) => total + money(line), 0);
  return {
    lines,
    listMicroDollars: sum((line) => line.listMicroDollars),
    microDollars: sum((line) => line.microDollars),
  };
}

const microDollars = (quantity: number, { dollars, per }: Price): number =>
  Math.round((quantity * dollars * 1_000_000) / per);

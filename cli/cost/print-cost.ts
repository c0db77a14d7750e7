import { ASSUMED } from '#core/cost/assumptions';
import type { BillLine, CostEstimate } from '#core/cost/bill';
import type { PriceTable } from '#core/cost/price-table';
import type { CostShape } from '#core/cost/usage';
import type { CliContext } from '../context.ts';
import { count, plural } from '../output/numbers.ts';
import { type Column, table as drawTable } from '../output/table.ts';
import { guardDutyLine, otherCosts } from './cost-notes.ts';
import { fineMoney, money, unitPrice } from './money.ts';

export interface CostReport {
  readonly estimate: CostEstimate;
  readonly shape: CostShape;
  readonly table: PriceTable;
  /** The open doors in words. */
  readonly doors: readonly string[];
  /** Whether the free tiers that never end are taken off. */
  readonly freeTier: boolean;
  readonly notes: readonly string[];
}

/** The report for people: what it is for, the lines, the sums, and what is not in them. */
export function costText(report: CostReport, { out, colours }: Pick<CliContext, 'out' | 'colours'>): string {
  const { estimate, shape, table, freeTier } = report;
  const view = { colours, columns: out.columns() };
  const lines = drawTable(estimate.bill.lines, columnsOf(freeTier), view);
  return [
    ...heading(report),
    '',
    lines,
    ...sums(report).map((line) => colours.bold(line)),
    guardDutyLine(shape, table),
    ...notIncluded(report),
    ...(report.notes.length > 0 ? ['', ...report.notes] : []),
    '',
  ].join('\n');
}

function heading({ shape, table, doors, freeTier }: CostReport): readonly string[] {
  const tiers = freeTier ? 'Free tiers that never end are taken off.' : 'No free tier is taken off.';
  return [
    `A month with ${plural(shape.events, 'event')} and ${plural(shape.findings, 'finding')}, ${plural(shape.regions, 'region')}: ${doors.join('; ')}.`,
    `Prices of ${table.region}, looked up ${table.asOf}. ${tiers}`,
  ];
}

function columnsOf(freeTier: boolean): readonly Column<BillLine>[] {
  const list: Column<BillLine> = {
    title: freeTier ? 'WITHOUT FREE TIER' : 'COST',
    text: (line) => fineMoney(line.listMicroDollars),
    align: 'right',
  };
  const cost: Column<BillLine> = {
    title: 'COST',
    text: (line) => fineMoney(line.microDollars),
    align: 'right',
  };
  return [
    { title: 'WHAT', text: (line) => line.what, shrinkTo: 20 },
    { title: 'QUANTITY', text: (line) => quantity(line.quantity), align: 'right' },
    { title: 'UNIT', text: (line) => line.unit },
    { title: 'PRICE', text: (line) => unitPrice(line.dollars, line.per), mayDrop: true },
    ...(freeTier ? [cost, list] : [list]),
  ];
}

const quantity = (value: number): string =>
  value >= 100 || Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(2)));

function sums({ estimate, freeTier }: CostReport): readonly string[] {
  const { bill, idle, perMillion } = estimate;
  const said = (one: { readonly microDollars: number; readonly listMicroDollars: number }): string =>
    freeTier
      ? `${money(one.microDollars)} (${money(one.listMicroDollars)} without free tiers)`
      : money(one.listMicroDollars);
  return [
    `In all: ${said(bill)} a month.`,
    `When nothing happens: ${said(idle)}.`,
    ...(perMillion ? [`A million events add ${said(perMillion)}.`] : []),
  ];
}

function notIncluded({ shape, table }: CostReport): readonly string[] {
  const others = otherCosts(shape, table).map(({ what, microDollars, perMillion }) => {
    const each = `${money(perMillion * 1_000_000)} a million`;
    return `  ${shape.events === 0 ? each : `${money(microDollars)} (${each})`}: ${what}`;
  });
  return [
    '',
    'Not in the bill, because trails cost it with or without Trailhound, and Trailhound makes none:',
    ...others,
  ];
}

/** The report for machines; money in dollars. */
export function costJson({ estimate, shape, table, doors, freeTier, notes }: CostReport): object {
  const { bill, idle, perMillion } = estimate;
  const usd = (microDollars: number): number => microDollars / 1_000_000;
  const both = (one: { readonly microDollars: number; readonly listMicroDollars: number }) => ({
    cost: usd(freeTier ? one.microDollars : one.listMicroDollars),
    withoutFreeTier: usd(one.listMicroDollars),
  });
  return {
    ...{ prices: table.region, asOf: table.asOf, freeTier, doors },
    ...{ events: shape.events, matchRate: shape.matchRate, findings: shape.findings, regions: shape.regions },
    logLines: shape.logLines,
    total: both(bill),
    idle: both(idle),
    perMillionEvents: perMillion && both(perMillion),
    guardDutyPerMillion: table.others.guardDuty.dollarsPerMillion,
    lines: bill.lines.map((line) => ({
      ...{ what: line.what, quantity: line.quantity, unit: line.unit, dollars: line.dollars, per: line.per },
      ...both(line),
      origin: table.prices[line.price].origin,
    })),
    notIncluded: otherCosts(shape, table).map(({ what, microDollars }) => ({
      what,
      cost: usd(microDollars),
    })),
    assumptions: ASSUMED,
    notes,
  };
}

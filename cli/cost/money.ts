const grouped = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const CENTS = grouped(2);
const FINE = grouped(4);
const PRICE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 });

/** Micro-dollars as `$1,234.56`; what is more than nothing never looks like nothing. */
export const money = (microDollars: number): string =>
  microDollars > 0 && microDollars < 5_000 ? 'under $0.01' : `$${CENTS.format(microDollars / 1_000_000)}`;

/** Micro-dollars with two more digits, for lines that are added up. */
export const fineMoney = (microDollars: number): string => `$${FINE.format(microDollars / 1_000_000)}`;

/** A price: `$0.20 per million`, `$3.00 each`. */
export const unitPrice = (dollars: number, per: number): string =>
  `$${PRICE.format(dollars)} ${per === 1 ? 'each' : 'per million'}`;

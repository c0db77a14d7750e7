import { InvalidArgumentError } from 'commander';
import { REGION } from '#config/deployment/source-schema';
import type { Door } from '#ports/metrics';

/** Every door, in the order of the settings. */
export const DOORS: readonly Door[] = ['event-history', 'logs', 'eventbridge', 'objects'];

const AMOUNT = /^(\d{1,13}(?:\.\d{1,6})?)([kmKM]?)$/;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };
/** More events than the largest accounts have; beyond it a figure would be a slip. */
const MOST = 1e12;

/** Parses an amount: `250000`, `250k`, `2.5M`. */
export function amountOption(text: string): number {
  const [, digits, letter] = AMOUNT.exec(text) ?? [];
  const amount = Number(digits) * (FACTORS[(letter ?? '').toLowerCase()] ?? Number.NaN);
  if (!(amount <= MOST) || !Number.isInteger(amount))
    throw new InvalidArgumentError('Expected a whole number up to 10^12, such as 250000, 250k or 2.5M.');
  return amount;
}

/** Parses a part of a whole, 0 to 1. */
export function rateOption(text: string): number {
  const rate = /^\d(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(rate <= 1)) throw new InvalidArgumentError('Expected a number from 0 to 1, such as 0.001.');
  return rate;
}

/** Parses names of doors with commas between. */
export function doorsOption(text: string): readonly Door[] {
  const names = text.split(',').map((name) => name.trim());
  const doors = DOORS.filter((door) => names.includes(door));
  if (names.some((name) => !(DOORS as readonly string[]).includes(name)))
    throw new InvalidArgumentError(`Expected some of ${DOORS.join(', ')}, with commas between.`);
  return doors;
}

/** Parses the name of a region. */
export function regionOption(text: string): string {
  if (!REGION.test(text)) throw new InvalidArgumentError('Expected a region such as eu-central-1.');
  return text;
}

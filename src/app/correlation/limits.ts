import { EVIDENCE_FIRST, EVIDENCE_NEWEST } from '#core/evidence';
import { countsTo, KEPT_AT_LEAST, type Keeping, keepingOf, mostKept } from '#sigma/correlation/bounds';
import type { Correlation } from '#sigma/correlation-ast';
import type { SigmaCorrelation } from '#sigma/rule';
import { MOST_CARRIED_BYTES, MOST_NUMBER_BYTES, MOST_NUMBERS, MOST_VALUE_BYTES } from './kept-entries.ts';

/** Largest number that a condition may ask for in a deployment. */
export const MOST_COUNTED = 2_000;
/** The same where other correlations are counted: each of their firings carries the events behind it. */
export const MOST_FIRINGS = 400;
/** Entries kept of each end of a part, at least, where other correlations are counted. */
const FIRINGS_AT_LEAST = 100;
/** Longest timespan, in days: state is kept for three of them. */
export const MOST_DAYS = 30;
/** Bytes that a part may come to. An item of the table holds 409,600, with its names. */
export const MOST_BYTES = 400_000;

/** How much of a part is kept where it has to fit into one item of the table. */
export const deployedKeeping = (correlation: Correlation, isOuter: boolean): Keeping =>
  keepingOf(correlation, isOuter ? FIRINGS_AT_LEAST : KEPT_AT_LEAST);

/** Says what of a correlation a deployment could not hold in its state; nothing where it can. */
export function overLimit(
  { correlation }: SigmaCorrelation,
  correlations: readonly SigmaCorrelation[],
): string | undefined {
  const { type, condition, rules, timespanSeconds } = correlation;
  if (timespanSeconds > MOST_DAYS * 86_400)
    return `its timespan is longer than the ${MOST_DAYS} days that a deployment keeps`;
  const isOuter = rules.some((rule) => correlations.some(({ key }) => key === rule));
  const most = isOuter ? MOST_FIRINGS : MOST_COUNTED;
  const counts = type === 'event_count' || type === 'value_count';
  const counted = countsTo(condition) - 1;
  if (counts && counted > most)
    return `it counts to ${counted}, and a deployment counts ${isOuter ? 'firings of correlations ' : ''}to ${most} at most`;
  if (bytesOf(correlation, isOuter) <= MOST_BYTES) return undefined;
  return `what it keeps of a group would not fit into an item of the table; ${counts ? `it counts to ${counted}, and must count to less` : 'it must refer to fewer rules'}`;
}

/** The most that a part can come to, in bytes of JSON: see `changeParts`. */
function bytesOf(correlation: Correlation, isOuter: boolean): number {
  const keeping = deployedKeeping(correlation, isOuter);
  const { keys } = keeping;
  const { type, rules, carried } = correlation;
  const isNumeric = keys === 0 && type !== 'event_count';
  const behind = isOuter ? 15 + 35 * (EVIDENCE_FIRST + EVIDENCE_NEWEST) : 0;
  const fields = carried.reduce((sum, name) => sum + JSON.stringify(name).length + MOST_CARRIED_BYTES + 2, 0);
  // Of brackets, commas, time and id; then of the names of what comes besides.
  const entry = 42 + 3 * rules.length + (behind + fields > 0 ? 16 : 0) + behind + fields;
  const values = type === 'value_count' ? 2 * keys * (MOST_VALUE_BYTES + 1) : 0;
  const each = isNumeric ? MOST_NUMBERS * (MOST_NUMBER_BYTES + 1) : 0;
  return mostKept(keeping) * (entry + each) + values;
}

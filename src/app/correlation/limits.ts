import { countsTo } from '#sigma/correlation/bounds';
import type { SigmaCorrelation } from '#sigma/rule';

/** Largest number that a condition may ask for in a deployment: so many entries of a part fit into one item of the table. */
export const MOST_COUNTED = 2_000;
/** The same where other correlations are counted: each of their firings carries the events behind it. */
export const MOST_FIRINGS = 500;
/** Longest timespan, in days: state is kept for three of them. */
export const MOST_DAYS = 30;

/** Says what of a correlation a deployment could not hold in its state; nothing where it can. */
export function overLimit(
  { correlation }: SigmaCorrelation,
  correlations: readonly SigmaCorrelation[],
): string | undefined {
  const { type, condition, rules, timespanSeconds } = correlation;
  if (timespanSeconds > MOST_DAYS * 86_400)
    return `its timespan is longer than the ${MOST_DAYS} days that a deployment keeps`;
  const isChain = rules.some((rule) => correlations.some(({ key }) => key === rule));
  const most = isChain ? MOST_FIRINGS : MOST_COUNTED;
  const counts = type === 'event_count' || type === 'value_count';
  if (!counts || countsTo(condition) - 1 <= most) return undefined;
  return `it counts to ${countsTo(condition) - 1}, and a deployment counts ${isChain ? 'firings of correlations ' : ''}to ${most} at most`;
}

import type { SigmaCorrelation } from '../rule.ts';

const COUNTS: ReadonlySet<string> = new Set(['event_count', 'value_count', 'temporal', 'temporal_ordered']);

/**
 * Lists, by key, the correlations that further events can never refute: what they count only grows, and they ask for
 * "at least". Sums, averages and percentiles may fall, and upper bounds may be passed. A correlation of correlations may lose
 * what it counts, and what lies behind its firings changes with every event that comes.
 */
export function irrefutable(correlations: readonly SigmaCorrelation[]): ReadonlySet<string> {
  const keys = new Set(correlations.map(({ key }) => key));
  const isFirm = ({ correlation: { type, condition, rules } }: SigmaCorrelation): boolean =>
    COUNTS.has(type) &&
    condition.every(({ op }) => op.startsWith('gt')) &&
    !rules.some((rule) => keys.has(rule));
  return new Set(correlations.filter(isFirm).map(({ key }) => key));
}

import type { SigmaCorrelation } from '../rule.ts';

const COUNTS: ReadonlySet<string> = new Set(['event_count', 'value_count', 'temporal', 'temporal_ordered']);

/**
 * Lists, by key, the correlations that further events can never refute: what they count only grows, and they ask for
 * "at least". Sums, averages and percentiles may fall, upper bounds may be passed, and so may those of what such a
 * correlation is made of.
 *
 * `correlations` come after those that they refer to.
 */
export function irrefutable(correlations: readonly SigmaCorrelation[]): ReadonlySet<string> {
  const keys = new Set(correlations.map(({ key }) => key));
  const firm = new Set<string>();
  for (const { key, correlation } of correlations) {
    const grows =
      COUNTS.has(correlation.type) && correlation.condition.every(({ op }) => op.startsWith('gt'));
    const stands = correlation.rules.every((rule) => !keys.has(rule) || firm.has(rule));
    if (grows && stands) firm.add(key);
  }
  return firm;
}

import { sha256Text } from './digest.ts';
import type { RuleCard } from './match.ts';
import { type EpochMs, isoFromMs } from './time.ts';

/**
 * Names a finding: `20260301T0900Z-x3k2…`, its window's start and 16 characters of a hash; `always-x3k2…` where the rule
 * has no window.
 *
 * A function of the rule's id, the deduplication key, the window's start and the suppression alone, so that every
 * delivery of an event meets the same row, also after the rule got another title.
 */
export function findingIdOf(
  rule: Pick<RuleCard, 'ruleId' | 'windowMinutes'>,
  dedupKey: string,
  windowStart: EpochMs,
  suppressedBy: string | undefined,
): string {
  const digest = sha256Text(JSON.stringify([rule.ruleId, dedupKey, windowStart, suppressedBy ?? null]));
  if (rule.windowMinutes === 0) return `always-${digest}`;
  const start = isoFromMs(windowStart).slice(0, 16).replace(/[-:]/g, '');
  return `${start}Z-${digest}`;
}

import { sha256Text } from './digest.ts';
import type { RuleCard } from './match.ts';
import { type EpochMs, isoFromMs } from './time.ts';

/**
 * Names a finding: `trail-stopped-20260301T0900Z-x3k2…`, at most 74 characters of `[a-z0-9TZ-]`.
 *
 * A function of the rule, the deduplication key, the window's start and the suppression alone, so that every delivery
 * of an event meets the same row. The first part is the rule's title, for people; the last is what makes it unique.
 */
export function findingIdOf(
  rule: Pick<RuleCard, 'ruleId' | 'title'>,
  dedupKey: string,
  windowStart: EpochMs,
  suppressedBy: string | undefined,
): string {
  const start = isoFromMs(windowStart).slice(0, 16).replace(/[-:]/g, '');
  const digest = sha256Text(JSON.stringify([rule.ruleId, dedupKey, windowStart, suppressedBy ?? null]));
  return `${slugOf(rule.title)}-${start}Z-${digest}`;
}

function slugOf(title: string): string {
  const slug = title
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'rule' : slug;
}

import type { WatchedEvent } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import type { EpochMs } from '#core/time';
import type { ActiveSuppressions } from './suppressions.ts';

/** A rule on an event, marked where the allow-list covers it. */
export function judgedMatch(
  rule: RuleCard,
  event: WatchedEvent,
  { covering }: Pick<ActiveSuppressions, 'covering'>,
  now: EpochMs,
): Match {
  const suppressedBy = covering(rule, event, now);
  return suppressedBy === undefined ? { rule, event } : { rule, event, suppressedBy };
}

import type { WatchedEvent } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import type { EpochMs } from '#core/time';
import type { AppDetector } from './app-detector.ts';

/** A rule on an event, marked where the allow-list covers it. */
export function logMatch(
  rule: RuleCard,
  event: WatchedEvent,
  { covering }: Pick<AppDetector, 'covering'>,
  now: EpochMs,
): Match {
  const suppressedBy = covering(rule, event, now);
  return suppressedBy === undefined ? { rule, event } : { rule, event, suppressedBy };
}

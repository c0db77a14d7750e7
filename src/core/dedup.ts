import { dedupKeyOf } from './dedup-key.ts';
import type { WatchedEvent } from './event.ts';
import { byTimeThenKey } from './evidence.ts';
import { type FindingContext, mergeContext } from './finding-context.ts';
import { findingIdOf } from './finding-id.ts';
import type { Match, RuleCard } from './match.ts';
import type { FindingDelta } from './merge.ts';
import { type EpochMs, epochMs, floorTo } from './time.ts';

/** Start of the window that an event of this rule falls into: a function of what the event itself claims; 1970 without one. */
export const windowStartOf = (event: WatchedEvent, rule: RuleCard): EpochMs =>
  rule.windowMinutes === 0 ? epochMs(0) : floorTo(event.claimedAt ?? event.at, rule.windowMinutes * 60_000);

/**
 * Groups matches by the finding they belong to: one rule, one deduplication key, one window, one suppression.
 *
 * Answers in order of `findingId`, each group's events distinct and in order of time: any order of the same matches,
 * repeated or not, gives the same groups.
 */
export function groupMatches(matches: readonly Match[]): readonly FindingDelta[] {
  const groups = new Map<string, Group>();
  for (const match of matches) {
    const group = groupOf(match, groups);
    const known = group.events.get(match.event.key);
    if (!known || match.event.at < known.at) group.events.set(match.event.key, match.event);
    const context = mergeContext(group.context, match.context);
    if (context !== undefined) group.context = context;
  }
  return [...groups.values()]
    .map(({ events, ...head }) => ({ ...head, events: [...events.values()].sort(byTimeThenKey) }))
    .sort((a, b) => (a.findingId < b.findingId ? -1 : 1));
}

type Group = Omit<FindingDelta, 'events' | 'context'> & {
  readonly events: Map<string, WatchedEvent>;
  context?: FindingContext;
};

function groupOf({ rule, event, suppressedBy }: Match, groups: Map<string, Group>): Group {
  const dedup = dedupKeyOf(event, rule.dedupFields);
  const windowStart = windowStartOf(event, rule);
  const findingId = findingIdOf(rule, dedup, windowStart, suppressedBy);
  const known = groups.get(findingId);
  if (known) return known;
  const suppression = suppressedBy === undefined ? {} : { suppressedBy };
  const group: Group = { findingId, rule, dedupKey: dedup, windowStart, ...suppression, events: new Map() };
  groups.set(findingId, group);
  return group;
}

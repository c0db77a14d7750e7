import { dedupKeyFrom } from '#core/dedup-key';
import type { WatchedEvent } from '#core/event';
import { byTimeThenKey, EVIDENCE_FIRST, EVIDENCE_NEWEST } from '#core/evidence';
import { findingIdOf } from '#core/finding-id';
import type { RuleCard } from '#core/match';
import type { FindingDelta } from '#core/merge';
import { epochMs } from '#core/time';
import type { Entry } from '#sigma/correlation/entries';
import type { CellDeps } from '../versioned-cell.ts';
import type { BatchEvents, GroupBatch } from './group-batches.ts';
import { bareEvent, recallEvents } from './kept-events.ts';
import { membersOf } from './members.ts';

/** Who a finding of a correlation is about: the group, in one window, under one entry of the allow-list. */
export function findingOfGroup(
  { card, group, partition }: Pick<GroupBatch, 'card' | 'group' | 'partition'>,
  rule: RuleCard,
  windowStart: number,
): Omit<FindingDelta, 'events'> {
  const start = epochMs(windowStart);
  const dedupKey = dedupKeyFrom(group);
  return {
    findingId: findingIdOf(card, dedupKey, start, partition),
    ...{ rule, dedupKey, windowStart: start },
    ...(partition === undefined ? {} : { suppressedBy: partition }),
  };
}

/**
 * Turns entries into the events of a finding.
 *
 * Those of the batch are there whole. Of the others, the first and the last are asked for, because only these can be
 * among the first and the last of the finding; the rest is only counted.
 */
export async function eventsOf(
  entries: Iterable<Entry>,
  { events: batch, ...deps }: CellDeps & { readonly events: BatchEvents },
): Promise<readonly WatchedEvent[]> {
  const members = new Map([...entries].flatMap(membersOf).map((member) => [member.key, member]));
  const events = [...members.values()]
    .map((member) => batch.get(member.key) ?? bareEvent(member))
    .sort(byTimeThenKey);
  const ends = new Set([...events.slice(0, EVIDENCE_FIRST), ...events.slice(-EVIDENCE_NEWEST)]);
  const asked = [...ends].flatMap(({ key }) => (batch.has(key) ? [] : [key]));
  if (asked.length === 0) return events;
  const recalled = await recallEvents(asked, deps);
  return events.map((event) => recalled.get(event.key) ?? event);
}

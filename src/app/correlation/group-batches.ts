import type { WatchedEvent } from '#core/event';
import type { RuleCard } from '#core/match';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import type { EventPart } from './event-parts.ts';
import { carriedText, keptEntry } from './kept-entries.ts';
import type { GroupChange, GroupPlace } from './part-cells.ts';
import type { CorrelationPlan } from './plan.ts';

/** What one batch does to one group of one correlation. */
export interface GroupBatch extends GroupPlace, GroupChange {
  readonly card: RuleCard;
}

/** What happens to a group: an entry comes, or is true no more. */
export interface EntryChange extends GroupPlace {
  readonly entry: Entry;
  readonly kind: 'add' | 'remove';
}

/** Events of the batch itself, by key: they need not be asked for. */
export type BatchEvents = ReadonlyMap<string, WatchedEvent>;

/** What events have to do with correlations, as changes of groups, entries as they are kept. */
export const changesOf = (parts: readonly EventPart[], plan: CorrelationPlan): readonly EntryChange[] =>
  parts.map(({ correlation, group, partition, entry }) => {
    // An event's entry goes by its key, and what people call it stands in what is kept of the event.
    const { eventId: _, ...own } = entry;
    return {
      correlation,
      group: plan.isOuter(correlation) ? group.map(carriedText) : group,
      partition,
      kind: 'add',
      entry: keptEntry(own, correlation.correlation.type),
    };
  });

/** Names a group within its rule set. */
export const groupName = ({ correlation, group, partition }: GroupPlace): string =>
  JSON.stringify([correlation.key, group, partition ?? null]);

/** Puts changes together by group, each entry's last one; correlations without a card have none. */
export function groupBatches(changes: readonly EntryChange[], plan: CorrelationPlan): readonly GroupBatch[] {
  const groups = new Map<string, GroupPlace & { readonly last: Map<string, EntryChange> }>();
  for (const change of changes) {
    const name = groupName(change);
    const { correlation, group, partition, entry } = change;
    const known = groups.get(name) ?? { correlation, group, partition, last: new Map() };
    groups.set(name, known);
    known.last.set(entry.id, joinedChange(known.last.get(entry.id), change));
  }
  return [...groups.values()].flatMap(({ last, ...place }) => {
    const card = plan.cardOf(place.correlation);
    const of = (kind: EntryChange['kind']) =>
      [...last.values()].filter((one) => one.kind === kind).map(({ entry }) => entry);
    return card ? [{ ...place, card, add: of('add'), remove: of('remove') }] : [];
  });
}

/** Of one event twice in a batch both words count; of an inner correlation's firing the later. */
function joinedChange(known: EntryChange | undefined, next: EntryChange): EntryChange {
  if (!known || next.entry.members || known.kind !== next.kind) return next;
  const [entry = next.entry] = joinEntries([known.entry], [next.entry]);
  return { ...next, entry };
}

import { sha256Text } from '#core/digest';
import { innerParticipant } from '#sigma/correlation/inner-participant';
import type { EntryChange } from './group-batches.ts';
import type { Judged } from './judged-group.ts';
import { carriedText, keptEntry } from './kept-entries.ts';
import { membersBehind } from './members.ts';
import type { GroupPlace } from './part-cells.ts';
import type { CorrelationPlan } from './plan.ts';

/**
 * What correlations hear that refer to one whose firings have changed: those that came, and those that went. `heard`: what
 * this writer told them before it looked again.
 */
export function outerChanges(
  place: GroupPlace,
  before: readonly Judged[],
  now: Judged,
  heard: readonly EntryChange[],
  plan: CorrelationPlan,
): readonly EntryChange[] {
  const then = before.flatMap((judged) => told(place, judged, plan));
  const gone = new Map([...then, ...heard].map((change) => [nameOf(change), change]));
  const added = told(place, now, plan);
  for (const change of added) gone.delete(nameOf(change));
  return [...added, ...[...gone.values()].map((change) => ({ ...change, kind: 'remove' as const }))];
}

const nameOf = ({ correlation, group, entry }: EntryChange): string =>
  JSON.stringify([correlation.key, group, entry.id]);

function told(place: GroupPlace, { entries, firings }: Judged, plan: CorrelationPlan): EntryChange[] {
  const { correlation, group, partition } = place;
  return firings.flatMap((firing) => {
    const inner = innerParticipant(correlation, group, entries, firing);
    const id = sha256Text(inner.id);
    const members = membersBehind(entries.slice(firing.first, firing.end), plan.mostMembers);
    return plan.participations(inner).map((outer): EntryChange => {
      const { behind: _, ...entry } = outer.entry;
      const kept = keptEntry({ ...entry, id, members }, outer.correlation.correlation.type);
      const named = outer.group.map(carriedText);
      return { correlation: outer.correlation, group: named, partition, kind: 'add', entry: kept };
    });
  });
}

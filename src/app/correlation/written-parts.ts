import { partOf } from '#sigma/correlation/bounds';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import type { GroupBatch } from './group-batches.ts';
import { alteredBy } from './judged-group.ts';
import type { ChangedPart, ReadPart } from './part-cells.ts';

/** The parts that a writer has written, by their numbers. */
export type OwnParts = ReadonlyMap<number, ChangedPart>;
/** Parts as they were read afterwards: those, and the ones around them. */
export type PartsAround = ReadonlyMap<number, ReadPart>;

/** Instants at which something else may hold now: around the batch, and where what holds means something else by now. */
export function isAlteredBy(batch: GroupBatch, own: OwnParts): (at: number) => boolean {
  const { correlation } = batch.correlation;
  const isNear = alteredBy(correlation, batch);
  return (at) => isNear(at) || own.get(partOf(correlation, at))?.isRuleNew === true;
}

/** What the group comes to: what this writer saw before it cut, and what others wrote since. */
export function inForce({ remove }: GroupBatch, own: OwnParts, around: PartsAround): readonly Entry[] {
  const gone = new Set(remove.map(({ id }) => id));
  const written = [...own.values()].map(({ after }) => after);
  const all = joinEntries(...written, ...[...around.values()].map(({ entries }) => entries));
  return gone.size === 0 ? all : all.filter(({ id }) => !gone.has(id));
}

/** What the group came to before this writer wrote. */
export const asFound = (own: OwnParts, around: PartsAround): readonly Entry[] =>
  joinEntries(...[...around].map(([part, { entries }]) => own.get(part)?.before ?? entries));

/** Whether the rule was another when some of the parts were last written. */
export const isRuleNew = (own: OwnParts): boolean => [...own.values()].some((part) => part.isRuleNew);

/** Whether some of the batch was written before, by somebody who may have died over it. */
export function isRepeat({ add, remove }: GroupBatch, own: OwnParts): boolean {
  const known = new Set([...own.values()].flatMap(({ before }) => before.map(({ id }) => id)));
  return add.some(({ id }) => known.has(id)) || remove.some(({ id }) => !known.has(id));
}

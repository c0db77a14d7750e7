import type { FindingDelta } from '#core/merge';
import type { BatchRun } from './batch-run.ts';
import { eventsOf, findingOfGroup } from './correlation-deltas.ts';
import type { GroupBatch } from './group-batches.ts';
import { coveredByWindow, type Judged, judge } from './judged-group.ts';
import { isRepeat, isRuleNew, type OwnParts } from './written-parts.ts';

/** What is to be added to findings: what fires now, without what is told already. */
export async function newlyCovered(
  batch: GroupBatch,
  before: Judged,
  now: Judged,
  run: BatchRun,
): Promise<readonly FindingDelta[]> {
  const windowMs = batch.card.windowMinutes * 60_000;
  const known = coveredByWindow(before, windowMs);
  const deltas: FindingDelta[] = [];
  for (const [start, covered] of coveredByWindow(now, windowMs)) {
    const told = new Set([...(known.get(start) ?? [])].map(({ id }) => id));
    const fresh = [...covered].filter(({ id }) => !told.has(id));
    if (fresh.length === 0) continue;
    const events = await eventsOf(fresh, run);
    deltas.push({ ...findingOfGroup(batch, batch.card, start), events });
  }
  return deltas;
}

/**
 * What surely is told already: what fires among entries that lay in the first part that this writer changed.
 *
 * They were all there before it wrote anything, and whoever wrote the last of them has seen them all. Of entries in other
 * parts that can't be said: two writers could each leave it to the other. Nor of anything once this batch comes again: the
 * others have left to it what it may have died before telling; nor where the rule was another.
 */
export function judgedBefore(batch: GroupBatch, own: OwnParts, isAltered: (at: number) => boolean): Judged {
  const [first] = own.values();
  const told = isRuleNew(own) || isRepeat(batch, own) ? [] : (first?.before ?? []);
  return judge(batch.correlation.correlation, told, isAltered);
}

import type { RuleCard } from '#core/match';
import type { FindingDelta } from '#core/merge';
import { type Entry, joinEntries } from '#sigma/correlation/entries';
import type { BatchRun } from './batch-run.ts';
import { eventsOf, findingOfGroup } from './correlation-deltas.ts';
import { type EntryChange, type GroupBatch, groupName } from './group-batches.ts';
import {
  alteredBy,
  coveredByWindow,
  type Judged,
  judge,
  judgeAny,
  partsAround,
  partsOfWindows,
  windowsAltered,
  withoutChange,
} from './judged-group.ts';
import { outerChanges } from './outer-changes.ts';
import { type ChangedPart, changeParts, type ReadPart, readParts } from './part-cells.ts';
import { correctFindings, type StoredFinding } from './refutable-findings.ts';

/** What a batch did to a group. */
export interface GroupOutcome {
  readonly batch: GroupBatch;
  /** Findings that are still to be stored. */
  readonly deltas: readonly FindingDelta[];
  /** Findings that are stored: those that later events may refute. */
  readonly stored: readonly StoredFinding[];
  /** What correlations hear of it that refer to this one. */
  readonly outer: readonly EntryChange[];
  /** Parts as they were read, where it matters whether others have changed them since; otherwise empty. */
  readonly read: ReadonlyMap<number, ReadPart>;
}

/** What a batch told outer correlations of its groups before it looked again, by the group's name. */
export type Heard = ReadonlyMap<string, readonly EntryChange[]>;

/** Writes what a batch has for a group, reads what is around it, and judges what that alters. */
export async function runGroup(batch: GroupBatch, heard: Heard, run: BatchRun): Promise<GroupOutcome> {
  const { correlation } = batch.correlation;
  const isFirm = run.plan.isFirm(batch.correlation);
  const isInner = run.plan.isInner(batch.correlation);
  const rule = isFirm ? batch.card : refutableCard(batch.card, correlation.timespanSeconds);
  const windowMs = rule.windowMinutes * 60_000;
  const windows = windowsAltered(correlation, batch, windowMs);

  const own = await changeParts(batch, batch, run.latenessMs + run.plan.keptMs(batch.correlation), run);
  const whole = isFirm ? [] : partsOfWindows(correlation, windows, windowMs);
  const around = await readParts(batch, new Set([...partsAround(correlation, batch), ...whole]), run);
  const entries = inForce(batch, own, around);

  const isAltered = alteredBy(correlation, batch);
  const without = judge(correlation, withoutChange(entries, batch), isAltered);
  const now = judge(correlation, entries, isAltered);
  const isTold = !batch.correlation.silent;
  const stored = isTold && !isFirm ? await correctFindings(batch, { rule, windows, entries }, run) : [];
  return {
    batch,
    stored,
    deltas: isTold && isFirm ? await newlyCovered(batch, judgedBefore(batch, own, isAltered), now, run) : [],
    outer: isInner
      ? outerChanges(
          batch,
          // What was told of what lay there, and what would have been had this batch not come, as it may come again.
          [
            without,
            judge(correlation, asFound(own, around), isAltered),
            ...(!isFirm && isRepeat(batch, own) ? [judgeAny(correlation, entries, isAltered)] : []),
          ],
          now,
          heard.get(groupName(batch)) ?? [],
          run.plan,
        )
      : [],
    read: isFirm && !isInner ? new Map() : around,
  };
}

/** What the group comes to: what this writer saw before it cut, and what others wrote since. */
function inForce({ remove }: GroupBatch, own: OwnParts, around: GroupOutcome['read']): readonly Entry[] {
  const gone = new Set(remove.map(({ id }) => id));
  const written = [...own.values()].map(({ after }) => after);
  const all = joinEntries(...written, ...[...around.values()].map(({ entries }) => entries));
  return gone.size === 0 ? all : all.filter(({ id }) => !gone.has(id));
}

type OwnParts = ReadonlyMap<number, ChangedPart>;

/** What the group came to before this writer wrote. */
const asFound = (own: OwnParts, around: GroupOutcome['read']): readonly Entry[] =>
  joinEntries(...[...around].map(([part, { entries }]) => own.get(part)?.before ?? entries));

/** Windows of a finding that may be refuted are judged whole, so they are at most this many timespans long. */
const MOST_SPANS = 24;

const refutableCard = (card: RuleCard, timespanSeconds: number): RuleCard => ({
  ...card,
  windowMinutes: Math.min(card.windowMinutes, Math.max(1, Math.ceil((MOST_SPANS * timespanSeconds) / 60))),
});

/**
 * What surely is told already: what fires among entries that lay in the first part that this writer changed.
 *
 * They were all there before it wrote anything, and whoever wrote the last of them has seen them all. Of entries in other
 * parts that can't be said: two writers could each leave it to the other. Nor of anything once this batch comes again: the
 * others have left to it what it may have died before telling.
 */
function judgedBefore(batch: GroupBatch, own: OwnParts, isAltered: (at: number) => boolean): Judged {
  const [first] = own.values();
  const told = isRepeat(batch, own) ? [] : (first?.before ?? []);
  return judge(batch.correlation.correlation, told, isAltered);
}

/** Whether some of the batch was written before, by somebody who may have died over it. */
function isRepeat({ add, remove }: GroupBatch, own: OwnParts): boolean {
  const known = new Set([...own.values()].flatMap(({ before }) => before.map(({ id }) => id)));
  return add.some(({ id }) => known.has(id)) || remove.some(({ id }) => !known.has(id));
}

/** What is to be added to findings: what fires now, without what is told already. */
async function newlyCovered(
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

/** Whether others have written to what a group was judged by. */
export async function hasChanged({ batch, read }: GroupOutcome, run: BatchRun): Promise<boolean> {
  if (read.size === 0) return false;
  const present = await readParts(batch, read.keys(), run);
  return [...present].some(([part, { version }]) => version !== read.get(part)?.version);
}

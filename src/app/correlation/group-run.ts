import type { RuleCard } from '#core/match';
import type { FindingDelta } from '#core/merge';
import type { Entry } from '#sigma/correlation/entries';
import type { BatchRun } from './batch-run.ts';
import { judgedBefore, newlyCovered } from './firm-findings.ts';
import { type EntryChange, type GroupBatch, groupName } from './group-batches.ts';
import {
  type Judged,
  judge,
  judgeAny,
  partsAround,
  partsOfWindows,
  windowsAltered,
  withoutChange,
} from './judged-group.ts';
import { outerChanges } from './outer-changes.ts';
import { changeParts, readParts } from './part-cells.ts';
import { correctFindings, type StoredFinding } from './refutable-findings.ts';
import {
  asFound,
  inForce,
  isAlteredBy,
  isRepeat,
  isRuleNew,
  type OwnParts,
  type PartsAround,
} from './written-parts.ts';

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
  readonly read: PartsAround;
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

  const isAltered = isAlteredBy(batch, own);
  const isTold = run.plan.isTold(batch.correlation);
  const stored = isTold && !isFirm ? await correctFindings(batch, { rule, windows, entries }, run) : [];
  if (!isFirm && !isInner) return { batch, stored, deltas: [], outer: [], read: around };
  const now = judge(correlation, entries, isAltered);
  const deltas =
    isTold && isFirm ? await newlyCovered(batch, judgedBefore(batch, own, isAltered), now, run) : [];
  if (!isInner) return { batch, stored, deltas, outer: [], read: new Map() };
  const before = toldBefore(batch, { own, around, entries }, isAltered, run.plan);
  const outer = outerChanges(batch, before, now, heard.get(groupName(batch)) ?? [], run.plan);
  return { batch, stored, deltas, outer, read: around };
}

/** What outer correlations may have been told: of what lay there, or had this batch not come, as it may come again. */
function toldBefore(
  batch: GroupBatch,
  { own, around, entries }: { own: OwnParts; around: PartsAround; entries: readonly Entry[] },
  isAltered: (at: number) => boolean,
  plan: BatchRun['plan'],
): readonly Judged[] {
  const { correlation } = batch.correlation;
  const isUnknown = isRuleNew(own) || (!plan.isFirm(batch.correlation) && isRepeat(batch, own));
  return [
    judge(correlation, withoutChange(entries, batch), isAltered),
    judge(correlation, asFound(own, around), isAltered),
    ...(isUnknown ? [judgeAny(correlation, entries, isAltered)] : []),
  ];
}

/** Windows of a finding that may be refuted are judged whole, so they are at most this many timespans long. */
const MOST_SPANS = 24;

const refutableCard = (card: RuleCard, timespanSeconds: number): RuleCard => ({
  ...card,
  windowMinutes: Math.min(card.windowMinutes, Math.max(1, Math.ceil((MOST_SPANS * timespanSeconds) / 60))),
});

/** Whether others have written to what a group was judged by. */
export async function hasChanged({ batch, read }: GroupOutcome, run: BatchRun): Promise<boolean> {
  if (read.size === 0) return false;
  const present = await readParts(batch, read.keys(), run);
  return [...present].some(([part, { version }]) => version !== read.get(part)?.version);
}

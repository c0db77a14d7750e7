import { corrected, withdrawn } from '#core/correct-finding';
import { INLINE_KEYS } from '#core/counting';
import type { Finding } from '#core/finding';
import type { RuleCard } from '#core/match';
import type { FindingDelta } from '#core/merge';
import { fail, type Result } from '#core/result';
import { type EpochMs, parseTime } from '#core/time';
import type { Recorded } from '#ports/finding-store';
import type { Entry } from '#sigma/correlation/entries';
import type { BatchRun } from './batch-run.ts';
import { eventsOf, findingOfGroup } from './correlation-deltas.ts';
import type { GroupBatch } from './group-batches.ts';
import { coveredByWindow, judge, windowOf } from './judged-group.ts';

/** What there is to judge whole windows of findings by. */
export interface WindowFacts {
  /** With the length of window that such findings have. */
  readonly rule: RuleCard;
  readonly windows: ReadonlySet<number>;
  /** Everything that these windows can need. */
  readonly entries: readonly Entry[];
}

/** A finding that is stored already, with what that did to it. */
export interface StoredFinding {
  readonly delta: FindingDelta;
  readonly recorded: Recorded;
}

/**
 * Makes findings say what holds now, where later events may refute what was said: makes them, gives them other events, or
 * takes them back. The caller looks afterwards whether others wrote meanwhile, and does it again.
 */
export async function correctFindings(
  batch: GroupBatch,
  { rule, windows, entries }: WindowFacts,
  run: BatchRun,
): Promise<readonly StoredFinding[]> {
  const stored: StoredFinding[] = [];
  const windowMs = rule.windowMinutes * 60_000;
  const isAsked = (at: number): boolean => windows.has(windowOf(at, windowMs));
  const covered = coveredByWindow(judge(batch.correlation.correlation, entries, isAsked), windowMs);
  const keptMs = run.latenessMs + run.plan.keptMs(batch.correlation);
  for (const start of windowsWithin(windows, [...entries, ...batch.remove], windowMs)) {
    const finding = findingOfGroup(batch, rule, start);
    const behind = covered.get(start);
    if (behind)
      stored.push(...(await tell({ ...finding, events: await eventsOf(behind, run) }, keptMs, run)));
    else await changeKept(finding.findingId, (known) => withdrawn(known, run.merging), keptMs, run);
  }
  return stored;
}

/** Nothing ever held in windows without an event. A long timespan reaches over thousands of windows, and few have any. */
function windowsWithin(
  windows: ReadonlySet<number>,
  entries: readonly Entry[],
  windowMs: number,
): readonly number[] {
  const held = new Set(entries.map(({ at }) => windowOf(at, windowMs)));
  return [...windows].filter((start) => held.has(start));
}

/**
 * Changes a finding unless some of its events may be forgotten by now: what comes later than the lateness allows is no
 * reason to take anything back.
 */
async function changeKept(
  findingId: string,
  change: (known: Finding) => Result<Finding, 'unchanged'>,
  keptMs: number,
  { findings, merging }: BatchRun,
): Promise<boolean> {
  const changed = await findings.change(findingId, (known) =>
    isKept(known, keptMs, merging.now) ? change(known) : fail('unchanged'),
  );
  return changed.ok;
}

/** Whether what made a finding is there yet: it is kept for `keptMs` from when it came. */
const isKept = ({ createdAt }: Finding, keptMs: number, now: EpochMs): boolean =>
  now < (parseTime(createdAt) ?? 0) + keptMs;

async function tell(delta: FindingDelta, keptMs: number, run: BatchRun): Promise<readonly StoredFinding[]> {
  const { findings, merging } = run;
  const { findingId } = delta;
  const known = await findings.get(findingId);
  // To what is no longer corrected, events are only added.
  if (known && !isKept(known, keptMs, merging.now))
    return (await findings.record([delta], merging)).map((recorded) => ({ delta, recorded }));
  // A finding that counts many events keeps them elsewhere, and could not forget any: it begins with few.
  const first = { ...delta, events: delta.events.slice(0, INLINE_KEYS) };
  const made = known ? [] : await findings.record([first], merging);
  // Also after that: others may have begun it at the same time, with other events.
  const isChanged = await changeKept(findingId, (one) => corrected(one, delta, merging), keptMs, run);
  const grown: Recorded = { findingId, outcome: 'grown', added: 0 };
  if (made.length > 0) return made.map((recorded) => ({ delta, recorded }));
  return isChanged ? [{ delta, recorded: grown }] : [];
}

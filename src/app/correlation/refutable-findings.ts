import { corrected, withdrawn } from '#core/correct-finding';
import { INLINE_KEYS } from '#core/counting';
import type { RuleCard } from '#core/match';
import type { FindingDelta } from '#core/merge';
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
  for (const start of windows) {
    const finding = findingOfGroup(batch, rule, start);
    const behind = covered.get(start);
    if (behind) stored.push(...(await tell({ ...finding, events: await eventsOf(behind, run) }, run)));
    else await run.findings.change(finding.findingId, (known) => withdrawn(known, run.merging));
  }
  return stored;
}

async function tell(delta: FindingDelta, { findings, merging }: BatchRun): Promise<readonly StoredFinding[]> {
  const { findingId } = delta;
  const known = await findings.get(findingId);
  // A finding that counts many events keeps them elsewhere, and could not forget any: it begins with few.
  const first = { ...delta, events: delta.events.slice(0, INLINE_KEYS) };
  const made = known ? [] : await findings.record([first], merging);
  // Also after that: others may have begun it at the same time, with other events.
  const changed = await findings.change(findingId, (one) => corrected(one, delta, merging));
  const grown: Recorded = { findingId, outcome: 'grown', added: 0 };
  if (made.length > 0) return made.map((recorded) => ({ delta, recorded }));
  return changed.ok ? [{ delta, recorded: grown }] : [];
}

import { TrailhoundError } from '#core/errors';
import type { FindingDelta, MergeSettings } from '#core/merge';
import { boundedPart, partOf } from '#sigma/correlation/bounds';
import type { Entry } from '#sigma/correlation/entries';
import { gate } from '../gate.ts';
import type { BatchRun, CorrelateDeps } from './batch-run.ts';
import type { EventPart } from './event-parts.ts';
import { changesOf, type EntryChange, groupBatches, groupName } from './group-batches.ts';
import { type GroupOutcome, type Heard, hasChanged, runGroup } from './group-run.ts';
import { keepEvents } from './kept-events.ts';
import type { StoredFinding } from './refutable-findings.ts';

/** What correlations make of a batch. */
export interface Correlated {
  /** What is to be added to findings. */
  readonly unstored: readonly FindingDelta[];
  /** What was told already, because later events may refute it. */
  readonly stored: readonly StoredFinding[];
}

/** Groups that are worked on at once. */
const AT_ONCE = 8;
/** Times that a batch looks again because others wrote meanwhile. */
const MOST_ROUNDS = 40;

/**
 * Adds what the events of a batch have to do with correlations to the state, and answers what comes of it.
 *
 * The answer depends on which events there were, and not on when they came, in which order and batches, how often and to
 * whom. A writer first writes what it has and then reads what others wrote, so of two that meet the later sees both.
 * Nothing is lost if the process dies: the same batch again answers the same, until the caller has stored it. Findings
 * that later events may refute are stored here.
 *
 * Throws `TH_STORE_BUSY` when others write to the same groups all the time; then the batch is to be repeated.
 */
export async function correlate(
  parts: readonly EventPart[],
  merging: MergeSettings,
  deps: CorrelateDeps,
): Promise<Correlated> {
  if (parts.length === 0) return { unstored: [], stored: [] };
  const run: BatchRun = { ...deps, merging, events: new Map(parts.map(({ event }) => [event.key, event])) };
  const changes = changesOf(parts, run.plan);
  await keepMembers(changes, run);
  const all: GroupOutcome[] = [];
  let again = changes;
  let heard: Heard = new Map();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const outcomes = await runAll(again, heard, run);
    for (const one of outcomes) all.push(one);
    if (!(await isStale(outcomes, run)))
      return { unstored: all.flatMap(({ deltas }) => deltas), stored: all.flatMap(({ stored }) => stored) };
    // All of it, from the events on: what was told of an inner correlation may be wrong by now.
    again = changes.filter(({ correlation }) => run.plan.mayChange(correlation));
    heard = heardSoFar(heard, outcomes);
  }
  throw new TrailhoundError('TH_STORE_BUSY', `correlations: looked ${MOST_ROUNDS} times and found no gap`);
}

function heardSoFar(before: Heard, outcomes: readonly GroupOutcome[]): Heard {
  const heard = new Map(before);
  for (const { batch, outer } of outcomes) {
    const name = groupName(batch);
    heard.set(name, [...(heard.get(name) ?? []), ...outer.filter(({ kind }) => kind === 'add')]);
  }
  return heard;
}

/** Works on correlations after those that they refer to. */
async function runAll(
  first: readonly EntryChange[],
  heard: Heard,
  run: BatchRun,
): Promise<readonly GroupOutcome[]> {
  const outcomes: GroupOutcome[] = [];
  const waiting = [...first];
  for (const correlation of run.plan.correlations) {
    const own = waiting.filter((change) => change.correlation === correlation);
    const room = gate(AT_ONCE);
    const batches = groupBatches(own, run.plan);
    const done = await Promise.all(batches.map((batch) => room(() => runGroup(batch, heard, run))));
    for (const one of done) {
      outcomes.push(one);
      for (const change of one.outer) waiting.push(change);
    }
  }
  return outcomes;
}

async function isStale(outcomes: readonly GroupOutcome[], run: BatchRun): Promise<boolean> {
  const room = gate(AT_ONCE);
  const stale = await Promise.all(outcomes.map((one) => room(() => hasChanged(one, run))));
  return stale.includes(true);
}

/** Events are kept before anybody can see that they are there. Those that a part would drop at once are not. */
async function keepMembers(changes: readonly EntryChange[], run: BatchRun): Promise<void> {
  const batches = groupBatches(changes, run.plan);
  const kept = batches.flatMap(({ correlation, add }) => {
    const parts = new Map<number, Entry[]>();
    for (const entry of add) {
      const part = partOf(correlation.correlation, entry.at);
      parts.set(part, [...(parts.get(part) ?? []), entry]);
    }
    return [...parts.values()].flatMap((part) => boundedPart(run.plan.keeping(correlation), part));
  });
  const events = new Set(kept.flatMap(({ id }) => run.events.get(id) ?? []));
  const longest = batches.reduce((most, { correlation }) => Math.max(most, run.plan.keptMs(correlation)), 0);
  await keepEvents(events, run.plan.shownFields, run.latenessMs + longest, run);
}

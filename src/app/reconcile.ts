import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import { RECONCILE_RESULT } from '#core/trail-cursor';
import type { Metrics } from '#ports/metrics';
import type { CollectDeps, CollectRequest } from './collect-region.ts';
import { type CollectReport, collectTrail } from './collect-trail.ts';
import type { Incoming } from './detector.ts';
import type { TriageCounts } from './triage.ts';

/** Events may come through a door this late and are no gap yet. */
export const RECONCILE_DELAY_MS = 60 * 60_000;
/** The first run begins 24 hours before now. */
const LOOK_BACK_MS = 24 * 60 * 60_000 - RECONCILE_DELAY_MS;
const KEPT_MS = 90 * 86_400_000;
/** Two runs at once, and one more: a gap that one of them found must not be lost to the other. */
const WRITE_TRIES = 3;

/** What the last run found; times are ISO 8601 UTC. */
export interface ReconcileResult {
  readonly at: string;
  /** The range that was compared, over all regions. */
  readonly from: string;
  readonly to: string;
  /** (event, rule) pairs that no door had brought. */
  readonly missed: number;
  readonly regions: readonly string[];
  /** Regions that were not read to the end: the next run goes on there. */
  readonly unfinished: readonly string[];
  /** The newest run that found any: a run that is repeated finds none, and must not hide them. */
  readonly lastGap?: {
    readonly at: string;
    readonly from: string;
    readonly to: string;
    readonly missed: number;
  };
}

export type ReconcileRequest = Pick<CollectRequest, 'regions' | 'writesOnly' | 'deadline'> & {
  /** How far each run reads again, for events that appear even later. */
  readonly overlapMs: number;
};

export interface ReconcileReport extends CollectReport {
  readonly missed: number;
}

export interface ReconcileDeps extends CollectDeps {
  readonly metrics: Metrics;
}

/**
 * Reads the event history behind the doors and triages it: what this adds to a finding, no door had brought.
 *
 * Resumes, locks and stops like `collectTrail`, with checkpoints of its own. The number of missed pairs goes to the
 * report, the log, the metric `EventsMissed` (0 too) and the state item `reconcile-result`. A run that is killed keeps
 * its findings; its number is then only in the log. After new rules the first run counts what they find in the past.
 */
export async function reconcile(request: ReconcileRequest, deps: ReconcileDeps): Promise<ReconcileReport> {
  const { overlapMs, ...rest } = request;
  const cursor = { overlapMs, lookBackMs: LOOK_BACK_MS };
  const report = await collectTrail(
    { ...rest, cursor, checkpoints: 'reconcile', delayMs: RECONCILE_DELAY_MS },
    { ...deps, triage: (batch) => triageMissed(batch, deps) },
  );
  const missed = report.counts.added;
  if (missed > 0 || report.failed.length < report.regions.length) deps.metrics.add('EventsMissed', missed);
  await keepResult(report, missed, deps);
  deps.log.info('reconciled', { missed, events: report.counts.events, regions: report.regions.length });
  return { ...report, missed };
}

/** Says each gap as soon as it is known: a run that is killed later reports nothing. */
async function triageMissed(
  batch: readonly Incoming[],
  { triage, log }: ReconcileDeps,
): Promise<TriageCounts> {
  const counts = await triage(batch);
  if (counts.added > 0)
    log.warn('events that no source had brought', { missed: counts.added, origin: batch[0]?.origin });
  return counts;
}

async function keepResult(report: CollectReport, missed: number, deps: ReconcileDeps): Promise<void> {
  const now = deps.clock.now();
  try {
    for (let tries = 0; tries < WRITE_TRIES; tries += 1) {
      const known = await deps.state.read<ReconcileResult>(RECONCILE_RESULT);
      const result = resultOf(report, missed, known?.value.lastGap, now);
      if (await deps.state.write(RECONCILE_RESULT, result, known?.version, epochMs(now + KEPT_MS))) return;
    }
    deps.log.error('the outcome of reconciling could not be kept', { missed });
  } catch (cause) {
    // Not thrown: the run would be repeated, find everything counted, and report no gap.
    deps.log.error('the outcome of reconciling could not be kept', { missed }, cause);
  }
}

function resultOf(
  { regions }: CollectReport,
  missed: number,
  gapBefore: ReconcileResult['lastGap'],
  now: EpochMs,
): ReconcileResult {
  const at = isoFromMs(now);
  const [from = at] = regions.flatMap(({ readFrom }) => readFrom ?? []).sort();
  const to =
    regions
      .flatMap(({ coveredUntil }) => coveredUntil ?? [])
      .sort()
      .at(-1) ?? from;
  const lastGap = missed > 0 ? { at, from, to, missed } : gapBefore;
  return {
    ...{ at, from, to, missed },
    regions: regions.map(({ region }) => region),
    unfinished: regions.filter(({ end }) => end !== 'done').map(({ region }) => region),
    ...(lastGap && { lastGap }),
  };
}

/** Metrics of a second reading: events are not counted as read once more. */
export const withoutEvents = (metrics: Metrics): Metrics => ({
  ...metrics,
  add: (name, value, dimensions) => {
    if (name !== 'EventsRead' && name !== 'EventsMatched') metrics.add(name, value, dimensions);
  },
});

import { TrailhoundError } from '#core/errors';
import { type EpochMs, isoFromMs } from '#core/time';
import { backlogMs, type Checkpoint, type Slice } from '#core/trail-cursor';
import type { Log } from '#ports/log';
import type { TriageCounts } from './triage.ts';
import type { WalkEnd } from './walk-trail.ts';

/** `another run`: someone else moved the checkpoint, and it was left to them. */
export type RegionEnd = WalkEnd | 'another run' | 'failed';

/** What one run did in one region. */
export interface RegionReport {
  readonly region: string;
  readonly end: RegionEnd;
  readonly pages: number;
  readonly counts: TriageCounts;
  /** Where this run began; what lies before was covered. `undefined` when the checkpoint could not be read. */
  readonly readFrom?: string;
  /** Everything up to here has been read; `undefined` when the checkpoint could not be read. */
  readonly coveredUntil?: string;
  /** How far `coveredUntil` is behind now. */
  readonly lagMs?: number;
  /** More is waiting: the next run goes on where this one stopped. */
  readonly resumes: boolean;
  /** Events come faster than they can be read: the backlog is longer than the overlap, and grew since the last run. */
  readonly tooBusy: boolean;
  /** Pages were read without a step down: one second holds more events than one run can read. */
  readonly stuck: boolean;
  /** Set when `end` is `failed`: code and message of the error. */
  readonly problem?: string;
}

/** What a run knows of a region when it ends. */
export interface RegionFacts {
  readonly region: string;
  readonly checkpoint: Checkpoint | undefined;
  /** The piece in work, as it was when this run took it up, and the pages read of it. */
  readonly piece: { readonly begun: Slice; readonly pages: number } | undefined;
  /** Lower end of the first piece in work. */
  readonly begunFrom: EpochMs | undefined;
  readonly pages: number;
  readonly counts: TriageCounts;
  /** As the last run left it. */
  readonly backlogBefore: number | undefined;
  readonly overlapMs: number;
}

/** Says what a run did in a region, and whether the region can be kept up with. `now`: how far there was to read. */
export function reportOf(facts: RegionFacts, end: RegionEnd, now: EpochMs): RegionReport {
  const { checkpoint, piece, region, begunFrom, pages, counts, backlogBefore, overlapMs } = facts;
  const backlog = checkpoint ? backlogMs(checkpoint, now) : 0;
  const cut = end === 'deadline' || end === 'busy';
  return {
    region,
    end,
    pages,
    counts,
    ...(begunFrom !== undefined && { readFrom: isoFromMs(begunFrom) }),
    ...(checkpoint && {
      coveredUntil: isoFromMs(checkpoint.coveredUntil),
      lagMs: Math.max(0, now - checkpoint.coveredUntil),
    }),
    resumes: cut || end === 'failed',
    tooBusy: cut && backlogBefore !== undefined && backlog > backlogBefore && backlog > overlapMs,
    stuck: cut && (piece?.pages ?? 0) > 0 && checkpoint?.slice?.readDownTo === piece?.begun.readDownTo,
  };
}

/** Code and message of an error of ours; of others nothing, because their messages may quote what they read. */
export const problemOf = (error: unknown): string =>
  error instanceof TrailhoundError ? `${error.code}: ${error.message}` : 'unexpected error';

/** Writes the report to the log, with a warning for what somebody should change. */
export function logReport(report: RegionReport, log: Log): void {
  const { region, end, pages, counts, coveredUntil, lagMs } = report;
  const fields = { region, end, pages, events: counts.events, matches: counts.matches, coveredUntil, lagMs };
  log.info('region collected', fields);
  if (report.tooBusy)
    log.warn('events come faster than the event history can be read: use another source', fields);
  if (report.stuck)
    log.warn('one second holds more events than one run can read: allow a longer run', fields);
}

import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import {
  afterPage,
  backlogMs,
  type Checkpoint,
  type CursorSettings,
  checkpointOf,
  HISTORY_MS,
  openSlice,
  type Slice,
  type StoredCheckpoint,
  storedCheckpoint,
} from '#core/trail-cursor';
import type { Clock } from '#ports/clock';
import type { Log } from '#ports/log';
import type { StateStore } from '#ports/state-store';
import type { TrailAttribute, TrailReader } from '#ports/trail-reader';
import type { Gate } from './gate.ts';
import { type Pacer, pacer } from './pacer.ts';
import { type PageDeps, triagePage } from './trail-page.ts';
import { addCounts, type TriageCounts } from './triage.ts';
import { REQUEST_INTERVAL_MS, type WalkEnd, type WalkedPage, walkTrail } from './walk-trail.ts';

export interface CollectRequest {
  readonly regions: readonly string[];
  /** Ask for `ReadOnly=false` only: right while no enabled rule needs reads, see `needsReads`. */
  readonly writesOnly: boolean;
  readonly cursor: CursorSettings;
  /** Nothing new is begun at or after this. Leave room before the real end for one page to be stored. */
  readonly deadline: EpochMs;
}

export interface CollectDeps extends PageDeps {
  readonly reader: TrailReader;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
}

/** `another run`: someone else moved the checkpoint, and it was left to them. */
export type RegionEnd = WalkEnd | 'another run' | 'failed';

/** What one run did in one region. */
export interface RegionReport {
  readonly region: string;
  readonly end: RegionEnd;
  readonly pages: number;
  readonly counts: TriageCounts;
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

/** A crash repeats at most this many pages; each save costs a write. */
const PAGES_BETWEEN_SAVES = 4;
/** Far longer than the history itself: a checkpoint must outlive any pause of a region. */
const CHECKPOINT_KEPT_MS = 4 * HISTORY_MS;
/** Leaves reads out of the question; see lookup-plan.ts for when that is right. */
export const WRITES_ONLY: TrailAttribute = { key: 'ReadOnly', value: 'false' };

/** What changes while a region is read. */
interface Run {
  readonly region: string;
  readonly request: CollectRequest;
  readonly deps: CollectDeps;
  readonly room: Gate;
  readonly pace: Pacer;
  checkpoint: Checkpoint | undefined;
  version: number | undefined;
  /** The piece in work, as it was when this run took it up, and the pages read of it. */
  piece: { readonly begun: Slice; pages: number } | undefined;
  pages: number;
  unsaved: number;
  counts: TriageCounts;
}

/** Reads one region up to now, or until time is up. Never rejects: a failure is part of the report, and logged. */
export async function collectRegion(
  region: string,
  request: CollectRequest,
  deps: CollectDeps,
  room: Gate,
): Promise<RegionReport> {
  const pace = pacer(deps.clock, REQUEST_INTERVAL_MS);
  const run: Run = {
    ...{ region, request, deps, room, pace, checkpoint: undefined, version: undefined, piece: undefined },
    ...{ pages: 0, unsaved: 0, counts: addCounts() },
  };
  let backlogBefore: number | undefined;
  let report: RegionReport;
  try {
    await readCheckpoint(run);
    backlogBefore = run.checkpoint?.backlogMs;
    report = reportOf(run, await readPieces(run), backlogBefore);
  } catch (error) {
    const problem = error instanceof TrailhoundError ? `${error.code}: ${error.message}` : 'unexpected error';
    deps.log.error('a region could not be collected', { region }, error);
    report = { ...reportOf(run, 'failed', backlogBefore), problem };
  }
  tell(report, deps.log);
  return report;
}

const keyOf = (region: string) => `checkpoint#${region}`;

async function readCheckpoint(run: Run): Promise<void> {
  const kept = await run.deps.state.read<StoredCheckpoint>(keyOf(run.region));
  run.version = kept?.version;
  run.checkpoint = kept && checkpointOf(kept.value);
  if (kept && !run.checkpoint) {
    run.deps.log.warn('the checkpoint is not readable; starting as for the first time', {
      region: run.region,
    });
  }
}

/** The unfinished piece first, then the one up to now. */
async function readPieces(run: Run): Promise<RegionEnd> {
  const { region, request, deps } = run;
  for (;;) {
    const opened = openSlice(run.checkpoint, deps.clock.now(), request.cursor);
    const { slice } = opened.checkpoint;
    run.checkpoint = opened.checkpoint;
    run.piece = { begun: slice, pages: 0 };
    if (opened.lost) {
      const { from, to } = opened.lost;
      deps.log.warn('the event history no longer holds all that is unread', {
        ...{ region, lostFrom: isoFromMs(from), lostTo: isoFromMs(to) },
      });
    }
    const attribute = request.writesOnly ? WRITES_ONLY : undefined;
    const range = { region, from: slice.from, to: slice.readDownTo, attribute, deadline: request.deadline };
    const end = await walkTrail(range, { ...deps, pacer: run.pace, gate: run.room }, (page) =>
      handle(run, page),
    );
    if (end === 'stopped' || !(await save(run))) return 'another run';
    if (end !== 'done' || !opened.resumed) return end;
  }
}

async function handle(run: Run, page: WalkedPage): Promise<'go on' | 'stop'> {
  const counts = await triagePage(run.region, page.events, run.deps);
  if (counts) run.counts = addCounts(run.counts, counts);
  if (run.checkpoint) run.checkpoint = afterPage(run.checkpoint, page.oldest, page.more);
  if (run.piece) run.piece.pages += 1;
  run.pages += 1;
  run.unsaved += 1;
  if (run.unsaved < PAGES_BETWEEN_SAVES && page.more) return 'go on';
  return (await save(run)) ? 'go on' : 'stop';
}

/** `false` when another run has moved the checkpoint. */
async function save(run: Run): Promise<boolean> {
  if (!run.checkpoint || run.unsaved === 0) return true;
  const now = run.deps.clock.now();
  run.checkpoint = { ...run.checkpoint, backlogMs: backlogMs(run.checkpoint, now) };
  const value = storedCheckpoint(run.checkpoint);
  const expiresAt = epochMs(now + CHECKPOINT_KEPT_MS);
  if (!(await run.deps.state.write(keyOf(run.region), value, run.version, expiresAt))) return false;
  run.version = (run.version ?? 0) + 1;
  run.unsaved = 0;
  return true;
}

function reportOf(run: Run, end: RegionEnd, backlogBefore: number | undefined): RegionReport {
  const now = run.deps.clock.now();
  const { checkpoint, piece, region, pages, counts } = run;
  const backlog = checkpoint ? backlogMs(checkpoint, now) : 0;
  const resumes = end !== 'done' && end !== 'another run';
  return {
    region,
    end,
    pages,
    counts,
    ...(checkpoint && {
      coveredUntil: isoFromMs(checkpoint.coveredUntil),
      lagMs: Math.max(0, now - checkpoint.coveredUntil),
    }),
    resumes,
    tooBusy:
      resumes &&
      backlogBefore !== undefined &&
      backlog > backlogBefore &&
      backlog > run.request.cursor.overlapMs,
    stuck: resumes && (piece?.pages ?? 0) > 0 && checkpoint?.slice?.readDownTo === piece?.begun.readDownTo,
  };
}

function tell(report: RegionReport, log: Log): void {
  const { region, end, pages, counts, coveredUntil, lagMs } = report;
  const fields = { region, end, pages, events: counts.events, matches: counts.matches, coveredUntil, lagMs };
  log.info('region collected', fields);
  if (report.tooBusy)
    log.warn('events come faster than the event history can be read: use another source', fields);
  if (report.stuck)
    log.warn('one second holds more events than one run can read: allow a longer run', fields);
}

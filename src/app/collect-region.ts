import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import {
  afterPage,
  backlogMs,
  CHECKPOINT_OWNER,
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
import {
  logReport,
  problemOf,
  type RegionEnd,
  type RegionFacts,
  type RegionReport,
  reportOf,
} from './region-report.ts';
import { type PageDeps, triagePage } from './trail-page.ts';
import { addCounts, type TriageCounts } from './triage.ts';
import { REQUEST_INTERVAL_MS, type WalkedPage, walkTrail } from './walk-trail.ts';

export interface CollectRequest {
  readonly regions: readonly string[];
  /** Ask for `ReadOnly=false` only: right while no enabled rule needs reads, see `needsReads`. */
  readonly writesOnly: boolean;
  readonly cursor: CursorSettings;
  /** Owner of the checkpoints: two readers of one history each keep their own place. Default: `checkpoint`. */
  readonly checkpoints?: typeof CHECKPOINT_OWNER | 'reconcile';
  /** Leaves out the newest events, in milliseconds before now. Default: 0. */
  readonly delayMs?: number;
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

/** A crash repeats at most this many pages; each save costs a write. */
const PAGES_BETWEEN_SAVES = 4;
/** Far longer than the history itself: a checkpoint must outlive any pause of a region. */
const CHECKPOINT_KEPT_MS = 4 * HISTORY_MS;
/** Leaves reads out of the question; see lookup-plan.ts for when that is right. */
export const WRITES_ONLY: TrailAttribute = { key: 'ReadOnly', value: 'false' };

/** A region that is being read. */
interface Run extends RegionFacts {
  readonly request: CollectRequest;
  readonly deps: CollectDeps;
  readonly room: Gate;
  readonly pace: Pacer;
  /** How far there is to read: now, or as much earlier as the request says. */
  readonly until: () => EpochMs;
  checkpoint: Checkpoint | undefined;
  version: number | undefined;
  backlogBefore: number | undefined;
  begunFrom: EpochMs | undefined;
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
  const until = () => epochMs(deps.clock.now() - (request.delayMs ?? 0));
  const run: Run = {
    ...{ region, request, deps, room, pace, until, overlapMs: request.cursor.overlapMs },
    ...{ checkpoint: undefined, version: undefined, backlogBefore: undefined, piece: undefined },
    ...{ begunFrom: undefined, pages: 0, unsaved: 0, counts: addCounts() },
  };
  let report: RegionReport;
  try {
    await readCheckpoint(run);
    const end = await readPieces(run);
    report = reportOf(run, end, until());
  } catch (error) {
    deps.log.error('a region could not be collected', { region }, error);
    report = { ...reportOf(run, 'failed', until()), problem: problemOf(error) };
  }
  logReport(report, deps.log);
  return report;
}

const keyOf = ({ region, request }: Run): string => `${request.checkpoints ?? CHECKPOINT_OWNER}#${region}`;

async function readCheckpoint(run: Run): Promise<void> {
  const kept = await run.deps.state.read<StoredCheckpoint>(keyOf(run));
  run.version = kept?.version;
  run.checkpoint = kept && checkpointOf(kept.value);
  run.backlogBefore = run.checkpoint?.backlogMs;
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
    const opened = openSlice(run.checkpoint, run.until(), request.cursor);
    const { slice } = opened.checkpoint;
    run.checkpoint = opened.checkpoint;
    run.piece = { begun: slice, pages: 0 };
    run.begunFrom ??= slice.from;
    if (opened.lost) {
      const lost = { lostFrom: isoFromMs(opened.lost.from), lostTo: isoFromMs(opened.lost.to) };
      deps.log.warn('the event history no longer holds all that is unread', { region, ...lost });
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
  if (run.checkpoint) run.checkpoint = afterPage(run.checkpoint, page.readTo, page.more);
  if (run.piece) run.piece.pages += 1;
  run.pages += 1;
  run.unsaved += 1;
  if (run.unsaved < PAGES_BETWEEN_SAVES) return 'go on';
  return (await save(run)) ? 'go on' : 'stop';
}

/** `false` when another run has moved the checkpoint. */
async function save(run: Run): Promise<boolean> {
  if (!run.checkpoint || run.unsaved === 0) return true;
  run.checkpoint = { ...run.checkpoint, backlogMs: backlogMs(run.checkpoint, run.until()) };
  const value = storedCheckpoint(run.checkpoint);
  const expiresAt = epochMs(run.deps.clock.now() + CHECKPOINT_KEPT_MS);
  if (!(await run.deps.state.write(keyOf(run), value, run.version, expiresAt))) return false;
  run.version = (run.version ?? 0) + 1;
  run.unsaved = 0;
  return true;
}

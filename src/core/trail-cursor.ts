import { type EpochMs, epochMs, isoFromMs, parseTime } from './time.ts';

/**
 * How far a region's event history has been read, and how the next piece is chosen. Pure: the use case keeps it.
 *
 * `LookupEvents` answers newest first, so a piece that was cut short is covered at its top and open at its bottom.
 * Events become visible late (CloudTrail promises no bound; 15 minutes is what it names), so every new piece begins
 * an overlap before the end of the one before it. That is enough as long as no event is later than the overlap:
 * whatever of a piece lies further back than the overlap was visible when the piece was begun.
 */

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** Owner of the state items that keep how far each region was read: `checkpoint#us-east-1`. */
export const CHECKPOINT_OWNER = 'checkpoint';

/** State item that tells the outcome of the last reconciliation. */
export const RECONCILE_RESULT = 'reconcile-result';

/** What `LookupEvents` keeps: 90 days (CloudTrail User Guide, event history). */
export const HISTORY_MS = 90 * DAY_MS;

/** A piece of history that is being read, from its newest event to its oldest. Bounds are whole seconds, inclusive. */
export interface Slice {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** (readDownTo, to] has been read. The second `readDownTo` itself may be read in part: it is read again. */
  readonly readDownTo: EpochMs;
}

/** What is kept of a region between two runs. */
export interface Checkpoint {
  /** Everything up to here has been read, as far as it was visible. Never moves back. */
  readonly coveredUntil: EpochMs;
  /** The piece that a run began and did not finish. */
  readonly slice?: Slice;
  /** Time of events that no run has read yet, as of the end of the last run: see `backlogMs`. */
  readonly backlogMs?: number;
}

export interface CursorSettings {
  /** How far back each new piece begins before the end of the last one. */
  readonly overlapMs: number;
  /** How far back the first run of all looks. */
  readonly lookBackMs: number;
}

/** What to read now. */
export interface Opened {
  readonly checkpoint: Checkpoint & { readonly slice: Slice };
  /** Whether it is the piece that an earlier run left unfinished. */
  readonly resumed: boolean;
  /** Unread time that is older than the history reaches: its events can't be read any more. */
  readonly lost?: { readonly from: EpochMs; readonly to: EpochMs };
}

const floorSecond = (at: number): EpochMs => epochMs(Math.floor(at / SECOND_MS) * SECOND_MS);
const ceilSecond = (at: number): EpochMs => epochMs(Math.ceil(at / SECOND_MS) * SECOND_MS);
const later = (one: EpochMs, other: EpochMs): EpochMs => (one > other ? one : other);

/** Takes up the unfinished piece, or begins the next one up to `now`. */
export function openSlice(before: Checkpoint | undefined, now: EpochMs, settings: CursorSettings): Opened {
  const reach = ceilSecond(Math.max(0, now - HISTORY_MS));
  if (!before) {
    const from = later(floorSecond(now - settings.lookBackMs), reach);
    return { checkpoint: { coveredUntil: from, slice: newSlice(from, now) }, resumed: false };
  }
  const { slice, ...rest } = before;
  if (slice && slice.readDownTo >= reach) {
    const lost = lostBefore(before.coveredUntil, reach);
    return {
      checkpoint: { ...before, slice: { ...slice, from: later(slice.from, reach) } },
      resumed: true,
      ...lost,
    };
  }
  // The rest of a piece that has left the history can't be read any more: what was read of it counts.
  const covered = slice ? later(before.coveredUntil, slice.to) : before.coveredUntil;
  const lost = lostBefore(before.coveredUntil, slice ? slice.readDownTo : reach);
  // A checkpoint from a clock that ran ahead must not keep later runs from reading.
  const begin = Math.min(covered, now) - settings.overlapMs;
  const next = newSlice(later(floorSecond(begin), reach), now);
  return {
    checkpoint: { ...rest, coveredUntil: later(covered, reach), slice: next },
    resumed: false,
    ...lost,
  };
}

function newSlice(from: EpochMs, now: EpochMs): Slice {
  const to = later(floorSecond(now), from);
  return { from, to, readDownTo: to };
}

const lostBefore = (from: EpochMs, to: EpochMs): Pick<Opened, 'lost'> =>
  from < to ? { lost: { from, to } } : {};

/**
 * Notes that a page was read and its events stored.
 *
 * `readTo` is the time down to which the range has surely been read, `undefined` for an empty page; `more` says that the
 * piece goes on.
 */
export function afterPage(before: Checkpoint, readTo: EpochMs | undefined, more: boolean): Checkpoint {
  const { slice, ...rest } = before;
  if (!slice) return before;
  if (!more) return { ...rest, coveredUntil: later(before.coveredUntil, slice.to) };
  if (readTo === undefined) return before;
  const down = Math.min(slice.to, Math.max(slice.from, ceilSecond(readTo)));
  return { ...before, slice: { ...slice, readDownTo: epochMs(down) } };
}

/**
 * Milliseconds of events that have not been read once. Re-reading the overlap is no backlog.
 *
 * It grows from run to run exactly when a region makes events faster than they can be read.
 */
export function backlogMs(checkpoint: Checkpoint, now: EpochMs): number {
  const { coveredUntil, slice } = checkpoint;
  const top = slice ? later(slice.to, coveredUntil) : coveredUntil;
  const open = slice ? Math.max(0, slice.readDownTo - coveredUntil) : 0;
  return open + Math.max(0, now - top);
}

/** The checkpoint as it is kept: times as ISO 8601 UTC, so that a person can read the item. */
export interface StoredCheckpoint {
  readonly coveredUntil: string;
  readonly slice?: { readonly from: string; readonly to: string; readonly readDownTo: string };
  readonly backlogMs?: number;
}

/** Writes a checkpoint for people and tables. */
export function storedCheckpoint({ coveredUntil, slice, backlogMs }: Checkpoint): StoredCheckpoint {
  return {
    coveredUntil: isoFromMs(coveredUntil),
    ...(slice && {
      slice: {
        from: isoFromMs(slice.from),
        to: isoFromMs(slice.to),
        readDownTo: isoFromMs(slice.readDownTo),
      },
    }),
    ...(backlogMs !== undefined && { backlogMs }),
  };
}

/** Reads a stored checkpoint; `undefined` where a time in it is missing or none. */
export function checkpointOf(stored: StoredCheckpoint): Checkpoint | undefined {
  const coveredUntil = parseTime(stored.coveredUntil);
  if (coveredUntil === undefined) return undefined;
  const rest = typeof stored.backlogMs === 'number' ? { backlogMs: stored.backlogMs } : {};
  if (!stored.slice) return { coveredUntil, ...rest };
  const [from, to, readDownTo] = [stored.slice.from, stored.slice.to, stored.slice.readDownTo].map(parseTime);
  if (from === undefined || to === undefined || readDownTo === undefined) return undefined;
  return { coveredUntil, slice: { from, to, readDownTo }, ...rest };
}

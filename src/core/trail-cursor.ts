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
  const oldest = ceilSecond(Math.max(0, now - HISTORY_MS));
  const left = before?.slice;
  if (before && left && left.readDownTo >= oldest) {
    const slice = { ...left, from: later(left.from, oldest) };
    const lost = left.from < oldest && before.coveredUntil < oldest ? { from: before.coveredUntil, to: oldest } : undefined;
    return { checkpoint: { ...before, slice }, resumed: true, ...(lost && { lost }) };
  }
  // A piece whose unread rest has left the history is over: what it did read counts.
  const coveredUntil = left ? later(before.coveredUntil, left.to) : before?.coveredUntil;
  const begin = coveredUntil ?? floorSecond(now - settings.lookBackMs);
  const from = later(floorSecond(begin - (before ? settings.overlapMs : 0)), oldest);
  const to = later(floorSecond(now), from);
  const gap = left ? { from: before.coveredUntil, to: left.readDownTo } : { from: begin, to: oldest };
  const lost = before && gap.from < oldest && gap.from < gap.to ? gap : undefined;
  const { slice: _over, ...rest } = before ?? {};
  const checkpoint = { ...rest, coveredUntil: later(begin, oldest), slice: { from, to, readDownTo: to } };
  return { checkpoint, resumed: false, ...(lost && { lost }) };
}

/**
 * Notes that a page was read and its events stored.
 *
 * `oldest` is the time of the page's oldest event, `undefined` for an empty page. `more` says that the piece goes on.
 */
export function afterPage(before: Checkpoint, oldest: EpochMs | undefined, more: boolean): Checkpoint {
  const { slice, ...rest } = before;
  if (!slice) return before;
  if (!more) return { ...rest, coveredUntil: later(before.coveredUntil, slice.to) };
  if (oldest === undefined) return before;
  const down = Math.min(slice.readDownTo, Math.max(slice.from, ceilSecond(oldest)));
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
  const { from, to, readDownTo } = slice ?? {};
  return {
    coveredUntil: isoFromMs(coveredUntil),
    ...(from !== undefined &&
      to !== undefined &&
      readDownTo !== undefined && {
        slice: { from: isoFromMs(from), to: isoFromMs(to), readDownTo: isoFromMs(readDownTo) },
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

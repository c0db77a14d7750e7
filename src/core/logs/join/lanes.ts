import type { LogEntry, LogLine } from '../log-entry.ts';
import { bounded, jsonSize } from './bounds.ts';
import { continues, modeOf } from './continuation.ts';
import { type LineView, TIMED_OUT, viewOf } from './line-view.ts';
import { append, closed, commitPending, type Mode, type OpenEntry, openEntry, sizeOf } from './open-entry.ts';

/** How many lines of others may come between two lines of one writer. */
const MOST_BETWEEN = 64;
/** Writers whose lines are waited for at one time, and the bytes that they may take in the state. */
const MOST_LANES = 32;
const MOST_BYTES = 60_000;
/** Most bytes of a line that waits for a frame to follow it: a text as long is no part of a trace. */
const MOST_WAITING = 2_000;

/** The entries that are open, by their writers. */
export interface Joining {
  readonly lanes: Map<string, OpenEntry>;
  /** Writer of the last line that told its writer: a line that tells none goes on from there. */
  recent: string;
  /** Lines so far. */
  count: number;
  /** What the line at hand has completed. */
  readonly out: LogEntry[];
}

/** Takes the next line: it belongs to the open entry of its writer, waits, or begins another. */
export function take(joining: Joining, line: LogLine): void {
  const end = line.text.search(/[\r\n]/);
  const isSeveral = end !== -1;
  const view = viewOf(isSeveral ? line.text.slice(0, end) : line.text);
  const lane = view.lane ?? (view.isHeader ? '' : joining.recent);
  const entry = joining.lanes.get(lane);
  if (view.timeout) takeTimeout(joining, entry, line, view);
  else if (!entry) begin(joining, line, view, isSeveral);
  else if (!belongs(joining, entry, line, view)) {
    finish(joining, lane);
    // What waited behind the entry may have opened another one that this line belongs to.
    if (entry.pending.length > 0) take(joining, line);
    else begin(joining, line, view, isSeveral);
  }
}

/** The two lines of one time-out are one entry, whichever comes first; the same line again is another try of the call. */
function takeTimeout(joining: Joining, entry: OpenEntry | undefined, line: LogLine, view: LineView): void {
  if (entry && isReport(entry.head[0] ?? '') !== (view.timeout === 'report')) {
    append(entry, line);
    finish(joining, entry.lane);
    return;
  }
  begin(joining, line, view, false);
  joining.recent = '';
}

const isReport = (text: string): boolean => text.startsWith('REPORT');

/** Adds a line to an entry, for good or until it is known; false where it is no part of it. */
function belongs(joining: Joining, entry: OpenEntry, line: LogLine, view: LineView): boolean {
  const verdict = view.isWhole ? undefined : continues(entry, view);
  if (verdict?.is === 'part') {
    extend(joining, entry, line, verdict.mode);
    entry.isHeaded ||= view.isHeader;
    return true;
  }
  if (verdict?.is !== 'pending' || jsonSize(line.text) > MOST_WAITING) return false;
  entry.pending.push(line);
  entry.touched = joining.count;
  return true;
}

function extend(joining: Joining, entry: OpenEntry, line: LogLine, mode: Mode): void {
  commitPending(entry);
  append(entry, line);
  entry.mode = mode;
  entry.touched = joining.count;
  joining.recent = entry.lane;
}

/** Starts a statement, and ends those that its coming shows to be over. */
function begin(joining: Joining, line: LogLine, view: LineView, isSeveral: boolean): void {
  const lane = view.lane ?? '';
  // What waited behind an entry may open another one, which ends too.
  if (lane === '' || lane.startsWith('h:') || view.timeout) while (endNeighbours(joining));
  if (view.isStart) endTimeouts(joining);
  while (joining.lanes.has(lane)) finish(joining, lane);
  joining.recent = lane;
  if (view.isWhole || isSeveral) {
    joining.out.push(whole(line));
    return;
  }
  if (view.content.trim() === '' && !view.isHeader) return;
  const entry = openEntry(line, lane, view, modeOf(view.message));
  entry.touched = joining.count;
  joining.lanes.set(lane, entry);
}

function endTimeouts(joining: Joining): void {
  for (const lane of [...joining.lanes.keys()]) if (lane.startsWith(TIMED_OUT)) finish(joining, lane);
}

const whole = (line: LogLine): LogEntry => ({
  text: bounded(line.text),
  first: line.place,
  last: line.place,
  key: line.key,
  ...(line.at !== undefined && { at: line.at }),
});

/** Entries without a carrier end with the next statement, but for traces that repeat their head on every line. */
function endNeighbours(joining: Joining): boolean {
  let hasEnded = false;
  for (const [lane, entry] of [...joining.lanes]) {
    if (lane !== '' && !lane.startsWith('h:')) continue;
    const mayRepeat = lane !== '' && entry.mode !== 'plain' && (entry.isHeaded || entry.head.length === 1);
    if (mayRepeat) continue;
    finish(joining, lane);
    hasEnded = true;
  }
  return hasEnded;
}

/** Gives an entry out; the lines that were undecided are lines of their own then. */
export function finish(joining: Joining, lane: string): void {
  const entry = joining.lanes.get(lane);
  if (!entry) return;
  joining.lanes.delete(lane);
  joining.out.push(closed(entry));
  if (entry.pending.length > 0) joining.recent = '';
  for (const line of entry.pending) if (line.text.trim() !== '') take(joining, line);
}

/** Ends what waited long enough, and the oldest where too much waits. */
export function retire(joining: Joining): void {
  for (const [lane, entry] of [...joining.lanes])
    if (joining.count - entry.touched > MOST_BETWEEN) finish(joining, lane);
  while (joining.lanes.size > 1 && isTooMuch(joining)) finish(joining, oldest(joining));
}

const isTooMuch = ({ lanes }: Joining): boolean => {
  let bytes = 0;
  for (const entry of lanes.values()) bytes += sizeOf(entry);
  return lanes.size > MOST_LANES || bytes > MOST_BYTES;
};

function oldest({ lanes }: Joining): string {
  let found: OpenEntry | undefined;
  for (const entry of lanes.values()) if (!found || entry.touched < found.touched) found = entry;
  return found?.lane ?? '';
}

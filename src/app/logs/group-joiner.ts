import { type LineJoiner, lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';
import type { EpochMs } from '#core/time';
import type { LogGroupEvent } from '#ports/log-groups';
import { cutBatch } from './cut-batch.ts';
import { LINES_BEFORE } from './error-event.ts';
import type { PlacedEntry } from './read-entry.ts';

/** Lines of one statement are written at once. */
export const QUIET_MS = 10_000;
/** Streams with something open; more are closed, the one that was silent longest first. */
const MOST_STREAMS = 500;
/** Lines of a stream that are remembered for those before an entry. */
const MOST_RECENT = 200;

/** An entry of a stream. */
export interface StreamEntry extends PlacedEntry {
  readonly stream: string;
}

/** Joins the lines of a log group that come in order of time, streams mixed. */
export interface GroupJoiner {
  /** Entries that are complete now. */
  readonly add: (events: readonly LogGroupEvent[]) => readonly StreamEntry[];
  /** What is open and has had nothing new since before this instant; the rest is left to the next reading. */
  readonly end: (quietBefore: EpochMs) => readonly StreamEntry[];
}

interface Lane {
  readonly joiner: LineJoiner;
  /** The last lines, the first of them at `start`. */
  readonly recent: string[];
  start: number;
  place: number;
  lastAt: EpochMs;
}

/**
 * Begins to read a group at `from`. What a stream begins with there, and looks like the rest of something, is left out:
 * it belongs to an entry that began earlier and was read then.
 */
export function groupJoiner(from: EpochMs): GroupJoiner {
  const lanes = new Map<string, Lane>();
  const seen = new Set<string>();
  const close = (stream: string, lane: Lane): readonly StreamEntry[] => {
    lanes.delete(stream);
    return placed(stream, lane, lane.joiner.flush());
  };
  const closeQuiet = (before: number): readonly StreamEntry[] => {
    const quiet = [...lanes].filter(([, { lastAt }]) => lastAt < before);
    return quiet.flatMap(([stream, lane]) => close(stream, lane));
  };
  const closeSurplus = (): readonly StreamEntry[] => {
    const surplus = [...lanes].sort(([, a], [, b]) => a.lastAt - b.lastAt).slice(0, -MOST_STREAMS);
    return surplus.flatMap(([stream, lane]) => close(stream, lane));
  };
  return {
    add: (events) => {
      const found: StreamEntry[] = [];
      for (const [stream, all] of byStream(events)) {
        const isCut = !seen.has(stream) && (all[0]?.at ?? 0) <= from + QUIET_MS;
        if (seen.size < 100_000) seen.add(stream);
        const lines = isCut ? withoutLead(all) : all;
        const lane = lanes.get(stream) ?? {
          joiner: lineJoiner(),
          recent: [],
          start: 1,
          place: 0,
          lastAt: from,
        };
        lanes.set(stream, lane);
        for (const line of lines) found.push(...addLine(stream, lane, line));
      }
      const newest = events.at(-1)?.at ?? from;
      found.push(...closeQuiet(newest - QUIET_MS), ...closeSurplus());
      return found;
    },
    end: (quietBefore) => {
      const found = closeQuiet(quietBefore);
      lanes.clear();
      return found;
    },
  };
}

function byStream(events: readonly LogGroupEvent[]): ReadonlyMap<string, readonly LogGroupEvent[]> {
  const streams = new Map<string, LogGroupEvent[]>();
  for (const event of events) {
    const known = streams.get(event.stream);
    if (known) known.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
}

const lineOf = ({ id, at, text }: LogGroupEvent, place: number): LogLine => ({ text, at, key: id, place });

function withoutLead(events: readonly LogGroupEvent[]): readonly LogGroupEvent[] {
  return events.slice(cutBatch(events.map(lineOf)).lead.length);
}

function addLine(stream: string, lane: Lane, event: LogGroupEvent): readonly StreamEntry[] {
  lane.place += 1;
  const complete = placed(stream, lane, lane.joiner.add(lineOf(event, lane.place)));
  lane.lastAt = event.at;
  lane.recent.push(event.text);
  if (lane.recent.length > MOST_RECENT) {
    lane.start += MOST_RECENT / 2;
    lane.recent.splice(0, MOST_RECENT / 2);
  }
  return complete;
}

/** With the lines before it, as far as they are remembered. */
function placed(stream: string, lane: Lane, entries: readonly LogEntry[]): readonly StreamEntry[] {
  if (entries.length === 0) return [];
  const { start } = lane;
  const recent = [...lane.recent];
  return entries.map((entry) => ({
    stream,
    entry,
    before: () => {
      const index = Math.max(0, entry.first - start);
      return recent.slice(Math.max(0, index - LINES_BEFORE), index);
    },
  }));
}

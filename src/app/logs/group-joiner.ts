import type { LogLine } from '#core/logs/log-entry';
import type { EpochMs } from '#core/time';
import type { LogGroupEvent } from '#ports/log-groups';
import { cutBatch } from './cut-batch.ts';
import type { PlacedEntry } from './read-entry.ts';
import { type StreamJoiner, streamJoiner } from './stream-joiner.ts';

/** Lines of one statement are written at once. */
export const QUIET_MS = 10_000;
/** Streams with something open; more are closed, the one that was silent longest first. */
const MOST_STREAMS = 500;

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
  readonly joiner: StreamJoiner;
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
    return inStream(stream, lane.joiner.flush());
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
        const lane = lanes.get(stream) ?? { joiner: streamJoiner(), place: 0, lastAt: from };
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

/** Sorts what comes of several streams, in its order. */
export function byStream<T extends { readonly stream: string }>(
  all: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const streams = new Map<string, T[]>();
  for (const one of all) {
    const known = streams.get(one.stream);
    if (known) known.push(one);
    else streams.set(one.stream, [one]);
  }
  return streams;
}

const lineOf = ({ id, at, text }: LogGroupEvent, place: number): LogLine => ({ text, at, key: id, place });

function withoutLead(events: readonly LogGroupEvent[]): readonly LogGroupEvent[] {
  return events.slice(cutBatch(events.map(lineOf)).lead.length);
}

function addLine(stream: string, lane: Lane, event: LogGroupEvent): readonly StreamEntry[] {
  lane.place += 1;
  lane.lastAt = event.at;
  return inStream(stream, lane.joiner.add(lineOf(event, lane.place)));
}

const inStream = (stream: string, entries: readonly PlacedEntry[]): readonly StreamEntry[] =>
  entries.map((placed) => ({ stream, ...placed }));

import { lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';
import { LINES_BEFORE } from './error-event.ts';
import type { PlacedEntry } from './read-entry.ts';

/** Lines of a stream that are remembered for those before an entry. */
const MOST_RECENT = 200;

/** Joins the lines of one stream, in their order, into entries with the lines before them, as far as they are remembered. */
export interface StreamJoiner {
  /** Entries that are complete now. */
  readonly add: (line: LogLine) => readonly PlacedEntry[];
  /** What is open, given out as it is. */
  readonly flush: () => readonly PlacedEntry[];
}

/** Begins a stream. The places of its lines must grow. */
export function streamJoiner(): StreamJoiner {
  const joiner = lineJoiner();
  const recent: LogLine[] = [];
  const placed = (entry: LogEntry): PlacedEntry => {
    const end = recent.findLastIndex(({ place }) => place < entry.first) + 1;
    const before = recent.slice(Math.max(0, end - LINES_BEFORE), end).map(({ text }) => text);
    return { entry, before: () => before };
  };
  return {
    add: (line) => {
      const complete = joiner.add(line).map(placed);
      recent.push(line);
      if (recent.length > MOST_RECENT) recent.splice(0, MOST_RECENT / 2);
      return complete;
    },
    flush: () => joiner.flush().map(placed),
  };
}

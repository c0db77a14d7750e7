import { readTextLogs } from '#adapters/local/text-logs';
import { lineJoiner } from '#core/logs/join/line-joiner';
import type { LogEntry, LogLine } from '#core/logs/log-entry';

/** An entry and where it was read. */
export interface SourcedEntry {
  readonly entry: LogEntry;
  /** As given or found; of a log group `group:stream`. */
  readonly file: string;
  /** Lines before it, oldest first. */
  readonly before: readonly string[];
}

export interface SourceFigures {
  files: number;
  lines: number;
  bytes: number;
  faults: number;
}

/** What `onFault` is told: a file and why it was not read, or not to its end. */
export type OnFault = (file: string, reason: string) => void;

const LINES_BEFORE = 5;

/** What is done with entries before more are read. */
export type OnEntries = (entries: readonly SourcedEntry[]) => Promise<void>;

/** Reads entries of files; a file ends its entries. Throws `TH_INPUT_UNREADABLE` for a path that is not there. */
export async function readFileEntries(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  figures: SourceFigures,
  { onFault, onEntries }: { readonly onFault: OnFault; readonly onEntries: OnEntries },
): Promise<void> {
  let lines = fileJoiner();
  for await (const piece of readTextLogs(paths, { stdin })) {
    const sourced = ({ entry, before }: Joined): SourcedEntry => ({ entry, before, file: piece.file });
    if (piece.type === 'fault') onFault(piece.file, piece.reason);
    if (piece.type === 'lines') {
      figures.lines += piece.lines.length;
      figures.bytes += piece.bytes;
      await onEntries(piece.lines.flatMap((line) => lines.add(line)).map(sourced));
    }
    if (piece.type === 'end') {
      figures.files += 1;
      await onEntries(lines.end().map(sourced));
      lines = fileJoiner();
    }
  }
}

type Joined = Omit<SourcedEntry, 'file'>;

/** Lines of a file that are remembered for those before an entry. */
const MOST_RECENT = 200;

function fileJoiner(): {
  readonly add: (line: LogLine) => readonly Joined[];
  readonly end: () => readonly Joined[];
} {
  const joiner = lineJoiner();
  const recent: LogLine[] = [];
  const joined = (entry: LogEntry): Joined => {
    const before = recent.filter(({ place }) => place < entry.first).slice(-LINES_BEFORE);
    return { entry, before: before.map(({ text }) => text) };
  };
  return {
    add: (line) => {
      const found = joiner.add(line).map(joined);
      recent.push(line);
      if (recent.length > MOST_RECENT) recent.splice(0, MOST_RECENT / 2);
      return found;
    },
    end: () => joiner.flush().map(joined),
  };
}

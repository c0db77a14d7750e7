import { readTextLogs } from '#adapters/local/text-logs';
import type { PlacedEntry } from '#app/logs/read-entry';
import { streamJoiner } from '#app/logs/stream-joiner';
import type { LogEntry } from '#core/logs/log-entry';

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

/** What is done with entries before more are read. */
export type OnEntries = (entries: readonly SourcedEntry[]) => Promise<void>;

/** Reads entries of files; a file ends its entries. Throws `TH_INPUT_UNREADABLE` for a path that is not there. */
export async function readFileEntries(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  figures: SourceFigures,
  { onFault, onEntries }: { readonly onFault: OnFault; readonly onEntries: OnEntries },
): Promise<void> {
  let lines = streamJoiner();
  for await (const piece of readTextLogs(paths, { stdin })) {
    const sourced = ({ entry, before }: PlacedEntry): SourcedEntry => ({
      ...{ entry, file: piece.file },
      before: before(),
    });
    if (piece.type === 'fault') onFault(piece.file, piece.reason);
    if (piece.type === 'lines') {
      figures.lines += piece.lines.length;
      figures.bytes += piece.bytes;
      await onEntries(piece.lines.flatMap((line) => lines.add(line)).map(sourced));
    }
    if (piece.type === 'end') {
      figures.files += 1;
      await onEntries(lines.flush().map(sourced));
      lines = streamJoiner();
    }
  }
}

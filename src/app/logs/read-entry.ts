import type { EntryReading } from '#core/logs/entry-reading';
import type { LogEntry } from '#core/logs/log-entry';

/** Where lines were written. */
export interface StreamPlace {
  readonly group: string;
  readonly stream: string;
  readonly accountId: string;
  readonly region: string;
}

/** An entry with the lines before it, oldest first, as they came. */
export interface PlacedEntry {
  readonly entry: LogEntry;
  readonly before: () => readonly string[];
}

/** An entry that was read, secrets masked in everything that is kept of it. */
export interface ReadEntry extends PlacedEntry {
  readonly place: StreamPlace;
  /** `message` and `fields` are masked. */
  readonly reading: EntryReading;
}

import type { AppLogSettings } from '#core/logs/app-log-settings';
import type { LogLine } from '#core/logs/log-entry';
import type { EpochMs } from '#core/time';
import type { Log } from '#ports/log';
import type { OpenStreams } from '#ports/open-streams';
import type { Quarantine } from '#ports/quarantine';
import type { StoreMatchesDeps } from '../store-matches.ts';
import type { AppDetector } from './app-detector.ts';
import type { PlacedEntry, ReadEntry, StreamPlace } from './read-entry.ts';

/** What watching application logs needs. */
export interface AppLogDeps extends StoreMatchesDeps {
  readonly openStreams: OpenStreams;
  readonly quarantine: Quarantine;
  readonly log: Log;
  readonly detector: AppDetector;
  readonly appLogs: AppLogSettings;
  /** Hands entries on to be searched, once their findings are stored. Must not reject: it is a copy. */
  readonly ship?: ShipEntries;
  /** Whether `ship` takes entries too that are no error and that no rule matched. @default true */
  readonly shipsAll?: boolean;
}

/** Takes entries whose findings are stored. */
export type ShipEntries = (entries: readonly ShippedEntry[], now: EpochMs) => Promise<void>;

/** An entry on its way to the search server. */
export interface ShippedEntry {
  readonly read: ReadEntry;
  /** Whether it is an error, or a rule matched it. */
  readonly matched: boolean;
}

/** A batch of lines of one stream, in their order. */
export interface StreamLines extends StreamPlace {
  readonly lines: readonly LogLine[];
}

/** Complete entries of one stream. */
export interface StreamEntries extends StreamPlace {
  readonly entries: readonly PlacedEntry[];
}

/** What batches of application logs came to. */
export interface AppLogCounts {
  readonly lines: number;
  readonly entries: number;
  /** Entries at or above the level, or errors by their kind. */
  readonly errors: number;
  /** (entry, rule) pairs of own Sigma rules. */
  readonly matches: number;
  readonly suppressed: number;
  readonly created: number;
  readonly grown: number;
  readonly unchanged: number;
  /** Events that no finding had counted before. */
  readonly added: number;
  /** Spikes and rates. */
  readonly signals: number;
  readonly quarantined: number;
  /** Lines of log groups that may not be watched. */
  readonly refused: number;
  /** Entries that wait for their rest. */
  readonly held: number;
}

/** Nothing. */
export const NO_APP_LOGS: AppLogCounts = {
  lines: 0,
  entries: 0,
  errors: 0,
  matches: 0,
  suppressed: 0,
  created: 0,
  grown: 0,
  unchanged: 0,
  added: 0,
  signals: 0,
  quarantined: 0,
  refused: 0,
  held: 0,
};

/** Adds up what several batches came to. */
export function addAppLogs(...all: readonly Partial<AppLogCounts>[]): AppLogCounts {
  const sum: Record<string, number> = { ...NO_APP_LOGS };
  for (const one of all) {
    for (const [name, value] of Object.entries(one)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum as unknown as AppLogCounts;
}

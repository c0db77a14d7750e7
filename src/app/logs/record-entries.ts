import { type GroupSettings, settingsOfGroup } from '#core/logs/app-log-settings';
import { readEntry } from '#core/logs/entry-reading';
import { maskSecrets } from '#core/logs/mask-secrets';
import type { Match } from '#core/match';
import type { EpochMs } from '#core/time';
import type { QuarantinedInput } from '#ports/quarantine';
import type { EventPart } from '../correlation/event-parts.ts';
import { storeMatches } from '../store-matches.ts';
import {
  type AppLogCounts,
  type AppLogDeps,
  addAppLogs,
  type ShippedEntry,
  type StreamEntries,
} from './app-log-deps.ts';
import { contextOf, entryEvent, entryRecord, isWorthy, maskedReading } from './error-event.ts';
import { errorMatches } from './error-matches.ts';
import { type KindBatch, recordKindHistory } from './kind-signals.ts';
import { groupKey } from './mine-kinds.ts';
import type { PlacedEntry, ReadEntry, StreamPlace } from './read-entry.ts';

/** What one look at all entries gives. */
interface Seen {
  /** By log group, in order. */
  readonly errors: Map<string, ReadEntry[]>;
  readonly matches: Match[];
  readonly parts: EventPart[];
  readonly faults: QuarantinedInput[];
  /** Kept only where entries are handed on. */
  readonly shipped: ShippedEntry[];
  entries: number;
}

/**
 * Reads complete entries and stores what they are: findings for errors and for own rules, spikes and rates.
 *
 * Resolves when all is stored; rejects when a store does. To repeat it, whole or in part, changes nothing. Entries
 * without an error cost no call.
 */
export async function recordEntries(
  streams: readonly StreamEntries[],
  deps: AppLogDeps,
): Promise<AppLogCounts> {
  const now = deps.clock.now();
  const seen = readAll(streams, deps, now);
  if (seen.faults.length > 0) await deps.quarantine.put(seen.faults);
  const kinds: KindBatch[] = [];
  for (const entries of seen.errors.values()) {
    const known = await errorMatches(entries, deps, now);
    kinds.push(...known.kinds);
    seen.matches.push(...known.matches);
  }
  const stored = await store(seen, deps, seen.entries);
  const signals = await recordHistories(kinds, deps);
  await deps.ship?.(seen.shipped, now);
  const errors = [...seen.errors.values()].reduce((sum, entries) => sum + entries.length, 0);
  const suppressed = seen.matches.filter(({ suppressedBy }) => suppressedBy !== undefined).length;
  return addAppLogs(stored, signals, {
    entries: seen.entries,
    errors,
    matches: seen.matches.length - errors,
    suppressed,
    quarantined: seen.faults.length,
  });
}

function readAll(streams: readonly StreamEntries[], deps: AppLogDeps, now: EpochMs): Seen {
  const seen: Seen = { errors: new Map(), matches: [], parts: [], faults: [], shipped: [], entries: 0 };
  for (const { entries, ...place } of streams) {
    const settings = settingsOfGroup(place.group, deps.appLogs);
    for (const placed of entries) {
      seen.entries += 1;
      try {
        readOne(placed, { place, settings }, deps, now, seen);
      } catch (error) {
        // An entry that breaks a rule must not take its batch with it.
        seen.faults.push(faultOf(placed, place, error));
      }
    }
  }
  return seen;
}

function faultOf({ entry }: PlacedEntry, { group, stream }: StreamPlace, error: unknown): QuarantinedInput {
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    source: `${group}:${stream}`,
    offset: entry.first,
    reason: `a rule could not be evaluated on this entry (${kind})`,
    raw: maskSecrets(entry.text),
  };
}

function readOne(
  placed: PlacedEntry,
  { place, settings }: { readonly place: StreamPlace; readonly settings: GroupSettings },
  deps: AppLogDeps,
  now: EpochMs,
  seen: Seen,
): void {
  const { detector } = deps;
  const raw = readEntry(placed.entry.text);
  const isError = isWorthy(raw, settings);
  // Every line comes by here, and most deployments have no rules for logs of applications.
  const rules =
    detector.cards.length === 0
      ? []
      : detector.match(entryRecord({ place, reading: raw }), settings.logsource);
  const matched = isError || rules.length > 0;
  const isShipped = deps.ship !== undefined && (matched || deps.shipsAll !== false);
  if (!matched && !isShipped) return;
  const read: ReadEntry = { ...placed, place, reading: maskedReading(raw) };
  if (isShipped) seen.shipped.push({ read, matched });
  if (isError) errorsOf(seen, read).push(read);
  if (rules.length === 0) return;
  const record = entryRecord(read);
  const event = entryEvent(read, record, now);
  const context = contextOf(read, { fingerprint: '', template: read.reading.message }, event.at);
  const { matches, parts } = detector.judge(rules, event, record, now);
  for (const match of matches) seen.matches.push({ ...match, context });
  seen.parts.push(...parts);
}

function errorsOf({ errors }: Seen, { place }: ReadEntry): ReadEntry[] {
  const key = groupKey(place);
  const known = errors.get(key) ?? [];
  errors.set(key, known);
  return known;
}

async function store(
  { matches, parts }: Pick<Seen, 'matches' | 'parts'>,
  deps: AppLogDeps,
  entries: number,
): Promise<Partial<AppLogCounts>> {
  const matched = new Set([...matches, ...parts].map(({ event }) => event.key)).size;
  const unstored = { matches, parts, plan: deps.detector.plan };
  const { counts } = await storeMatches(unstored, { events: entries, matched }, deps.clock.now(), deps);
  return counts;
}

/** Kinds whose histories are worked on at once. */
const AT_ONCE = 8;

async function recordHistories(
  kinds: readonly KindBatch[],
  deps: AppLogDeps,
): Promise<Partial<AppLogCounts>> {
  const counts: Partial<AppLogCounts>[] = [];
  const storeSignals = async (matches: readonly Match[]): Promise<void> => {
    counts.push(await store({ matches: [...matches], parts: [] }, deps, 0));
  };
  let signals = 0;
  for (let at = 0; at < kinds.length; at += AT_ONCE) {
    const found = await Promise.all(
      kinds.slice(at, at + AT_ONCE).map((kind) => {
        const group = kind.entries[0]?.place.group ?? '';
        return recordKindHistory(kind, settingsOfGroup(group, deps.appLogs), deps, storeSignals);
      }),
    );
    signals += found.reduce((sum, one) => sum + one, 0);
  }
  return addAppLogs(...counts, { signals });
}

import { groupMatches } from '#core/dedup';
import type { WatchedEvent } from '#core/event';
import type { LogContext } from '#core/finding-context';
import { type GroupSettings, settingsOfGroup } from '#core/logs/app-log-settings';
import { readEntry } from '#core/logs/entry-reading';
import { maskSecrets } from '#core/logs/mask-secrets';
import type { Match, RuleCard } from '#core/match';
import type { MergeSettings } from '#core/merge';
import type { EpochMs } from '#core/time';
import type { QuarantinedInput } from '#ports/quarantine';
import { countBatch } from '../count-batch.ts';
import {
  type AppLogCounts,
  type AppLogDeps,
  addAppLogs,
  type ShippedEntry,
  type StreamEntries,
} from './app-log-deps.ts';
import { errorCard } from './cards.ts';
import { contextOf, entryEvent, entryRecord, isWorthy, maskedReading, severityOf } from './error-event.ts';
import { type KindBatch, recordKindHistory } from './kind-signals.ts';
import { groupKey, mineKinds } from './mine-kinds.ts';
import type { PlacedEntry, ReadEntry, StreamPlace } from './read-entry.ts';

/** What one look at all entries gives. */
interface Seen {
  /** By log group, in order. */
  readonly errors: Map<string, ReadEntry[]>;
  readonly matches: Match[];
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
    const known = await kindsOf(entries, deps, now);
    kinds.push(...known.kinds);
    seen.matches.push(...known.matches);
  }
  const stored = await storeMatches(seen.matches, deps, seen.entries);
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
  const seen: Seen = { errors: new Map(), matches: [], faults: [], shipped: [], entries: 0 };
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
  if (!matched && !deps.ship) return;
  const read: ReadEntry = { ...placed, place, reading: maskedReading(raw) };
  if (deps.ship) seen.shipped.push({ read, matched });
  if (isError) errorsOf(seen, read).push(read);
  if (rules.length === 0) return;
  const event = entryEvent(read, entryRecord(read), now);
  const context = contextOf(read, { fingerprint: '', template: read.reading.message }, event.at);
  for (const rule of rules) seen.matches.push(matchOf(rule, event, context, detector, now));
}

const matchOf = (
  rule: RuleCard,
  event: WatchedEvent,
  context: LogContext,
  detector: AppLogDeps['detector'],
  now: EpochMs,
): Match => {
  const suppressedBy = detector.covering(rule, event, now);
  return { rule, event, context, ...(suppressedBy === undefined ? {} : { suppressedBy }) };
};

function errorsOf({ errors }: Seen, { place }: ReadEntry): ReadEntry[] {
  const key = groupKey(place);
  const known = errors.get(key) ?? [];
  errors.set(key, known);
  return known;
}

async function kindsOf(
  entries: readonly ReadEntry[],
  deps: AppLogDeps,
  now: EpochMs,
): Promise<{ readonly kinds: readonly KindBatch[]; readonly matches: readonly Match[] }> {
  const [first] = entries;
  if (!first) return { kinds: [], matches: [] };
  const settings = settingsOfGroup(first.place.group, deps.appLogs);
  const mined = await mineKinds(
    first.place,
    entries.map(({ reading }) => reading),
    deps,
  );
  const kinds = new Map<
    string,
    KindBatch & { readonly entries: ReadEntry[]; readonly events: { key: string; at: EpochMs }[] }
  >();
  const matches = entries.flatMap((read, index): readonly Match[] => {
    const kind = mined[index];
    if (!kind) return [];
    const event = entryEvent(read, entryRecord(read, { ...kind }), now);
    const known = kinds.get(kind.fingerprint) ?? { ...kind, entries: [], events: [] };
    kinds.set(kind.fingerprint, known);
    known.entries.push(read);
    // What has no time belongs to no history; one from the future would push the present out of it.
    if (event.timeNote === 'ok') known.events.push({ key: event.key, at: event.at });
    const rule = errorCard(severityOf(read.reading, settings));
    return [matchOf(rule, event, contextOf(read, kind, event.at), deps.detector, now)];
  });
  return { kinds: [...kinds.values()], matches };
}

async function storeMatches(
  matches: readonly Match[],
  deps: AppLogDeps,
  entries: number,
): Promise<Partial<AppLogCounts>> {
  const deltas = groupMatches(matches);
  const recorded = deltas.length === 0 ? [] : await deps.findings.record(deltas, mergeSettingsOf(deps));
  const matched = new Set(matches.map(({ event }) => event.key)).size;
  countBatch({ events: entries, matched, deltas, recorded }, deps.metrics);
  const outcomes = (outcome: string): number => recorded.filter((one) => one.outcome === outcome).length;
  return {
    created: outcomes('created'),
    grown: outcomes('grown'),
    unchanged: outcomes('unchanged'),
    added: recorded.reduce((sum, { added }) => sum + added, 0),
  };
}

function mergeSettingsOf({ clock, settings, correlationId }: AppLogDeps): MergeSettings {
  const id = correlationId?.();
  return { now: clock.now(), ...settings, ...(id ? { correlationId: id } : {}) };
}

/** Kinds whose histories are worked on at once. */
const AT_ONCE = 8;

async function recordHistories(
  kinds: readonly KindBatch[],
  deps: AppLogDeps,
): Promise<Partial<AppLogCounts>> {
  const counts: Partial<AppLogCounts>[] = [];
  const store = async (matches: readonly Match[]): Promise<void> => {
    counts.push(await storeMatches(matches, deps, 0));
  };
  let signals = 0;
  for (let at = 0; at < kinds.length; at += AT_ONCE) {
    const found = await Promise.all(
      kinds.slice(at, at + AT_ONCE).map((kind) => {
        const group = kind.entries[0]?.place.group ?? '';
        return recordKindHistory(kind, settingsOfGroup(group, deps.appLogs), deps, store);
      }),
    );
    signals += found.reduce((sum, one) => sum + one, 0);
  }
  return addAppLogs(...counts, { signals });
}

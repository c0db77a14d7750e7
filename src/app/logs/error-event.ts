import { cutText } from '#core/cut';
import { sha256Text } from '#core/digest';
import type { WatchedEvent } from '#core/event';
import type { LogContext } from '#core/finding-context';
import { MAX_LINES } from '#core/finding-context';
import type { GroupSettings } from '#core/logs/app-log-settings';
import { consoleLink } from '#core/logs/console-link';
import type { EntryReading } from '#core/logs/entry-reading';
import type { LogEntry } from '#core/logs/log-entry';
import { LOG_LEVELS } from '#core/logs/log-entry';
import { maskFields, maskSecrets } from '#core/logs/mask-secrets';
import type { Severity } from '#core/severity';
import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import type { ReadEntry, StreamPlace } from './read-entry.ts';

/** How far an entry's clock may be ahead of ours, in milliseconds, before its time is not believed. */
const FUTURE_TOLERANCE_MS = 600_000;
/** Lines before an entry that its finding shows. */
export const LINES_BEFORE = 5;
/** Of an entry, this much is looked at for the lines that its finding shows. */
const SHOWN_CHARACTERS = 8_000;
/** And this much of each line before it: from its beginning, because a secret is told by what stands before it. */
const SHOWN_BEFORE = 1_600;

/** Masks what is kept of a reading: frames of several languages show arguments, or addresses that scripts came from. */
export function maskedReading(reading: EntryReading): EntryReading {
  const { message, exception, logger, fields } = reading;
  return {
    ...reading,
    message: maskSecrets(message),
    ...(logger !== undefined && { logger: maskSecrets(logger) }),
    ...(exception && { exception: { ...exception, frames: exception.frames.map(maskSecrets) } }),
    ...(fields && { fields: maskFields(fields) }),
  };
}

/**
 * Whether an entry is worth a finding: at the level or worse, or an error by its kind, whatever its level. An error of
 * the kind `log` is one by its level alone.
 */
export function isWorthy(
  { level, kind }: EntryReading,
  { level: least }: Pick<GroupSettings, 'level'>,
): boolean {
  if (kind !== undefined && kind !== 'log') return true;
  const judged = level ?? (kind === 'log' ? 'error' : undefined);
  return judged !== undefined && LOG_LEVELS.indexOf(judged) <= LOG_LEVELS.indexOf(least);
}

/** How severe an entry is: by its kind where that has a severity, else by its level. */
export function severityOf(
  { level, kind }: EntryReading,
  { severities }: Pick<GroupSettings, 'severities'>,
): Severity {
  const ofKind = kind === undefined ? undefined : severities.kinds[kind];
  return ofKind ?? severities.levels[level ?? 'error'];
}

/** What rules and the allow-list see of an entry: its own fields, and beside them what we know of every entry. */
export const entryRecord = (
  { place, reading }: Pick<ReadEntry, 'place' | 'reading'>,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  ...reading.fields,
  logGroup: place.group,
  logStream: place.stream,
  level: reading.level ?? '',
  kind: reading.kind ?? '',
  message: reading.message,
  ...(reading.logger === undefined ? {} : { logger: reading.logger }),
  ...(reading.exception === undefined ? {} : { exception: reading.exception.type }),
  ...more,
});

/** What tells an entry from every other: its place, and its first line. Nothing of its text, which a cut batch changes. */
export const entryKey = ({ group, stream }: StreamPlace, { key }: Pick<LogEntry, 'key'>): string =>
  sha256Text(JSON.stringify([group, stream, key]));

/** Makes the event that a finding counts. */
export function entryEvent(
  { entry, reading, place }: ReadEntry,
  record: Readonly<Record<string, unknown>>,
  now: EpochMs,
): WatchedEvent {
  const key = entryKey(place, entry);
  return {
    record,
    key,
    eventId: key,
    ...timeOf(entry, reading, now),
    ...placeFields(place),
    eventName: reading.kind ?? reading.level ?? 'entry',
    errorCode: reading.level ?? '',
  };
}

/** What all events of a log group say alike. */
export const placeFields = (place: StreamPlace) => ({
  eventSource: place.group,
  accountId: place.accountId,
  region: place.region,
  principal: place.group,
  sourceIp: '',
  userAgent: '',
  origin: `${place.group}:${place.stream}`,
});

/** When an entry was written: the carrier's time before the entry's own, which may lack its zone. */
export function timeOf(
  entry: LogEntry,
  reading: EntryReading,
  now: EpochMs,
): Pick<WatchedEvent, 'at' | 'timeNote' | 'claimedAt'> {
  const claimed = entry.at ?? reading.at;
  if (claimed === undefined) return { at: epochMs(0), timeNote: 'missing' };
  if (claimed > now + FUTURE_TOLERANCE_MS) return { at: now, timeNote: 'future', claimedAt: claimed };
  return { at: claimed, timeNote: 'ok' };
}

/** The first lines around an entry, for its finding. */
export function contextOf(
  { entry, before, place, reading }: ReadEntry,
  kind: { readonly fingerprint: string; readonly template: string },
  at: EpochMs,
): LogContext {
  const link = consoleLink(at === 0 ? place : { ...place, at });
  return {
    kind: 'log',
    at: isoFromMs(at),
    group: place.group,
    stream: place.stream,
    fingerprint: kind.fingerprint,
    template: kind.template,
    level: reading.level ?? '',
    lines: linesAround(entry.text, before()),
    ...(link === undefined ? {} : { link }),
  };
}

function linesAround(text: string, before: readonly string[]): readonly string[] {
  const beginnings = before.slice(-LINES_BEFORE).map((line) => line.slice(0, SHOWN_BEFORE));
  const earlier = maskSecrets(beginnings.join('\n')).split(/\r\n|[\r\n]/);
  const own = maskSecrets(text.slice(0, SHOWN_CHARACTERS)).split(/\r\n|[\r\n]/);
  const kept = before.length === 0 ? [] : earlier.slice(-LINES_BEFORE);
  return [...kept, ...own.filter((line) => line.trim() !== '')]
    .slice(0, MAX_LINES)
    .map((line) => cutText(line, 500));
}

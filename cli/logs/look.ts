import type { AppDetector } from '#app/logs/app-detector';
import { errorCard } from '#app/logs/cards';
import { entryEvent, entryRecord, isWorthy, maskedReading, severityOf } from '#app/logs/error-event';
import type { AppLogSettings } from '#core/logs/app-log-settings';
import { readEntry } from '#core/logs/entry-reading';
import type { Mined, TemplateMiner } from '#core/logs/kinds/template-miner';
import { yearlessTime } from '#core/logs/read/yearless-time';
import type { RuleCard } from '#core/match';
import { type Severity, severityRank } from '#core/severity';
import type { EpochMs } from '#core/time';
import type { SourcedEntry } from './log-source.ts';

/** An entry that is printed. */
export interface WorthyEntry extends SourcedEntry {
  readonly reading: ReturnType<typeof maskedReading>;
  readonly mined: Mined;
  readonly rules: readonly RuleCard[];
  readonly severity: Severity;
  readonly at: EpochMs | undefined;
}

/** What entries are looked at with. The miner learns from suppressed ones too, as it does in an account. */
export interface Eye {
  readonly options: {
    readonly since?: EpochMs;
    readonly until?: EpochMs;
    readonly level: string;
  };
  readonly settings: AppLogSettings;
  readonly detector: AppDetector;
  readonly miner: TemplateMiner;
}

/** Reads one entry: `suppressed`, or undefined where it is outside the span or nothing that is asked for. */
export function look(
  given: SourcedEntry,
  { options, settings, detector, miner }: Eye,
  now: EpochMs,
): WorthyEntry | 'suppressed' | undefined {
  const raw = readEntry(given.entry.text);
  const sourced = raw.at === undefined ? dated(given, now) : given;
  const at = sourced.entry.at ?? raw.at;
  const isOutside =
    at !== undefined && (at < (options.since ?? 0) || at > (options.until ?? Number.POSITIVE_INFINITY));
  if (isOutside) return undefined;
  const place = placeOf(sourced);
  const rules = detector
    .match(entryRecord({ place, reading: raw }), settings.logsource)
    .filter(({ silent }) => !silent)
    .map(({ card }) => card);
  const isError = options.level === 'all' || isWorthy(raw, settings);
  if (!isError && rules.length === 0) return undefined;
  const reading = maskedReading(raw);
  const own = raw.kind === undefined && raw.level === undefined ? 'informational' : severityOf(raw, settings);
  const severity = [...rules.map((rule) => rule.severity), own].reduce((worst, one) =>
    severityRank(one) > severityRank(worst) ? one : worst,
  );
  const mined = miner.mine(reading);
  const found: WorthyEntry = { ...sourced, reading, mined, rules, severity, at };
  // The allow-list sees the kind of an error, and of what an own rule found the entry alone.
  const record = entryRecord({ place, reading }, rules.length > 0 ? {} : { ...mined });
  const event = entryEvent({ ...found, place, before: () => sourced.before }, record, now);
  const cards = rules.length > 0 ? rules : [errorCard(severity)];
  const isCovered = cards.every((card) => detector.covering(card, event, now) !== undefined);
  return isCovered ? 'suppressed' : found;
}

/** A line of a file may have no time but that of syslog, whose year only the present tells. */
function dated(sourced: SourcedEntry, now: EpochMs): SourcedEntry {
  const at = sourced.entry.at ?? yearlessTime(sourced.entry.text, now);
  return at === undefined ? sourced : { ...sourced, entry: { ...sourced.entry, at } };
}

/** A file as a log group. */
export const placeOf = ({ file }: SourcedEntry) => ({ group: file, stream: '', accountId: '', region: '' });

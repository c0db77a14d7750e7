import { inflate } from '#adapters/codec/inflate';
import { correlatedAt } from '#app/correlation/event-parts';
import type { CloudTrailRecord } from '#core/event';
import { isObject } from '#core/field-text';
import { parseJsonLines } from '#core/json-lines';
import { isRecord } from '#core/record-shape';
import { type EpochMs, parseTime } from '#core/time';
import { BEGINS_LIKE_JSON, unwrap } from '#core/unwrap';
import { watchedEvent } from '#core/watched-event';
import type { IdentifiedEvent } from '#sigma/explain/correlation-groups';
import type { LogSource } from '#sigma/log-source';
import type { Io } from '../../context.ts';
import { type EventText, eventTexts, type FileNotes } from './event-texts.ts';

/** An event to explain, with what people know it by. */
export interface ExplainedEvent extends IdentifiedEvent {
  /** From 1, in order of the files. */
  readonly number: number;
  readonly file: string;
  /** It says of itself when it happened; others happened in 1970. */
  readonly isTimed: boolean;
  /** What happened, where it is a record of CloudTrail. */
  readonly name: string;
}

/** The log source of the Sigma taxonomy that CloudTrail records belong to. */
const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };

/**
 * Reads the events of files, folders, patterns and `-`: one as JSON, a list, JSON lines, CloudTrail records in anything
 * that `scan` knows. A text that is no JSON is a log with one event a line; where it was not named itself, only if its
 * name says so. `named` is the log source of all; without it CloudTrail records have theirs, and others belong to every one.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that was named and can't be read.
 */
export async function* readEvents(
  paths: readonly string[],
  named: LogSource | 'any' | undefined,
  io: Io,
  notes: FileNotes,
): AsyncGenerator<ExplainedEvent> {
  const now = io.clock.now();
  let number = 0;
  for await (const one of eventTexts(paths, io, notes)) {
    const { file } = one;
    const faulty = (reason: string): void => notes.fault(file, reason);
    const raws = rawsIn(one, faulty);
    if (!raws) notes.passed(file, 'text that is no JSON');
    for (const raw of raws ?? []) {
      number += 1;
      yield { ...identified(raw, number, named, now), file };
    }
  }
}

interface Raw {
  readonly event: CloudTrailRecord | string;
  readonly fallbackTime?: EpochMs | undefined;
}

type Faulty = (reason: string) => void;

/** `auth.log`, `messages.log.1`. */
const NAME_OF_LOG = /\.log\b/i;

/** `undefined` for a text that is neither JSON nor a log. */
function rawsIn({ file, isNamed, text }: EventText, faulty: Faulty): readonly Raw[] | undefined {
  const parts = parseJsonLines(text);
  if (parts.ok)
    return parts.value.flatMap((part) =>
      part.ok ? opened(part.value, faulty) : noted(part.error.reason, faulty),
    );
  if (BEGINS_LIKE_JSON.test(text) || text.includes('\0')) return noted(parts.error, faulty);
  if (!isNamed && !NAME_OF_LOG.test(file)) return undefined;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((event) => ({ event }));
}

function noted(reason: string, faulty: Faulty): readonly never[] {
  faulty(reason);
  return [];
}

/** Records that are wrapped come out of their wrapping; anything else is an event as it is. */
function opened(value: unknown, faulty: Faulty): readonly Raw[] {
  const { records, faults } = unwrap(value, inflate);
  if (records.length > 0) {
    for (const { reason } of faults) faulty(reason);
    return records.map(({ record, fallbackTime }) => ({ event: record, fallbackTime }));
  }
  const list = isObject(value) && Array.isArray(value['Records']) ? value['Records'] : value;
  if (Array.isArray(list)) return list.flatMap((one: unknown) => single(one, faulty));
  return single(list, faulty);
}

function single(value: unknown, faulty: Faulty): readonly Raw[] {
  if (typeof value === 'string') return [{ event: value }];
  if (!isObject(value)) return noted('a JSON value that is no object and no text', faulty);
  const time = value['@timestamp'] ?? value['timestamp'] ?? value['time'];
  return [{ event: value, fallbackTime: parseTime(time) }];
}

function identified(
  { event, fallbackTime }: Raw,
  number: number,
  named: LogSource | 'any' | undefined,
  now: EpochMs,
): Omit<ExplainedEvent, 'file'> {
  const isTrail = isRecord(event);
  const logsource = named ?? (isTrail ? CLOUDTRAIL : 'any');
  const common = { number, event, ...(logsource === 'any' ? {} : { logsource }) };
  if (typeof event === 'string')
    return { ...common, at: 0, id: `#${number}`, eventId: `#${number}`, isTimed: false, name: '' };
  const arrival = { origin: '', now, ...(fallbackTime === undefined ? {} : { fallbackTime }) };
  const watched = watchedEvent(event, arrival);
  const { timeNote, key, eventId, eventName } = watched;
  return {
    ...common,
    at: correlatedAt(watched),
    // What has no id of its own may be the same text twice, and is then two events.
    id: isTrail ? key : `#${number}`,
    eventId: typeof event['eventID'] === 'string' ? eventId : `#${number}`,
    isTimed: timeNote !== 'missing' || fallbackTime !== undefined,
    name: eventName,
  };
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inflate } from '#adapters/codec/inflate';
import type { CloudTrailRecord } from '#core/event';
import { isObject } from '#core/field-text';
import { parseJsonLines } from '#core/json-lines';
import { isRecord } from '#core/record-shape';
import { type EpochMs, parseTime } from '#core/time';
import { unwrap } from '#core/unwrap';
import { watchedEvent } from '#core/watched-event';
import type { IdentifiedEvent } from '#sigma/explain/correlation-groups';
import type { LogSource } from '#sigma/log-source';
import { AdvisedError } from '../advised-error.ts';
import type { Io } from '../context.ts';
import { reasonOf } from '../rule-files.ts';

/** An event to explain, with what people know it by. */
export interface ExplainedEvent extends IdentifiedEvent {
  /** From 1, in order of the file. */
  readonly number: number;
  /** It says of itself when it happened; others happened in 1970. */
  readonly isTimed: boolean;
  /** What happened, where it is a record of CloudTrail. */
  readonly name: string;
}

/** What a file of events holds. */
export interface EventFile {
  readonly events: readonly ExplainedEvent[];
  /** Why parts of it could not be read, never quoting them. */
  readonly faults: readonly string[];
}

const MAX_BYTES = 256_000_000;
/** The log source of the Sigma taxonomy that CloudTrail records belong to. */
const CLOUDTRAIL: LogSource = { product: 'aws', service: 'cloudtrail' };

/**
 * Reads events: one as JSON, a list, JSON lines, CloudTrail records in anything that `scan` knows; a text that is no JSON
 * is a log with one event a line. `named` is the log source of all; without it CloudTrail records have theirs, and others
 * belong to every one.
 *
 * Throws `TH_INPUT_UNREADABLE` for what can't be read and where there is no event.
 */
export async function readEvents(
  file: string,
  named: LogSource | 'any' | undefined,
  io: Io,
): Promise<EventFile> {
  const text = textOf(file, await bytesOf(file, io));
  const parts = parseJsonLines(text);
  const faults: string[] = [];
  const values = parts.ok
    ? parts.value.flatMap((part) => (part.ok ? opened(part.value, faults) : noted(part.error.reason, faults)))
    : linesOf(file, text, parts.error);
  if (values.length === 0) throw unreadable(file, faults[0] ?? 'there is no event in it');
  const now = io.clock.now();
  const events = values.map((value, index) => identified(value, index + 1, named, now));
  return { events, faults };
}

const unreadable = (file: string, reason: string, cause?: unknown): AdvisedError =>
  new AdvisedError('TH_INPUT_UNREADABLE', `${file === '-' ? 'standard input' : file}: ${reason}`, { cause });

function noted(reason: string, faults: string[]): readonly never[] {
  faults.push(reason);
  return [];
}

async function bytesOf(file: string, io: Io): Promise<Buffer> {
  const read = file === '-' ? wholeStdin(io) : readFile(resolve(io.cwd, file));
  const bytes = await read.catch((cause: unknown) => {
    const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR';
    throw unreadable(file, isFolder ? 'it is a folder; name a file' : reasonOf(cause), cause);
  });
  if (bytes.length > MAX_BYTES) throw unreadable(file, `larger than ${MAX_BYTES} bytes (limit)`);
  return bytes;
}

async function wholeStdin({ stdin }: Io): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function textOf(file: string, bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw unreadable(file, isGzip ? 'damaged gzip, or too large unpacked' : 'it is no text in UTF-8', cause);
  }
}

/** Records that are wrapped come out of their wrapping; anything else is an event as it is. */
function opened(value: unknown, faults: string[]): readonly Raw[] {
  const { records, faults: broken } = unwrap(value, inflate);
  if (records.length > 0) {
    for (const { reason } of broken) faults.push(reason);
    return records.map(({ record, fallbackTime }) => ({ event: record, fallbackTime }));
  }
  const list = isObject(value) && Array.isArray(value['Records']) ? value['Records'] : value;
  if (Array.isArray(list)) return list.flatMap((one: unknown) => single(one, faults));
  return single(list, faults);
}

interface Raw {
  readonly event: CloudTrailRecord | string;
  readonly fallbackTime?: EpochMs | undefined;
}

function single(value: unknown, faults: string[]): readonly Raw[] {
  if (typeof value === 'string') return [{ event: value }];
  if (!isObject(value)) return noted('a JSON value that is no object and no text', faults);
  const time = value['@timestamp'] ?? value['timestamp'] ?? value['time'];
  return [{ event: value, fallbackTime: parseTime(time) }];
}

function linesOf(file: string, text: string, reason: string): readonly Raw[] {
  if (/^\s*[[{]/.test(text) || text.includes('\0')) throw unreadable(file, reason);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((event) => ({ event }));
}

function identified(
  { event, fallbackTime }: Raw,
  number: number,
  named: LogSource | 'any' | undefined,
  now: EpochMs,
): ExplainedEvent {
  const isTrail = isRecord(event);
  const logsource = named ?? (isTrail ? CLOUDTRAIL : 'any');
  const common = { number, event, ...(logsource === 'any' ? {} : { logsource }) };
  if (typeof event === 'string')
    return { ...common, at: 0, id: `#${number}`, eventId: `#${number}`, isTimed: false, name: '' };
  const arrival = { origin: '', now, ...(fallbackTime === undefined ? {} : { fallbackTime }) };
  const { at, claimedAt, timeNote, key, eventId, eventName } = watchedEvent(event, arrival);
  return {
    ...common,
    // As the pipeline does it: arrival differs between two deliveries of one event, and what it claims does not.
    at: timeNote === 'future' ? (claimedAt ?? at) : at,
    // What has no id of its own may be the same text twice, and is then two events.
    id: isTrail ? key : `#${number}`,
    eventId: typeof event['eventID'] === 'string' ? eventId : `#${number}`,
    isTimed: timeNote !== 'missing' || fallbackTime !== undefined,
    name: eventName,
  };
}

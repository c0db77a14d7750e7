import { fail, ok, type Result } from '../result.ts';
import type { EpochMs } from '../time.ts';
import { shippedTime } from './event-time.ts';
import { asBytes, asText, isMap, plainRecord } from './plain-value.ts';
import { MOST_RECORDS, TOO_MANY_RECORDS } from './record-limit.ts';

/** One event: a time, where a usable one was sent, and a record. */
export interface ForwardEntry {
  readonly at: EpochMs | undefined;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What a client sends at a time, in any of the four modes. */
export interface ForwardMessage {
  readonly tag: string;
  readonly entries: readonly ForwardEntry[];
  /** Entries that are no pair of time and map; the others are sound. */
  readonly broken: number;
  /** Name under which the client wants to hear that all of it is stored. */
  readonly chunk?: string;
}

/** Unpacks what PackedForward carries: MessagePack values one behind the other. */
export type UnpackEntries = (packed: Uint8Array, compressed: string) => Result<readonly unknown[], string>;

/** A tag is a name, not a text. */
const MAX_TAG = 1024;

/**
 * Reads one message of the Fluentd Forward Protocol (Specification v1, "Event Modes"): Message, Forward, PackedForward
 * and CompressedPackedForward. `undefined` is a heartbeat: nil, or an empty message without a tag.
 *
 * Fails with a reason that quotes nothing, for what is none of these: then the stream can't be trusted any further.
 */
export function readForwardMessage(
  value: unknown,
  unpack: UnpackEntries,
): Result<ForwardMessage | undefined, string> {
  if (value === null) return ok(undefined);
  if (!Array.isArray(value) || value.length < 2) return fail('no message of the forward protocol');
  const tag = asText(value[0]);
  if (tag === undefined) return fail('a tag that is no text');
  if (tag.length > MAX_TAG) return fail(`a tag longer than ${MAX_TAG} characters (limit)`);
  const isMessageMode = value.length >= 3 && isMap(value[2]) && !isEntries(value[1]);
  const option = optionOf(value[isMessageMode ? 3 : 2]);
  if (!option.ok) return option;
  const entries = isMessageMode
    ? ok([[value[1], value[2]]])
    : entriesOf(value[1], option.value.compressed, unpack);
  if (!entries.ok) return entries;
  if (tag === '' && entries.value.length === 0) return ok(undefined);
  if (entries.value.length > MOST_RECORDS) return fail(TOO_MANY_RECORDS);
  const { chunk } = option.value;
  const read = entries.value.map(readEntry);
  const sound = read.filter((entry) => entry !== undefined);
  const message = { tag, entries: sound, broken: read.length - sound.length };
  return ok(chunk === undefined ? message : { ...message, chunk });
}

const isEntries = (value: unknown): boolean =>
  value instanceof Uint8Array || typeof value === 'string' || (Array.isArray(value) && !isTimePair(value));

/** `[time, metadata]`, as newer Fluent Bit writes it where a time was expected. */
const isTimePair = (value: readonly unknown[]): boolean =>
  value.length === 2 && !Array.isArray(value[0]) && isMap(value[1]) && shippedTime(value[0]) !== undefined;

interface Option {
  readonly chunk?: string;
  readonly compressed: string;
}

function optionOf(value: unknown): Result<Option, string> {
  if (value === undefined || value === null) return ok({ compressed: 'text' });
  if (!isMap(value)) return fail('an option that is no map');
  const compressed = value['compressed'] === undefined ? 'text' : asText(value['compressed']);
  if (compressed === undefined) return fail('an option "compressed" that is no text');
  const chunk = value['chunk'] === undefined || value['chunk'] === null ? undefined : asText(value['chunk']);
  return ok(chunk === undefined ? { compressed } : { compressed, chunk });
}

function entriesOf(
  value: unknown,
  compressed: string,
  unpack: UnpackEntries,
): Result<readonly unknown[], string> {
  if (Array.isArray(value)) return ok(value);
  const packed = asBytes(value);
  return packed === undefined
    ? fail('entries that are neither a list nor packed')
    : unpack(packed, compressed);
}

function readEntry(entry: unknown): ForwardEntry | undefined {
  if (!Array.isArray(entry) || entry.length < 2) return undefined;
  const [time, record] = entry as readonly unknown[];
  return isMap(record) ? { at: shippedTime(time), record: plainRecord(record) } : undefined;
}

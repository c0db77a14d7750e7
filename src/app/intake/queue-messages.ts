import { sha256Text } from '#core/digest';
import { isObject } from '#core/field-text';
import { parseJson } from '#core/json-text';
import { fail, ok, type Result } from '#core/result';
import { epochMs } from '#core/time';
import type { Inflate } from '#core/unpacking';
import type { ShippedRecord } from '#ports/intake';

/** Packs a text: gzip, then base64. */
export type Deflate = (text: string) => string;

/** Messages for a queue, and records that no message can hold. */
export interface QueueMessages {
  readonly bodies: readonly string[];
  readonly tooLarge: readonly ShippedRecord[];
}

/** Where packing begins to pay. */
const WORTH_PACKING = 4_096;
/** What a packed message may unpack to: bounds the memory of whoever reads it. */
const MAX_UNPACKED = 4_000_000;
const FRAME = 64;

/**
 * Cuts records into messages of at most `maxBytes`, packed where that makes them smaller. Characters that are not ASCII are
 * written as escapes, so that characters and bytes are the same.
 */
export function queueMessages(
  records: readonly ShippedRecord[],
  deflate: Deflate,
  maxBytes: number,
): QueueMessages {
  const bodies: string[] = [];
  const tooLarge: ShippedRecord[] = [];
  const pack = (items: readonly Item[]): void => {
    const body = bodyOf(items, deflate);
    const [only, ...more] = items;
    if (body.length <= maxBytes) bodies.push(body);
    else if (only && more.length === 0) tooLarge.push(only.record);
    else {
      // It packs worse than what came before: halves do not.
      const half = Math.ceil(items.length / 2);
      pack(items.slice(0, half));
      pack(items.slice(half));
    }
  };
  for (const group of groups(records, maxBytes)) pack(group);
  return { bodies, tooLarge };
}

interface Item {
  readonly record: ShippedRecord;
  readonly text: string;
}

/** As many records as may fit once they are packed: logs come to a tenth or less. */
function groups(records: readonly ShippedRecord[], maxBytes: number): readonly (readonly Item[])[] {
  const most = Math.min(MAX_UNPACKED, 8 * maxBytes);
  const all: Item[][] = [];
  let group: Item[] = [];
  let size = 0;
  for (const record of records) {
    const text = ascii(JSON.stringify(record));
    if (group.length > 0 && size + text.length > most) {
      all.push(group);
      group = [];
      size = 0;
    }
    group.push({ record, text });
    size += text.length + 1;
  }
  return group.length > 0 ? [...all, group] : all;
}

function bodyOf(items: readonly Item[], deflate: Deflate): string {
  const plain = `{"v":1,"records":[${items.map(({ text }) => text).join(',')}]}`;
  if (plain.length < WORTH_PACKING) return plain;
  const packed = `{"v":1,"gzip":"${deflate(plain)}"}`;
  return packed.length + FRAME < plain.length ? packed : plain;
}

const NOT_ASCII = /[\u007f-\uffff]/g;
const ascii = (json: string): string =>
  json.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Reads the body of a message. Fails with a reason that quotes nothing. */
export function readQueueMessage(body: string, inflate: Inflate): Result<readonly ShippedRecord[], string> {
  const parsed = parseJson(body);
  if (!parsed.ok) return parsed;
  if (!isObject(parsed.value) || parsed.value.v !== 1) return fail('no message of the intake');
  const { gzip, records } = parsed.value;
  if (typeof gzip === 'string') {
    const text = inflate(gzip, MAX_UNPACKED + FRAME);
    const inner = text.ok ? parseJson(text.value) : text;
    if (!inner.ok) return inner;
    return isObject(inner.value) ? recordsIn(inner.value.records) : fail('no message of the intake');
  }
  return recordsIn(records);
}

function recordsIn(values: unknown): Result<readonly ShippedRecord[], string> {
  if (!Array.isArray(values)) return fail('a message of the intake without records');
  const records: ShippedRecord[] = [];
  for (const value of values) {
    if (!isObject(value)) return fail('a record of the intake that is none');
    const { tag, at, key, record } = value;
    if (typeof tag !== 'string' || typeof at !== 'number' || !isObject(record))
      return fail('a record of the intake that is none');
    const known = typeof key === 'string' ? key : sha256Text(JSON.stringify(value));
    records.push({ tag, at: epochMs(at), key: known, record });
  }
  return ok(records);
}

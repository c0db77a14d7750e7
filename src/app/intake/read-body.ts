import { shippedTime } from '#core/forward/event-time';
import type { ForwardEntry } from '#core/forward/forward-message';
import { isMap, plainRecord, textOf } from '#core/forward/plain-value';
import { digestOf, keyInDigest } from '#core/forward/record-key';
import { MOST_RECORDS, TOO_MANY_RECORDS } from '#core/forward/record-limit';
import { fail, ok, type Result } from '#core/result';
import type { EpochMs } from '#core/time';
import type { IntakeCodec, ShippedRecord, UnpackFault } from '#ports/intake';
import type { HttpAnswer } from '#ports/intake-http';
import { type BulkAction, readBulk } from './bulk-body.ts';
import { type Delivery, tooLarge } from './check-head.ts';
import { refusal } from './http-exchange.ts';
import { type PlacedItem, splitJson, splitLines } from './split-values.ts';

/** A part of a body that is no record, with its line (for MessagePack its place), counted from 1. */
export interface RefusedItem {
  readonly line: number;
  /** Quotes nothing of it. */
  readonly reason: string;
}

/** What a body holds. */
export interface BodyReading {
  readonly records: readonly ShippedRecord[];
  readonly refused: readonly RefusedItem[];
  /** What a bulk request wants to hear about, in its order. */
  readonly actions?: readonly BulkAction[];
}

export interface BodyDeps {
  readonly codec: IntakeCodec;
  readonly now: EpochMs;
  /** Of the body as it came, and of what it unpacks to. */
  readonly maxBytes: number;
}

/** Fields in which shippers write an event's time, the likeliest first. */
const TIME_FIELDS = ['@timestamp', 'timestamp', 'time', 'date', 'ISODATE'];

/**
 * Reads a body to its records, in whatever form it came. A failure is the answer to give for the whole request; what is
 * wrong with single lines stands in `refused`, beside the records of the others.
 *
 * A record's key comes from the bytes of the body and its place: the same request sent again brings the same keys.
 */
export function readBody(
  body: Uint8Array,
  delivery: Delivery,
  deps: BodyDeps,
): Result<BodyReading, HttpAnswer> {
  if (body.length > deps.maxBytes) return fail(tooLarge(deps.maxBytes));
  let bytes = body;
  for (const encoding of delivery.encodings) {
    const unpacked = deps.codec.decompress(bytes, encoding, deps.maxBytes);
    if (!unpacked.ok) return fail(answerFor(unpacked.error, deps.maxBytes));
    bytes = unpacked.value;
  }
  const digest = digestOf(bytes);
  if (delivery.form === 'bulk') return bulkReading(textOf(bytes), digest, delivery, deps);
  const items = itemsOf(bytes, delivery, deps);
  if (!items.ok) return items;
  return items.value.length > MOST_RECORDS
    ? fail(tooMany())
    : ok(reading(items.value, digest, delivery, deps));
}

const tooMany = (): HttpAnswer => refusal(413, `${TOO_MANY_RECORDS}: send smaller batches`);

function answerFor({ kind, reason }: UnpackFault, maxBytes: number): HttpAnswer {
  if (kind === 'too-many') return tooMany();
  return kind === 'too-large' ? tooLarge(maxBytes) : refusal(400, reason);
}

function itemsOf(
  bytes: Uint8Array,
  { form }: Delivery,
  { codec, maxBytes }: BodyDeps,
): Result<readonly PlacedItem[], HttpAnswer> {
  if (form === 'ndjson') return ok(splitLines(textOf(bytes)));
  if (form === 'json') return ok(splitJson(textOf(bytes)));
  if (form === 'form') return formItems(textOf(bytes));
  const values = codec.unpack(bytes);
  if (!values.ok) return fail(answerFor(values.error, maxBytes));
  const each = values.value.flatMap((value) => (isListOfEntries(value) ? value : [value]));
  return ok(each.map((value, index) => ({ line: index + 1, item: ok(value) })));
}

/** Fluentd's in_http form: `json=` and the text of one value. */
function formItems(text: string): Result<readonly PlacedItem[], HttpAnswer> {
  const json = new URLSearchParams(text).get('json');
  // What `curl -d` calls a form, where nothing else is said, is JSON more often.
  return json === null
    ? fail(refusal(400, 'expected json= in the form; for JSON, send content-type: application/json'))
    : ok(splitJson(json));
}

/** A list of maps or of pairs, and no pair itself. */
const isListOfEntries = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && !(value.length === 2 && shippedTime(value[0]) !== undefined && isMap(value[1]));

function reading(
  items: readonly PlacedItem[],
  digest: string,
  { tag, time }: Delivery,
  { now }: BodyDeps,
): BodyReading {
  const records: ShippedRecord[] = [];
  const refused: RefusedItem[] = [];
  const told = shippedTime(time);
  for (const [index, { line, item }] of items.entries()) {
    const entry = item.ok ? entryOf(item.value) : undefined;
    if (!item.ok) refused.push({ line, reason: item.error });
    else if (!entry) refused.push({ line, reason: 'JSON that is no object' });
    else {
      const at = told ?? entry.at ?? timeIn(entry.record) ?? now;
      records.push({ tag, at, record: entry.record, key: keyInDigest(tag, digest, 0, index) });
    }
  }
  return { records, refused };
}

/** A map, or Fluentd's pair of time and map. */
function entryOf(value: unknown): ForwardEntry | undefined {
  if (Array.isArray(value))
    return isMap(value[1]) ? { at: shippedTime(value[0]), record: plainRecord(value[1]) } : undefined;
  return isMap(value) ? { at: undefined, record: plainRecord(value) } : undefined;
}

/** The time that a record itself tells; `undefined` where it tells none. */
export function timeIn(record: Readonly<Record<string, unknown>>): EpochMs | undefined {
  for (const field of TIME_FIELDS) {
    const at = Object.hasOwn(record, field) ? shippedTime(record[field]) : undefined;
    if (at !== undefined) return at;
  }
  return undefined;
}

function bulkReading(
  text: string,
  digest: string,
  { tag, time }: Delivery,
  { now }: BodyDeps,
): Result<BodyReading, HttpAnswer> {
  const actions = readBulk(text, tag);
  if (actions.length > MOST_RECORDS) return fail(tooMany());
  const records: ShippedRecord[] = [];
  const refused: RefusedItem[] = [];
  const told = shippedTime(time);
  for (const [index, { line, outcome, source, index: name }] of actions.entries()) {
    if (outcome !== 'taken' || source === undefined) refused.push({ line, reason: outcome });
    else {
      const at = told ?? timeIn(source) ?? now;
      records.push({ tag: name, at, record: source, key: keyInDigest(name, digest, 0, index) });
    }
  }
  return ok({ records, refused, actions });
}

import type { CloudTrailRecord } from './event.ts';
import { fieldText, isObject, member } from './field-text.ts';
import { parseJson } from './json-text.ts';
import { kindWithoutEvents } from './passed-over.ts';
import { isRecord } from './record-shape.ts';
import type { Result } from './result.ts';
import { type EpochMs, parseTime } from './time.ts';

/** How deep a record may be wrapped, lists counted: a log event in Kinesis in SNS in SQS is seven deep. */
const MAX_WRAPPERS = 8;
/** Lists that hold records or wrapped records: CloudTrail and Lambda, LookupEvents, Logs subscription, Logs API. */
export const LISTS: readonly string[] = ['Records', 'Events', 'logEvents', 'events'];
/** More envelope fields than an application's own event has by chance. */
const SURELY_A_RECORD = 4;

/** A record that was found, with the time its carrier gives it. */
interface UnwrappedRecord {
  readonly record: CloudTrailRecord;
  readonly fallbackTime?: EpochMs;
}

/** What came out of one value. Nothing in it is left out: it is a record, passed over by kind, or a fault. */
export interface Unwrapped {
  readonly records: readonly UnwrappedRecord[];
  /** Recognised, and no record: `digest`, `S3 notification`, `GuardDuty Finding`, `other JSON`. */
  readonly passed: readonly { readonly kind: string; readonly count: number }[];
  /** Not understood. `reason` never quotes the input; `raw` is the input where there is a text of its own. */
  readonly faults: readonly { readonly reason: string; readonly raw?: string }[];
}

/** Decodes base64 and unpacks what is gzip; fails with a reason, also for what is too large unpacked. */
export type Inflate = (base64: string) => Result<string, string>;

interface Collected {
  readonly inflate: Inflate;
  readonly records: UnwrappedRecord[];
  readonly passed: Map<string, number>;
  readonly faults: { reason: string; raw?: string }[];
}

/** Where in the wrapping a value lies. `list` names the list whose element it is. */
interface Place {
  readonly depth: number;
  readonly list?: string;
  readonly time?: EpochMs;
}

type Fields = { readonly [field: string]: unknown };
/** Opens one kind of wrapping; answers `false` when the value is not of that kind. */
type Opener = (value: Fields, place: Place, out: Collected) => boolean;

const NOT_JSON = 'text that is not JSON';
const NOTHING: readonly never[] = [];

/**
 * Finds the CloudTrail records in a value, in whatever they are wrapped.
 *
 * Knows single records and lists of them, log files, LookupEvents answers, CloudWatch Logs subscriptions (also through
 * Kinesis), EventBridge envelopes, SNS and SQS around any of these, and what lies beside records: digest files,
 * S3 notifications, other events. `list` names the list that a lone element was taken from, as a streaming reader does.
 *
 * Never throws; one bad element never stops the others.
 */
export function unwrap(value: unknown, inflate: Inflate, list?: string): Unwrapped {
  if (isRecord(value)) return { records: [{ record: value }], passed: NOTHING, faults: NOTHING };
  const out: Collected = { inflate, records: [], passed: new Map(), faults: [] };
  open(value, list === undefined ? { depth: 0 } : { depth: 0, list }, out);
  return {
    records: out.records,
    passed: [...out.passed].map(([kind, count]) => ({ kind, count })),
    faults: out.faults,
  };
}

function open(value: unknown, place: Place, out: Collected): void {
  if (isRecord(value)) {
    out.records.push(
      place.time === undefined ? { record: value } : { record: value, fallbackTime: place.time },
    );
  } else if (place.depth > MAX_WRAPPERS) {
    out.faults.push({ reason: `wrapped more than ${MAX_WRAPPERS} deep (limit)` });
  } else if (typeof value === 'string') {
    openText(value, NOT_JSON, place, out);
  } else if (Array.isArray(value)) {
    openList(value, 'list', place, out);
  } else if (isObject(value)) {
    openObject(value, place, out);
  } else {
    out.faults.push({
      reason: `${value === null ? 'null' : `a ${typeof value}`} where a record was expected`,
    });
  }
}

function openObject(value: Fields, place: Place, out: Collected): void {
  const kind = kindWithoutEvents(value);
  if (kind !== undefined) pass(out, kind);
  else if (!OPENERS.some((opener) => opener(value, place, out))) passOrRefuse('other JSON', place, out);
}

/** What is of no known kind: beside records it is something else, in a list of records it is a broken one. */
function passOrRefuse(kind: string, place: Place, out: Collected): void {
  if (place.list === 'Records' || place.list === 'Events')
    out.faults.push({ reason: `${kind} where a CloudTrail record was expected, in ${place.list}` });
  else pass(out, kind);
}

function openList(values: readonly unknown[], list: string, place: Place, out: Collected): void {
  for (const value of values) open(value, { ...place, depth: place.depth + 1, list }, out);
}

function openText(text: string, otherwise: string, place: Place, out: Collected): void {
  if (!/^\s*[[{]/.test(text)) {
    passOrRefuse(otherwise, place, out);
    return;
  }
  const parsed = parseJson(text);
  if (parsed.ok) open(parsed.value, { ...unlisted(place), depth: place.depth + 1 }, out);
  else out.faults.push({ reason: parsed.error, raw: text });
}

const openers: { readonly [kind: string]: Opener } = {
  lookupEvent: (value, place, out) => {
    const text = value.CloudTrailEvent;
    if (text === undefined) return false;
    const time = timed(place, value.EventTime);
    if (typeof text === 'string' && /^\s*\{/.test(text)) openText(text, '', time, out);
    else out.faults.push({ reason: 'CloudTrailEvent is not the JSON text of a record', ...rawOf(text) });
    return true;
  },

  logEvent: (value, place, out) => {
    if (value.message === undefined || typeof value.timestamp !== 'number') return false;
    const time = timed(place, value.timestamp);
    if (typeof value.message !== 'string')
      open(value.message, { ...unlisted(time), depth: place.depth + 1 }, out);
    else openText(value.message, 'log line that is not JSON', unlisted(time), out);
    return true;
  },

  container: (value, place, out) => {
    const lists = LISTS.filter(
      (name) => Array.isArray(value[name]) || (name !== 'events' && Object.hasOwn(value, name)),
    );
    for (const list of lists) {
      const values = value[list];
      if (Array.isArray(values)) openList(values, list, place, out);
      else out.faults.push({ reason: `${list} is not a list` });
    }
    return lists.length > 0;
  },

  logsSubscription: (value, place, out) => openPacked(member(value.awslogs, 'data'), place, out),
  kinesis: (value, place, out) => openPacked(member(value.kinesis, 'data'), place, out),

  eventBridge: (value, place, out) => {
    const kind = value['detail-type'];
    if (kind === undefined || value.detail === undefined) return false;
    const viaCloudTrail = typeof kind === 'string' && / via CloudTrail$/i.test(kind);
    if (isRecord(value.detail, viaCloudTrail ? 1 : SURELY_A_RECORD)) {
      out.records.push({ record: value.detail, ...fallback(timed(place, value.time)) });
    } else if (viaCloudTrail)
      out.faults.push({ reason: 'an EventBridge event via CloudTrail without a record' });
    else pass(out, fieldText(kind, 64) || 'EventBridge event');
    return true;
  },

  sns: (value, place, out) => {
    const message = value.Type === 'Notification' ? value.Message : member(value.Sns, 'Message');
    if (typeof message !== 'string') return false;
    openText(message, 'SNS message that is not JSON', unlisted(place), out);
    return true;
  },

  sqs: (value, place, out) => {
    if (typeof value.body !== 'string' || value.messageId === undefined) return false;
    openText(value.body, 'SQS message that is not JSON', unlisted(place), out);
    return true;
  },
};
const OPENERS: readonly Opener[] = Object.values(openers);

function openPacked(data: unknown, place: Place, out: Collected): boolean {
  if (typeof data !== 'string') return false;
  const text = out.inflate(data);
  if (text.ok) openText(text.value, NOT_JSON, unlisted(place), out);
  else out.faults.push({ reason: text.error, raw: data });
  return true;
}

const pass = (out: Collected, kind: string): void => {
  out.passed.set(kind, (out.passed.get(kind) ?? 0) + 1);
};

/** The carrier nearest to the record knows best. */
function timed(place: Place, value: unknown): Place {
  const time = parseTime(value);
  return time === undefined ? place : { ...place, time };
}

/** What a carrier holds is not an element of the list that the carrier lies in. */
const unlisted = ({ depth, time }: Place): Place => (time === undefined ? { depth } : { depth, time });
const fallback = (place: Place) => (place.time === undefined ? {} : { fallbackTime: place.time });
const rawOf = (value: unknown) => (typeof value === 'string' ? { raw: value } : {});

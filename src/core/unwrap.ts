import type { CloudTrailRecord } from './event.ts';
import { isObject, member } from './field-text.ts';
import { parseJsonLines } from './json-lines.ts';
import { parseJson } from './json-text.ts';
import { kindOfEventBridge, kindWithoutEvents } from './passed-over.ts';
import { hasRecordMarks, holdsRecord, isSurelyRecord, quotesRecord } from './record-marks.ts';
import { isRecord } from './record-shape.ts';
import { boundedUnpack, type Inflate } from './unpacking.ts';
import { fallback, type Place, timed, unlisted } from './unwrap-place.ts';
import { addTo, type Collected, nothingYet, pass, type Unwrapped, unwrapped } from './unwrapped.ts';

/** How deep a record may be wrapped, lists counted: a log event in Kinesis in SNS in SQS is seven deep. */
const MAX_WRAPPERS = 8;
/** Lists that hold records or wrapped records: CloudTrail and Lambda, LookupEvents, Logs subscription, Logs API. */
export const LISTS: readonly string[] = ['Records', 'Events', 'logEvents', 'events'];
/** How many wrappings of no known kind are opened: a search answer with the text of an event in it has five. */
const MAX_UNKNOWN = 5;

type Fields = { readonly [field: string]: unknown };
/** Opens one kind of wrapping; answers `false` when the value is not of that kind. */
type Opener = (value: Fields, place: Place, out: Collected) => boolean;

/** Says of a text whether it begins as JSON does; `[INFO] …` does not. */
export const BEGINS_LIKE_JSON = /^\s*(?:\{|\[\s*(?:[[{"\]]|$))/;
/** Only blanks before the bracket: white space over several lines would be looked through again for each. */
const LINE_OF_JSON = /^[ \t\uFEFF]*[[{]/m;
const NOT_JSON = 'text that is not JSON';
/** Also said of what stands alone in a file. */
export const NO_OBJECT = 'JSON value that is no object';
const UNKNOWN_WRAPPING = 'holds what looks like CloudTrail records in a wrapping that is not known';
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
  if (isRecord(value) && !hasRecords(value))
    return { records: [{ record: value }], passed: NOTHING, faults: NOTHING };
  const out = nothingYet(boundedUnpack(inflate));
  open(value, list === undefined ? { depth: 0 } : { depth: 0, list }, out);
  return unwrapped(out);
}

/**
 * Finds the records in a text that somebody else wrote: one JSON value, or JSON lines, as loggers write several
 * records into one message. Otherwise like `unwrap`; text that is none of these is a fault.
 */
export function unwrapText(text: string, inflate: Inflate): Unwrapped {
  const out = nothingYet(boundedUnpack(inflate));
  openJson(text.replace(/^\uFEFF/, ''), { depth: 0 }, out);
  return unwrapped(out);
}

function open(value: unknown, place: Place, out: Collected): void {
  if (isRecord(value) && (place.unknown === undefined || isSurelyRecord(value))) {
    const opened = hasRecords(value) && openers.container(value, place, out);
    if (!opened || isNamed(value)) out.records.push({ record: value, ...fallback(place) });
  } else if (place.depth > MAX_WRAPPERS) {
    out.faults.push({ reason: `wrapped more than ${MAX_WRAPPERS} deep (limit)` });
  } else if (typeof value === 'string') {
    openText(value, NO_OBJECT, place, out);
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
  const kind = LISTS.some((name) => isFilledList(value[name])) ? undefined : kindWithoutEvents(value);
  if (kind !== undefined) {
    pass(out, kind);
    return;
  }
  // All of them: what lies in one wrapping must not be hidden by another beside it.
  let isOpened = false;
  for (const opener of OPENERS) isOpened = opener(value, place, out) || isOpened;
  const rest = isOpened ? besideCarriers(value) : value;
  if (hasRecordMarks(rest)) isOpened = openUnknown(rest, place, out) || isOpened;
  if (isOpened) return;
  // A list without records says that there are none.
  if (!LISTS.some((name) => Array.isArray(value[name]))) passOrRefuse('other JSON', place, out);
}

/** What a wrapping has beside what was opened: loggers put events beside their message. */
const besideCarriers = (value: Fields): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !CARRIERS.has(name)));
const isFilledList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/**
 * Whether an object with fields of a record has lists of records too: then somebody's pipeline put them around the
 * lists. No record that CloudTrail writes has these names at its top.
 */
const hasRecords = (value: Fields): boolean =>
  LISTS.some((name) => {
    const values = value[name];
    return Array.isArray(values) && values.some(isCarried);
  });

const isCarried = (value: unknown): boolean =>
  isRecord(value) ||
  (isObject(value) && (value.CloudTrailEvent !== undefined || typeof value.message === 'string'));

/** Without a name and a service no rule can be about it. */
const isNamed = (value: Fields): boolean => value.eventName !== undefined && value.eventSource !== undefined;

/** What is of no known kind: beside records it is something else, in a list of records it is a broken one. */
function passOrRefuse(kind: string, place: Place, out: Collected): void {
  if (place.list === 'Records' || place.list === 'Events')
    out.faults.push({ reason: `${kind} where a CloudTrail record was expected, in ${place.list}` });
  else if (kind === NO_OBJECT && place.depth === 0 && place.list === undefined)
    out.faults.push({ reason: `a ${NO_OBJECT}` });
  else pass(out, kind);
}

function openList(values: readonly unknown[], list: string, place: Place, out: Collected): void {
  for (const value of values) open(value, { ...place, depth: place.depth + 1, list }, out);
}

function openText(text: string, otherwise: string, place: Place, out: Collected): void {
  const orElse = (): void => {
    if (hasRecordMarks(text)) openInText(text, place, out);
    else passOrRefuse(otherwise, place, out);
  };
  if (LINE_OF_JSON.test(text)) openJson(text, { ...unlisted(place), depth: place.depth + 1 }, out, orElse);
  else orElse();
}

/** A record behind words, as in a line of syslog. */
function openInText(text: string, place: Place, out: Collected): void {
  const from = text.search(/\{\s*"/);
  const value = from === -1 ? undefined : parseJson(text.slice(from, text.lastIndexOf('}') + 1));
  if (value?.ok) open(value.value, { ...unlisted(place), depth: place.depth + 1 }, out);
  else if (quotesRecord(text)) out.faults.push({ reason: UNKNOWN_WRAPPING, raw: text });
  else passOrRefuse(NOT_JSON, place, out);
}

/** `otherwise` is what to do with a text that neither begins like JSON nor has any in it. */
function openJson(text: string, place: Place, out: Collected, otherwise?: () => void): void {
  const parts = parseJsonLines(text);
  if (parts.ok) {
    for (const part of parts.value) {
      if (part.ok) open(part.value, place, out);
      else out.faults.push(part.error);
    }
  } else if (otherwise && !BEGINS_LIKE_JSON.test(text)) otherwise();
  else out.faults.push({ reason: parts.error, raw: text });
}

const openers = {
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
      (name) =>
        isFilledList(value[name]) ||
        (name !== 'events' && Object.hasOwn(value, name) && !Array.isArray(value[name])),
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
    if (isSurelyRecord(value.detail) || (viaCloudTrail && isRecord(value.detail, 1))) {
      out.records.push({ record: value.detail, ...fallback(timed(place, value.time)) });
    } else if (openDetail(value.detail, timed(place, value.time), out)) {
      return true;
    } else if (viaCloudTrail)
      out.faults.push({ reason: 'an EventBridge event via CloudTrail without a record' });
    else pass(out, kindOfEventBridge(kind));
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
} satisfies { readonly [kind: string]: Opener };
const OPENERS: readonly Opener[] = Object.values(openers);

/** The fields in which each of them finds what it opens. */
const CARRYING = {
  lookupEvent: ['CloudTrailEvent'],
  logEvent: ['message'],
  container: LISTS,
  logsSubscription: ['awslogs'],
  kinesis: ['kinesis'],
  eventBridge: ['detail'],
  sns: ['Message', 'Sns'],
  sqs: ['body'],
} satisfies { readonly [kind in keyof typeof openers]: readonly string[] };
const CARRIERS: ReadonlySet<string> = new Set(Object.values(CARRYING).flat());

/**
 * What somebody forwarded over another bus lies wrapped in `detail`. Answers whether that was so: any other object is
 * an event of somebody's own, which may look like anything.
 */
function openDetail(detail: unknown, place: Place, out: Collected): boolean {
  if (!isObject(detail) || isRecord(detail)) return false;
  const inside = nothingYet(out.unpack);
  open(detail, { ...unlisted(place), depth: place.depth + 1 }, inside);
  if (inside.records.length === 0 && detail['detail-type'] === undefined) return false;
  addTo(out, inside);
  return true;
}

/**
 * Opens the members of an object of no known kind that speak of events: what search engines, log shippers and
 * pipelines make of a record. A record in it that does not come out is a fault. Answers whether there was any of it:
 * most of what has these names only speaks of events.
 */
function openUnknown(value: Fields, place: Place, out: Collected): boolean {
  const unknown = (place.unknown ?? 0) + 1;
  const inside = nothingYet(out.unpack);
  const known = new Set<string>();
  const within = { ...unlisted(timed(place, value['@timestamp'])), depth: place.depth + 1, unknown };
  for (const member of unknown > MAX_UNKNOWN ? [] : Object.values(value)) {
    if (!hasRecordMarks(member)) continue;
    const each = nothingYet(out.unpack);
    open(member, within, each);
    addTo(inside, { ...each, records: each.records.filter(({ record }) => !known.has(copyOf(record))) });
    for (const { record } of each.records) if (copyOf(record) !== '') known.add(copyOf(record));
  }
  if (inside.records.length + inside.faults.length > 0) addTo(out, inside);
  else if (holdsRecord(value)) out.faults.push({ reason: UNKNOWN_WRAPPING });
  else return false;
  return true;
}

/** Shippers keep the text that they have parsed beside what they made of it. */
function copyOf({ eventID, eventName, eventTime }: CloudTrailRecord): string {
  return typeof eventID === 'string' && UUID.test(eventID) ? `${eventID} ${eventName} ${eventTime}` : '';
}
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function openPacked(data: unknown, place: Place, out: Collected): boolean {
  if (typeof data !== 'string') return false;
  const text = out.unpack(data, place.isUnpacked === true);
  if (text.ok) openText(text.value, NOT_JSON, { ...unlisted(place), isUnpacked: true }, out);
  else out.faults.push({ reason: text.error, raw: data });
  return true;
}

const rawOf = (value: unknown) => (typeof value === 'string' ? { raw: value } : {});

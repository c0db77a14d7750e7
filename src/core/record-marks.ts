import type { CloudTrailRecord } from './event.ts';
import { isObject } from './field-text.ts';
import { isRecord } from './record-shape.ts';

const NAME_IN_TEXT = /eventName\\*"/;
const SOURCE_IN_TEXT = /eventSource\\*"/;
/** As a record has them in a JSON text, which may lie in another one. */
const NAMED_IN_TEXT = /eventName\\*"\s*:\s*\\*"\w/;
const SERVICE_IN_TEXT = /eventSource\\*"\s*:\s*\\*"[\w.-]+\.amazonaws\.com\\*"/;
const HAPPENED_IN_TEXT = /event(?:Time|ID)\\*"\s*:\s*\\*"/;
/** One spelling of a service or call: rules have wildcards and lists there. */
const WORD = /^[\w.-]+$/;

/**
 * Tells whether a value from a place where anything may lie is a record: it names its event and its service in words,
 * and has a time or an id. Rules, patterns, schemas and what else speaks of events has not.
 */
export const isSurelyRecord = (value: unknown): value is CloudTrailRecord =>
  isRecord(value) &&
  isWord(value.eventName) &&
  isWord(value.eventSource) &&
  (typeof value.eventTime === 'string' || typeof value.eventID === 'string');

const isWord = (value: unknown): boolean => typeof value === 'string' && WORD.test(value);

/** Tells whether a text quotes a whole record, so that somebody who looks for records must see it. */
export const quotesRecord = (text: string): boolean =>
  NAMED_IN_TEXT.test(text) && SERVICE_IN_TEXT.test(text) && HAPPENED_IN_TEXT.test(text);

/** Tells whether a value has a record in it, or a text that quotes one, at whatever depth. */
export function holdsRecord(value: unknown): boolean {
  if (typeof value === 'string') return quotesRecord(value);
  if (Array.isArray(value)) return value.some(holdsRecord);
  return isObject(value) && (isSurelyRecord(value) || Object.values(value).some(holdsRecord));
}

/**
 * Tells whether a value speaks of events as CloudTrail does: has `eventName` and `eventSource` as keys, at whatever
 * depth, or as keys of JSON in its texts.
 */
export function hasRecordMarks(value: unknown): boolean {
  const seen = { name: false, source: false };
  look(value, seen);
  return seen.name && seen.source;
}

function look(value: unknown, seen: { name: boolean; source: boolean }): void {
  if (seen.name && seen.source) return;
  if (typeof value === 'string') {
    seen.name ||= NAME_IN_TEXT.test(value);
    seen.source ||= SOURCE_IN_TEXT.test(value);
  } else if (Array.isArray(value)) {
    for (const each of value) look(each, seen);
  } else if (isObject(value)) {
    seen.name ||= Object.hasOwn(value, 'eventName');
    seen.source ||= Object.hasOwn(value, 'eventSource');
    for (const each of Object.values(value)) look(each, seen);
  }
}

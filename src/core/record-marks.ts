import type { CloudTrailRecord } from './event.ts';
import { isObject } from './field-text.ts';
import { isRecord } from './record-shape.ts';

/** More envelope fields than an application's own event has by chance. */
export const SURELY_A_RECORD = 4;

const NAME_IN_TEXT = /eventName\\*"/;
const SOURCE_IN_TEXT = /eventSource\\*"/;

/**
 * Tells whether a value from a place where anything may lie is a record: one that names its event and its service in
 * words, or has more of the envelope than is chance. Rules and patterns have the same fields, with lists in them.
 */
export const isSurelyRecord = (value: unknown): value is CloudTrailRecord =>
  isRecord(value, SURELY_A_RECORD) || (isRecord(value) && isNamedInWords(value));

const isNamedInWords = ({ eventName, eventSource }: CloudTrailRecord): boolean =>
  typeof eventName === 'string' && typeof eventSource === 'string';

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

import { isRecord, type SigmaEvent } from '../match/event-values.ts';
import { instantOf } from '../text/timestamps.ts';

/** Fields in which events say when they happened; the first that holds an instant counts. */
export const TIME_FIELDS = ['eventTime', '@timestamp', 'timestamp'] as const;

/** Reads when an event happened, in milliseconds since 1970; `undefined` where none of `TIME_FIELDS` is an instant. */
export function timeOfEvent(event: SigmaEvent): number | undefined {
  if (!isRecord(event)) return undefined;
  for (const field of TIME_FIELDS) {
    const at = Object.hasOwn(event, field) ? instantOf(event[field]) : undefined;
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Reads the id of an event: the text in `eventID`, `undefined` where there is none. */
export function idOfEvent(event: SigmaEvent): string | undefined {
  const id = isRecord(event) && Object.hasOwn(event, 'eventID') ? event.eventID : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

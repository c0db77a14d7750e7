import type { CloudTrailRecord, TimeNote, WatchedEvent } from './event.ts';
import { type EventIdentity, eventIdentity } from './event-key.ts';
import { fieldText, member } from './field-text.ts';
import { accountText, principalOf } from './principal.ts';
import { type EpochMs, epochMs, parseTime } from './time.ts';

/** How far an event's clock may be ahead of ours, in milliseconds, before its time is not believed. */
const FUTURE_TOLERANCE_MS = 600_000;

/** Where and when a record arrived. */
export interface ArrivalContext {
  /** File and line, or log group and stream; for people. */
  readonly origin: string;
  readonly now: EpochMs;
  /** What the carrier gives as time; used only where the record has no usable `eventTime`. */
  readonly fallbackTime?: EpochMs;
}

/**
 * Reads from a record what Trailhound needs to know, whatever the record holds.
 *
 * Never throws: fields of wrong types are printed where that makes sense and are `''` otherwise (`fieldText`).
 * The two ids are computed when first asked for, because most events are never asked.
 */
export function watchedEvent(record: CloudTrailRecord, context: ArrivalContext): WatchedEvent {
  let identity: EventIdentity | undefined;
  const identified = (): EventIdentity => {
    identity ??= eventIdentity(record);
    return identity;
  };
  return {
    record,
    get eventId() {
      return identified().eventId;
    },
    get key() {
      return identified().key;
    },
    ...timeOf(record, context),
    eventSource: fieldText(record.eventSource),
    eventName: fieldText(record.eventName),
    accountId:
      accountText(record.recipientAccountId) || accountText(member(record.userIdentity, 'accountId')),
    region: fieldText(record.awsRegion),
    principal: principalOf(record),
    sourceIp: fieldText(record.sourceIPAddress),
    userAgent: fieldText(record.userAgent),
    errorCode: fieldText(record.errorCode),
    origin: context.origin,
  };
}

function timeOf(
  record: CloudTrailRecord,
  context: ArrivalContext,
): Pick<WatchedEvent, 'at' | 'timeNote' | 'claimedAt'> {
  const own = parseTime(record.eventTime);
  const at = own ?? context.fallbackTime ?? epochMs(0);
  const isFuture = at > context.now + FUTURE_TOLERANCE_MS;
  const timeNote: TimeNote = isFuture ? 'future' : own === undefined ? 'missing' : 'ok';
  const believed = isFuture ? context.now : at;
  const claimedAt = own ?? epochMs(0);
  return { at: believed, timeNote, ...(claimedAt === believed ? {} : { claimedAt }) };
}

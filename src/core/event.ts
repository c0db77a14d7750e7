import type { Evidence } from './finding.ts';
import type { EpochMs } from './time.ts';

/** One CloudTrail record as it came: a JSON object. Never changed after decoding. */
export type CloudTrailRecord = { readonly [field: string]: unknown };

/** Whether an event's time can be trusted: `missing` ones get their carrier's time or 1970, `future` ones that of arrival. */
export type TimeNote = 'ok' | 'missing' | 'future';

/**
 * What Trailhound needs to know about one record, whatever door it came through.
 *
 * Every text is as the record has it (hostile strings included): escape it where it is printed.
 * `''` stands for what the record does not say.
 */
export interface WatchedEvent {
  /** The record itself: what rules match on. */
  readonly record: CloudTrailRecord;
  /** `eventID` of the record, or `sha256:` and 32 hex digits of its content where it has none. For people. */
  readonly eventId: string;
  /**
   * 16 characters that are equal for two deliveries of one event and differ for two events, even when a sample or a
   * pipeline gives them the same `eventID`. What counting goes by.
   */
  readonly key: string;
  readonly at: EpochMs;
  readonly timeNote: TimeNote;
  /**
   * What the record itself claims (1970 where it claims nothing), present only where `at` differs from it. Names the
   * finding's window, because arrival differs between two deliveries of one event and this does not.
   */
  readonly claimedAt?: EpochMs;
  readonly eventSource: string;
  readonly eventName: string;
  readonly accountId: string;
  readonly region: string;
  /** Who, as a person says it: see `principalOf`. */
  readonly principal: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly errorCode: string;
  /** Where it was read: file and line or log group and stream. Not part of any answer. */
  readonly origin: string;
  /** Of an event that was kept for later: what is shown of it. Its record then has only what a summary asks for. */
  readonly evidence?: Evidence;
}

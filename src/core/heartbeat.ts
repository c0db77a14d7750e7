import type { CloudTrailRecord } from './event.ts';
import { member } from './field-text.ts';
import { type EpochMs, parseTime } from './time.ts';

/**
 * Whether a record is our own heartbeat: the stack has a parameter overwritten every few minutes, a real write call
 * that CloudTrail records and that comes through every source like any other event.
 *
 * `parameter` is the name of the Parameter Store parameter, as the call gives it. A refused call counts too: it has
 * come the same way. The event's name is looked at first, so any other call costs one comparison.
 */
export function isHeartbeat(record: CloudTrailRecord, parameter: string): boolean {
  return (
    record['eventName'] === 'PutParameter' &&
    record['eventSource'] === 'ssm.amazonaws.com' &&
    member(record['requestParameters'], 'name') === parameter
  );
}

/** When a heartbeat was made: its own time, else that of its carrier, and never later than `now`. */
export function heartbeatTime(
  record: CloudTrailRecord,
  fallbackTime: EpochMs | undefined,
  now: EpochMs,
): EpochMs | undefined {
  const at = parseTime(record['eventTime']) ?? fallbackTime;
  // A clock that runs ahead must not hide the heartbeats after it.
  return at !== undefined && at > now ? now : at;
}

/** State item that keeps the newest heartbeat of a door. */
export const heartbeatKey = (door: string): string => `heartbeat#${door}`;

import { type DigestOutcome, type SendDigestDeps, sendDigest } from '#app/digest/send-digest';
import { type DigestRange, digestRange } from '#core/digest-report/range';
import { isObject } from '#core/field-text';
import { type EpochMs, epochMs, floorTo, parseTime } from '#core/time';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface DigestHandlerDeps extends SendDigestDeps {
  /** Length of a digest. */
  readonly hours: number;
}

/**
 * A schedule -> the digest of the hours before it: three files in the bucket, one message on the topic.
 *
 * The range ends with the hour in which it was due, as the event says it, so that a retry means the same range and sends
 * nothing again. A throw makes AWS try twice more.
 */
export const createHandler =
  (deps: DigestHandlerDeps) =>
  (event: unknown): Promise<DigestOutcome> =>
    sendDigest(dueRange(event, deps.hours, deps.clock.now()), deps);

function dueRange(event: unknown, hours: number, now: EpochMs): DigestRange {
  const due = dueTime(event);
  // A time that lies far off is a slip of whoever called by hand.
  const at = due !== undefined && Math.abs(now - due) < 2 * DAY_MS ? due : now;
  const to = floorTo(at, HOUR_MS);
  return digestRange(epochMs(Math.max(0, to - hours * HOUR_MS)), to);
}

/** `scheduledTime`: as EventBridge Scheduler fills in `<aws.scheduler.scheduled-time>`; `time`: of an EventBridge event. */
function dueTime(event: unknown): EpochMs | undefined {
  if (!isObject(event)) return undefined;
  return parseTime(event['scheduledTime']) ?? parseTime(event['time']);
}

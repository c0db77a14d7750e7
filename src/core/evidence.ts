import { cutText } from './cut.ts';
import type { WatchedEvent } from './event.ts';
import type { Evidence } from './finding.ts';
import { requestText } from './request-text.ts';
import { signInFacts } from './sign-in-evidence.ts';
import { type EpochMs, epochMs, floorTo, isoFromMs, parseTime } from './time.ts';

/** How many of the earliest events a finding shows. */
export const EVIDENCE_FIRST = 5;
/** How many of the newest events a finding shows. */
export const EVIDENCE_NEWEST = 5;

/** Where an event stands in its finding. */
export interface Moment {
  readonly at: EpochMs;
  readonly key: string;
}

/**
 * Orders events by time in whole seconds, then by key: total, and the same however they arrive.
 *
 * Seconds, because one event may come with and without a fraction, depending on the pipeline that carried it.
 */
export function byTimeThenKey(a: Moment, b: Moment): number {
  const seconds = Math.floor(a.at / 1000) - Math.floor(b.at / 1000);
  if (seconds !== 0) return seconds;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

/** Cuts an event down to what a person needs to recognise it: about 2.5 KB at most, secrets removed. */
export const evidenceOf = (event: WatchedEvent): Evidence =>
  event.evidence ?? {
    key: event.key,
    eventId: cutText(event.eventId, 128),
    // Whole seconds, or the answer would depend on which delivery of an event came first: see `byTimeThenKey`.
    eventTime: isoFromMs(floorTo(event.at, 1000)),
    eventSource: cutText(event.eventSource, 128),
    eventName: cutText(event.eventName, 128),
    accountId: cutText(event.accountId, 64),
    region: cutText(event.region, 64),
    principal: cutText(event.principal, 256),
    sourceIp: cutText(event.sourceIp, 128),
    userAgent: cutText(event.userAgent, 256),
    errorCode: cutText(event.errorCode, 128),
    request: requestText(event.record['requestParameters'] ?? signInFacts(event)),
  };

/** Where a piece of evidence stands. */
export const momentOf = (evidence: Evidence): Moment => ({
  at: parseTime(evidence.eventTime) ?? epochMs(0),
  key: evidence.key,
});

/**
 * Adds events to evidence: the earliest and the newest of both, each event once, in order of time.
 *
 * The earliest few of a whole are among the earliest few of its parts, so any batching gives the same list.
 * Answers `previous` itself when nothing changes.
 */
export function mergeEvidence(
  previous: readonly Evidence[],
  sorted: readonly WatchedEvent[],
): readonly Evidence[] {
  const known = new Set(previous.map((one) => one.key));
  const fresh = ends(sorted).filter((event) => !known.has(event.key));
  const placed = [
    ...previous.map((evidence) => ({ ...momentOf(evidence), evidence: () => evidence })),
    ...fresh.map((event) => ({ at: event.at, key: event.key, evidence: () => evidenceOf(event) })),
  ].sort(byTimeThenKey);
  const kept = ends(placed);
  const same = kept.length === previous.length && kept.every((one) => known.has(one.key));
  return same ? previous : kept.map((one) => one.evidence());
}

function ends<T>(sorted: readonly T[]): readonly T[] {
  if (sorted.length <= EVIDENCE_FIRST + EVIDENCE_NEWEST) return sorted;
  return [...sorted.slice(0, EVIDENCE_FIRST), ...sorted.slice(-EVIDENCE_NEWEST)];
}

import { createHash } from 'node:crypto';
import type { WatchedEvent } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import { parseTime } from '#core/time';

/** A rule card with everything filled in; override what the test is about. */
export const testRule = (over: Partial<RuleCard> = {}): RuleCard => ({
  ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
  title: 'Trail stopped',
  severity: 'high',
  description: 'The record of what happens was switched off.',
  techniques: ['T1685.002'],
  falsePositives: ['Planned maintenance'],
  references: ['https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StopLogging.html'],
  dedupFields: ['accountId', 'principal'],
  windowMinutes: 60,
  summary: '{principal} stopped the trail {requestParameters.name}',
  why: 'Without it, nobody sees what follows.',
  runbook: ['Start the trail again.'],
  ...over,
});

interface EventOptions {
  readonly at?: string;
  readonly principal?: string;
  readonly accountId?: string;
  readonly name?: string;
  readonly record?: WatchedEvent['record'];
  readonly timeNote?: WatchedEvent['timeNote'];
}

/** An event by name: equal names give equal events. */
export function testEvent(id: string, options: EventOptions = {}): WatchedEvent {
  const at = parseTime(options.at ?? '2026-03-01T09:00:00Z');
  if (at === undefined) throw new Error(`testEvent: ${options.at} is no instant`);
  return {
    record: options.record ?? { requestParameters: { name: `trail-${id}` } },
    eventId: id,
    key: createHash('sha256').update(id).digest('base64url').slice(0, 16),
    at,
    timeNote: options.timeNote ?? 'ok',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: options.name ?? 'StopLogging',
    accountId: options.accountId ?? '123456789012',
    region: 'eu-central-1',
    principal: options.principal ?? 'alice',
    sourceIp: '192.0.2.10',
    userAgent: 'aws-cli/2.15',
    errorCode: '',
    origin: `file:${id}`,
  };
}

/** Matches of one rule on events. */
export const testMatches = (
  events: readonly WatchedEvent[],
  rule: RuleCard = testRule(),
  suppressedBy?: string,
): readonly Match[] =>
  events.map((event) => (suppressedBy === undefined ? { rule, event } : { rule, event, suppressedBy }));

/** A small generator of repeatable pseudo-random numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A shuffled copy. */
export function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const copy = [...values];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
  }
  return copy;
}

/** Consecutive pieces of at most `size`. */
export function batches<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let start = 0; start < values.length; start += size) pieces.push(values.slice(start, start + size));
  return pieces;
}

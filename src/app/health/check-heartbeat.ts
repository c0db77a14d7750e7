import { type EpochMs, epochMs, isoFromMs } from '#core/time';
import type { Fact } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** Heartbeats that may be missing before a source counts as silent: CloudTrail itself takes up to 15 minutes. */
const MAY_MISS = 3;

/** What a door should show. */
export interface ExpectedHeartbeat {
  readonly door: string;
  readonly everyMinutes: number;
  readonly now: EpochMs;
  /** Since when heartbeats are expected at all; a new deployment has shown none yet. */
  readonly since: EpochMs;
}

/** Looks whether the deployment's own call has come through a door lately. */
export function checkHeartbeat(
  fact: Fact<EpochMs | undefined>,
  { door, everyMinutes, now, since }: ExpectedHeartbeat,
): readonly HealthCheck[] {
  const patienceMs = MAY_MISS * everyMinutes * 60_000;
  const question: Question = {
    ...{ check: 'source', subject: door },
    expected: `a heartbeat in the last ${MAY_MISS * everyMinutes} minutes`,
  };
  return whenKnown(question, fact, (at) => {
    if (now - Math.max(at ?? 0, since) < patienceMs) {
      return answer(question, 'ok', at === undefined ? newText(since, everyMinutes) : lastText(at));
    }
    return answer(
      question,
      'problem',
      at === undefined ? 'none ever came through' : lastText(at),
      TODO[door] ?? '',
    );
  });
}

/** One comes at the next interval, and needs some minutes to come through. */
const newText = (since: EpochMs, everyMinutes: number): string =>
  `none yet: it is new; one should show by ${isoFromMs(epochMs(since + MAY_MISS * everyMinutes * 60_000))}`;

const lastText = (at: EpochMs): string => `the last one was sent at ${isoFromMs(at)}`;

const TODO: Readonly<Record<string, string>> = {
  'event-history': 'Look at the log of the function collect-cloudtrail, and whether its schedule is on.',
  logs: 'Look whether the trail still writes to the log group, whether the subscription filter is there, and at the log of watch-logs.',
  eventbridge:
    'Look whether a trail is on in this region, whether the rules are enabled, and at the log of watch-events.',
  objects:
    'Look whether the trail still writes to the bucket, whether the bucket notifies the queue, and at the log of watch-objects.',
};

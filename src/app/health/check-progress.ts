import { type EpochMs, isoFromMs } from '#core/time';
import type { CheckpointFacts, Fact, ProgressFacts, ReconciliationFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A busy region may fall behind for a while; after that it does not catch up by itself. */
const LATE_MS = 60 * MINUTE_MS;
const STUCK_MS = 6 * 60 * MINUTE_MS;

/** What should have been read. */
export interface ExpectedProgress {
  readonly now: EpochMs;
  /** When it was deployed last. */
  readonly since: EpochMs;
  /** Regions whose event history is read; none when that door is off. */
  readonly regions: readonly string[];
}

/** Looks how far the event history was read, and what the last reconciliation found. */
export function checkProgress(
  fact: Fact<ProgressFacts>,
  { now, since, regions }: ExpectedProgress,
): readonly HealthCheck[] {
  const question: Question = { check: 'event history', expected: 'read up to an hour ago or less' };
  return whenKnown(question, fact, ({ checkpoints, reconciliation }) => [
    ...regions.map((region) => regionCheck({ ...question, subject: region }, checkpoints, { now, since })),
    ...(reconciliation === undefined ? [] : [reconciliationCheck(reconciliation, now)]),
  ]);
}

function regionCheck(
  question: Question,
  checkpoints: readonly CheckpointFacts[],
  { now, since }: Pick<ExpectedProgress, 'now' | 'since'>,
): HealthCheck {
  const todo =
    'Look at the log of collect-cloudtrail: it says whether the region is too busy, refused or stuck.';
  const until = checkpoints.find(({ region }) => region === question.subject)?.coveredUntil;
  if (until === undefined && now - since < LATE_MS) return answer(question, 'ok', 'not read yet: it is new');
  if (until === undefined) return answer(question, 'warning', 'not read yet', todo);
  const lag = now - until;
  const found = `read up to ${isoFromMs(until)}, ${Math.max(0, Math.round(lag / MINUTE_MS))} minutes ago`;
  if (lag < LATE_MS) return answer(question, 'ok', found);
  return answer(question, lag < STUCK_MS ? 'warning' : 'problem', found, todo);
}

function reconciliationCheck({ at, missed }: ReconciliationFacts, now: EpochMs): HealthCheck {
  const question: Question = {
    check: 'reconciliation',
    expected: 'nothing that the sources had missed, lately',
  };
  const found = `${missed} missed, at ${isoFromMs(at)}`;
  if (now - at > 3 * DAY_MS) {
    return answer(question, 'warning', `none since ${isoFromMs(at)}`, 'Look whether its schedule is on.');
  }
  return missed === 0
    ? answer(question, 'ok', found)
    : answer(
        question,
        'warning',
        found,
        'They are findings now. If it goes on, a source drops events: see its checks here.',
      );
}

/** Looks for input that nobody could read. */
export function checkQuarantine(fact: Fact<number>): readonly HealthCheck[] {
  const question: Question = { check: 'quarantine', expected: 'none' };
  return whenKnown(question, fact, (kept) =>
    kept === 0
      ? answer(question, 'ok', 'none')
      : answer(
          question,
          'warning',
          String(kept),
          'Look at the reasons, as the operations guide says; kept for 30 days.',
        ),
  );
}

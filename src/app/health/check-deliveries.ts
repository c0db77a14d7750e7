import { type EpochMs, isoFromMs } from '#core/time';
import type { Fact, FailureFacts, QueueFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** Redrive works through what waits; what is older than that it does not get through. */
const LONG_MS = 6 * 3_600_000;

/** Looks for deliveries that failed: waiting ones are dealt with by `redrive`, given-up ones need a person. */
export function checkFailures(fact: Fact<FailureFacts>, now: EpochMs): readonly HealthCheck[] {
  const waitingQuestion: Question = {
    check: 'failed deliveries',
    expected: 'none, or a few that are tried again soon',
  };
  const givenUpQuestion: Question = { check: 'deliveries given up', expected: 'none' };
  return whenKnown(waitingQuestion, fact, (facts) => [
    waitingCheck(waitingQuestion, facts, now),
    givenUpCheck(givenUpQuestion, facts),
  ]);
}

function givenUpCheck(question: Question, { givenUp, isCut }: FailureFacts): HealthCheck {
  if (givenUp === 0) return answer(question, 'ok', 'none');
  return answer(
    question,
    'problem',
    `${givenUp}${isCut ? ' or more' : ''}, under given-up/`,
    'Read the reason in the metadata of each object; when its cause is gone, move the object back to its name without given-up/, or delete it.',
  );
}

function waitingCheck(
  question: Question,
  { waiting, oldest, isCut }: FailureFacts,
  now: EpochMs,
): HealthCheck {
  if (waiting === 0 || oldest === undefined) return answer(question, 'ok', 'none');
  const found = `${waiting}${isCut ? ' or more' : ''}, the oldest from ${isoFromMs(oldest)}`;
  return now - oldest < LONG_MS
    ? answer(
        question,
        'warning',
        found,
        'Look at the log of the function that failed; they are tried again by themselves.',
      )
    : answer(
        question,
        'problem',
        found,
        'Look at the log of the function that failed and at that of redrive.',
      );
}

/** Looks for messages in a queue where only what failed for good ends. */
export function checkDeadLetters(fact: Fact<QueueFacts>, queue: string): readonly HealthCheck[] {
  const question: Question = { check: 'dead letters', subject: queue, expected: 'none' };
  return whenKnown(question, fact, ({ exists, messages }) => {
    if (!exists) return answer(question, 'problem', 'the queue does not exist', 'Deploy the stack again.');
    if (messages === 0) return answer(question, 'ok', 'none');
    return answer(
      question,
      'problem',
      String(messages),
      'Read a message to see what failed; when the cause is gone, deliver them again as the operations guide says.',
    );
  });
}

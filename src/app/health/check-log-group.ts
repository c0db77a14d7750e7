import type { Fact, LogGroupFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** CloudWatch Logs: subscription filters that a log group can have. */
const SLOTS = 2;

/** What the subscription of a log group should look like. */
export interface ExpectedFilters {
  readonly logGroup: string;
  /** The function that watches logs, unqualified. */
  readonly functionArn: string;
  /** The patterns that the stack has deployed, where they are known. */
  readonly patterns?: readonly string[];
}

/** Looks whether a log group still sends its events to our function, with the filters that were deployed. */
export function checkFilters(fact: Fact<LogGroupFacts>, expected: ExpectedFilters): readonly HealthCheck[] {
  const question: Question = {
    ...{ check: 'subscription filter', subject: expected.logGroup },
    expected: 'a filter that calls the function which watches logs, as deployed',
  };
  const again =
    'Deploy the stack again, and find out who changed it: CloudTrail has PutSubscriptionFilter and DeleteSubscriptionFilter.';
  return whenKnown(question, fact, ({ exists, filters }) => {
    if (!exists) {
      return answer(
        question,
        'problem',
        'the log group does not exist',
        'Let the trail write to a log group that exists, or take it out of the configuration.',
      );
    }
    const ours = filters.filter(({ destinationArn }) => unqualified(destinationArn) === expected.functionArn);
    if (ours.length === 0) return answer(question, 'problem', 'no filter calls our function', again);
    const missing = (expected.patterns ?? []).filter((one) => !ours.some(({ pattern }) => pattern === one));
    return missing.length === 0
      ? answer(question, 'ok', `${ours.length} of ours`)
      : answer(question, 'problem', `${missing.length} of our filters changed or missing`, again);
  });
}

/** Says how many more filters a log group can take. */
export function checkSlots(fact: Fact<LogGroupFacts>, logGroup: string): readonly HealthCheck[] {
  const question: Question = {
    ...{ check: 'filter slots', subject: logGroup },
    expected: `at most ${SLOTS} subscription filters, AWS's limit`,
  };
  return whenKnown(question, fact, ({ exists, filters }) =>
    exists
      ? answer(question, 'ok', `${filters.length} used, ${Math.max(0, SLOTS - filters.length)} left`)
      : [],
  );
}

const unqualified = (arn: string): string => arn.split(':').slice(0, 7).join(':');

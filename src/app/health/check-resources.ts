import type { AlarmFacts, ConcurrencyFacts, Fact, FunctionFacts, SwitchFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** AWS keeps 100 executions unreserved at least; new accounts start with as few as ten in all. */
const FEW_EXECUTIONS = 50;

/** Names the alarms that are sounding; the others are counted. */
export function checkAlarms(fact: Fact<readonly AlarmFacts[]>, expected: number): readonly HealthCheck[] {
  const question: Question = { check: 'alarms', expected: 'none sounding' };
  return whenKnown(question, fact, (alarms) => {
    const loud = alarms.filter(({ state }) => state === 'ALARM');
    const missing = expected - alarms.length;
    const rest =
      missing > 0
        ? answer(
            question,
            'problem',
            `${missing} of ${expected} do not exist`,
            'Deploy the stack again: somebody deleted alarms.',
          )
        : answer(question, 'ok', `${alarms.length} exist, ${loud.length} sounding`);
    return [rest, ...loud.map(loudCheck)];
  });
}

const loudCheck = ({ name, reason }: AlarmFacts): HealthCheck =>
  answer(
    { check: 'alarm', subject: name, expected: 'OK' },
    'problem',
    `ALARM: ${reason}`,
    'Its description says what it means; the checks here may tell the cause.',
  );

/** Looks whether a schedule or a rule is there and on. */
export function checkSwitch(
  fact: Fact<SwitchFacts>,
  kind: 'schedule' | 'rule',
  name: string,
): readonly HealthCheck[] {
  const question: Question = { check: kind, subject: name, expected: 'enabled' };
  return whenKnown(question, fact, ({ exists, isOn }) => {
    if (!exists)
      return answer(question, 'problem', 'it does not exist', 'Deploy the stack again: somebody deleted it.');
    return isOn
      ? answer(question, 'ok', 'enabled')
      : answer(
          question,
          'problem',
          'disabled',
          `Enable the ${kind} again: while it is off, nothing comes this way.`,
        );
  });
}

/** Looks for functions that failed or were throttled in the last hour. */
export function checkFunctions(fact: Fact<readonly FunctionFacts[]>): readonly HealthCheck[] {
  const question: Question = { check: 'functions', expected: 'no error and no throttle in the last hour' };
  return whenKnown(question, fact, (functions) => {
    const troubled = functions.filter(({ errors, throttles }) => errors + throttles > 0);
    const calls = functions.reduce((sum, { invocations }) => sum + invocations, 0);
    const sound = answer(
      question,
      'ok',
      `${functions.length} functions, ${calls} calls, ${troubled.length} with errors`,
    );
    return [sound, ...troubled.map(troubledCheck)];
  });
}

const troubledCheck = ({ name, invocations, errors, throttles }: FunctionFacts): HealthCheck =>
  answer(
    { check: 'function', subject: name, expected: 'no error and no throttle in the last hour' },
    'warning',
    `${errors} errors and ${throttles} throttles in ${invocations} calls`,
    throttles > errors
      ? 'Reserve concurrency for it, or have the limit of the account raised.'
      : 'Look at its log; what it was given is delivered again by itself.',
  );

/** Looks whether the account has room for the functions to run beside each other. */
export function checkConcurrency(fact: Fact<ConcurrencyFacts>): readonly HealthCheck[] {
  const question: Question = {
    check: 'concurrency',
    expected: `${FEW_EXECUTIONS} executions or more that no function reserves`,
  };
  return whenKnown(question, fact, ({ limit, unreserved }) => {
    const found = `${unreserved} of ${limit} unreserved`;
    return unreserved >= FEW_EXECUTIONS
      ? answer(question, 'ok', found)
      : answer(
          question,
          'warning',
          found,
          'Ask AWS for a higher limit: a storm of events would be throttled, and come late.',
        );
  });
}

import { isoFromMs } from '#core/time';
import type { Fact, TrailFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** Doors that only bring what a trail records; the event history is kept without one. */
const NEED_A_TRAIL: readonly string[] = ['logs', 'eventbridge', 'objects'];

/** Looks for a trail that records what the doors need, and at each trail for what it leaves out. */
export function checkTrails(
  facts: Fact<readonly Fact<TrailFacts>[]>,
  doors: readonly string[],
): readonly HealthCheck[] {
  const needing = doors.filter((door) => NEED_A_TRAIL.includes(door));
  const question: Question = {
    check: 'trail',
    expected:
      needing.length > 0
        ? 'a trail that is on and records writes'
        : 'none needed: the event history is kept anyway',
  };
  return whenKnown(question, facts, (trails) => {
    const known = trails.flatMap((trail) => (trail.ok ? [trail.value] : []));
    return [
      overall(question, trails.length, known, needing),
      ...trails.flatMap((trail, index) => trailChecks(trail, index)),
    ];
  });
}

function overall(
  question: Question,
  all: number,
  known: readonly TrailFacts[],
  needing: readonly string[],
): HealthCheck {
  const working = known.filter(({ isLogging, management }) => isLogging && management.writes);
  if (working.length > 0)
    return answer(question, 'ok', `${working.length} of ${all} on and recording writes`);
  if (needing.length === 0) return answer(question, 'ok', all === 0 ? 'no trail' : `${all}, none of them on`);
  const todo = `Create a trail or start the one there is: without it ${needing.join(', ')} bring nothing.`;
  // A bucket may belong to the trail of another account, which does not show here.
  const isElsewhere = needing.every((door) => door === 'objects');
  if (isElsewhere)
    return answer(
      question,
      'warning',
      'none visible in this account',
      'Look in the account that owns the bucket.',
    );
  return all > known.length
    ? answer(question, 'unknown', `${all - known.length} of ${all} could not be looked at`, todo)
    : answer(
        question,
        'problem',
        all === 0 ? 'no trail' : `${all}, none of them on and recording writes`,
        todo,
      );
}

function trailChecks(fact: Fact<TrailFacts>, index: number): readonly HealthCheck[] {
  const question: Question = {
    ...{ check: 'trail records', subject: fact.ok ? fact.value.name : `number ${index + 1}` },
    expected: 'on, all regions, global services, reads and writes, delivered without errors',
  };
  return whenKnown(question, fact, (trail) => {
    const lacks = lacksOf(trail);
    const { deliveryErrors } = trail;
    if (deliveryErrors.length > 0) {
      return answer(
        question,
        'problem',
        `not delivered: ${deliveryErrors.join(', ')}`,
        'Look whether its bucket and log group exist and let CloudTrail write to them.',
      );
    }
    if (lacks.length === 0) return answer(question, 'ok', lastText(trail));
    return answer(
      question,
      'warning',
      lacks.join('; '),
      'Change the trail, or accept that rules see nothing of the rest.',
    );
  });
}

function lacksOf({ isLogging, isMultiRegion, hasGlobalEvents, management }: TrailFacts): readonly string[] {
  const { reads, writes, without } = management;
  return [
    ...(isLogging ? [] : ['switched off']),
    ...(isMultiRegion ? [] : ['one region only']),
    ...(hasGlobalEvents ? [] : ['no events of global services (IAM, STS)']),
    ...(reads ? [] : ['no reads']),
    ...(writes ? [] : ['no writes']),
    ...without.map((one) => `not of ${one}`),
  ];
}

const lastText = ({ lastDelivery }: TrailFacts): string =>
  lastDelivery === undefined ? 'all of it' : `all of it, last delivered ${isoFromMs(lastDelivery)}`;

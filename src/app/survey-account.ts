import type { Result } from '#core/result';
import { epochMs } from '#core/time';
import type { AccountSurvey, RefusedCall, SurveyedTrail, TrailCoverage } from '#ports/account-survey';
import type { Clock } from '#ports/clock';

/** A trail with what its own calls told; what was refused is missing. */
export interface TrailFacts extends SurveyedTrail {
  readonly isLogging?: boolean;
  readonly recorded?: TrailCoverage;
  /** Subscription filters of its log group, where that is in the surveyed region. */
  readonly filters?: number;
  /** Events a month, from what its log group took in of late. */
  readonly eventsPerMonth?: number;
}

export interface AccountFacts {
  readonly trails: readonly TrailFacts[];
  readonly applicationGroups?: { readonly count: number; readonly more: boolean };
  readonly hasAgentMetrics?: boolean;
  /** Calls without an answer, each once. */
  readonly refused: readonly RefusedCall[];
}

const DAY_MS = 86_400_000;
const SPAN_DAYS = 14;
const DAYS_IN_MONTH = 730 / 24;

/**
 * Looks at an account as far as it may. Never rejects for what AWS refuses: that is named in `refused`, and passed over.
 *
 * Without valid credentials the first call tells, and no other is made.
 */
export async function surveyAccount(
  region: string,
  { survey, clock }: { readonly survey: AccountSurvey; readonly clock: Clock },
): Promise<AccountFacts> {
  const refused = new Map<string, RefusedCall>();
  const told = <T>(answer: Result<T, RefusedCall>): T | undefined => {
    if (answer.ok) return answer.value;
    refused.set(`${answer.error.call} ${answer.error.reason}`, answer.error);
    return undefined;
  };
  const trails = told(await survey.trails()) ?? [];
  if ([...refused.values()].some(({ kind }) => kind === 'credentials'))
    return { trails: [], refused: [...refused.values()] };
  const facts: TrailFacts[] = [];
  for (const trail of trails) facts.push(await trailFacts(trail, region, { survey, clock, told }));
  const groups = told(await survey.applicationGroups());
  const agent = told(await survey.hasAgentMetrics());
  return {
    trails: facts,
    ...(groups === undefined ? {} : { applicationGroups: groups }),
    ...(agent === undefined ? {} : { hasAgentMetrics: agent }),
    refused: [...refused.values()],
  };
}

interface Telling {
  readonly survey: AccountSurvey;
  readonly clock: Clock;
  readonly told: <T>(answer: Result<T, RefusedCall>) => T | undefined;
}

async function trailFacts(trail: SurveyedTrail, region: string, telling: Telling): Promise<TrailFacts> {
  const { survey, told } = telling;
  const isLogging = told(await survey.isLogging(trail.arn));
  const recorded = told(await survey.recorded(trail.arn));
  return {
    ...trail,
    ...(isLogging === undefined ? {} : { isLogging }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(trail.logGroup?.region === region ? await groupFacts(trail.logGroup.name, telling) : {}),
  };
}

async function groupFacts(
  name: string,
  { survey, clock, told }: Telling,
): Promise<Pick<TrailFacts, 'filters' | 'eventsPerMonth'>> {
  const to = clock.now();
  const filters = told(await survey.filters(name));
  const incoming = told(await survey.incoming(name, epochMs(to - SPAN_DAYS * DAY_MS), to));
  return {
    ...(filters === undefined ? {} : { filters }),
    ...(incoming === undefined ? {} : { eventsPerMonth: Math.round((incoming / SPAN_DAYS) * DAYS_IN_MONTH) }),
  };
}

import { describe, expect, it } from '@jest/globals';
import { fail, ok } from '#core/result';
import { epochMs, parseTime } from '#core/time';
import type { AccountSurvey, RefusedCall, SurveyedTrail } from '#ports/account-survey';
import { surveyAccount } from './survey-account.ts';

const NOW = parseTime('2026-03-15T00:00:00Z') ?? epochMs(0);
const clock = { now: () => NOW, sleep: async () => undefined };
const trail: SurveyedTrail = {
  ...{ arn: 'arn:main', name: 'main', homeRegion: 'eu-west-1', isMultiRegion: true, isOrganization: false },
  logGroup: { name: 'trail-logs', region: 'eu-west-1', accountId: '123456789012' },
};

/** An account in memory; `asked` are the calls that were made. */
function account(given: Partial<AccountSurvey> = {}) {
  const asked: unknown[] = [];
  const told =
    <T>(call: string, value: T) =>
    async (...words: readonly unknown[]) => {
      asked.push([call, ...words]);
      return ok(value);
    };
  const survey: AccountSurvey = {
    trails: told('trails', [trail]),
    isLogging: told('isLogging', true),
    recorded: told('recorded', 'all' as const),
    filters: told('filters', 1),
    incoming: told('incoming', 1_400_000),
    applicationGroups: told('groups', { count: 3, more: false }),
    hasAgentMetrics: told('agent', true),
    ...given,
  };
  return { survey, asked };
}
const refusing = (call: string, kind: RefusedCall['kind'], reason: string) => async () =>
  fail({ call, kind, reason });

describe('surveyAccount', () => {
  it('asks about every trail, and reckons a month from the last 14 days of its log group', async () => {
    const { survey, asked } = account();
    expect(await surveyAccount('eu-west-1', { survey, clock })).toEqual({
      trails: [{ ...trail, isLogging: true, recorded: 'all', filters: 1, eventsPerMonth: 3_041_667 }],
      ...{ applicationGroups: { count: 3, more: false }, hasAgentMetrics: true, refused: [] },
    });
    expect(asked).toContainEqual(['incoming', 'trail-logs', parseTime('2026-03-01T00:00:00Z'), NOW]);
  });

  it('does not ask about a log group of another region', async () => {
    const { survey, asked } = account();
    await surveyAccount('us-east-1', { survey, clock });
    expect(asked).toEqual([
      ['trails'],
      ['isLogging', 'arn:main'],
      ['recorded', 'arn:main'],
      ['groups'],
      ['agent'],
    ]);
  });

  it('names what is refused, once, and goes on', async () => {
    const { survey } = account({
      trails: async () => ok([trail, { ...trail, name: 'second' }]),
      recorded: refusing('cloudtrail:GetEventSelectors', 'denied', 'AccessDeniedException'),
      incoming: async () => ok(undefined),
      applicationGroups: refusing('logs:DescribeLogGroups', 'failed', 'TimeoutError'),
    });
    const facts = await surveyAccount('eu-west-1', { survey, clock });
    expect(facts.refused.map(({ call }) => call)).toEqual([
      'cloudtrail:GetEventSelectors',
      'logs:DescribeLogGroups',
    ]);
    expect(facts.trails).toHaveLength(2);
    expect(facts.trails[0]).not.toHaveProperty('recorded');
    expect(facts.trails[0]).not.toHaveProperty('eventsPerMonth');
  });

  it('stops at once without credentials', async () => {
    const refused = refusing('cloudtrail:DescribeTrails', 'credentials', 'CredentialsProviderError');
    const { survey, asked } = account({ trails: refused });
    expect(await surveyAccount('eu-west-1', { survey, clock })).toMatchObject({ trails: [], refused: [{}] });
    expect(asked).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { type DeploymentWish, proposeDeployment, UNSEEN } from './propose-deployment.ts';
import type { AccountFacts, TrailFacts } from './survey-account.ts';

const trail = (given: Partial<TrailFacts> = {}): TrailFacts => ({
  ...{ arn: 'arn:aws:cloudtrail:eu-west-1:123456789012:trail/main', name: 'main', homeRegion: 'eu-west-1' },
  ...{ isMultiRegion: true, isOrganization: false, isLogging: true, recorded: 'all', filters: 1 },
  logGroup: { name: 'trail-logs', region: 'eu-west-1', accountId: '123456789012' },
  bucket: 'trail-bucket',
  ...given,
});
const wish: DeploymentWish = { region: 'eu-west-1', logGroups: [], buckets: [] };
const account = (...trails: readonly TrailFacts[]): AccountFacts => ({ trails, refused: [] });
const openDoors = (facts: AccountFacts, given: Partial<DeploymentWish> = {}) =>
  proposeDeployment(facts, { ...wish, ...given })
    .choices.filter(({ isOpen }) => isOpen)
    .map(({ door }) => door);
const why = (facts: AccountFacts, door: string) =>
  proposeDeployment(facts, wish).choices.find((choice) => choice.door === door)?.why;

describe('proposeDeployment', () => {
  it('proposes the event history where nothing is known, and where there is no trail', () => {
    expect([openDoors(UNSEEN), openDoors(account())]).toEqual([['event-history'], ['event-history']]);
    expect(why(UNSEEN, 'logs')).toBe('it is not known whether there is a trail');
    expect(why(account(), 'logs')).toBe('the account has no trail');
  });

  it("proposes a trail's log group with a free slot besides, each group once", () => {
    const proposal = proposeDeployment(account(trail(), trail({ name: 'second' })), wish);
    expect(proposal.logGroups).toEqual(['trail-logs']);
    expect(why(account(trail()), 'logs')).toMatch(/^faster .*1 of 2 slots free$/);
  });

  const { logGroup: _group, ...groupless } = trail();
  const { filters: _filters, ...unlooked } = trail();
  it.each([
    { name: 'without a log group', one: groupless, expected: /main writes to no log group/ },
    { name: 'that is switched off', one: trail({ isLogging: false }), expected: /is switched off/ },
    { name: 'that records nothing', one: trail({ recorded: 'none' }), expected: /no management events/ },
    { name: 'that records reads', one: trail({ recorded: 'reads' }), expected: /reads only/ },
    {
      name: 'whose group is full',
      one: trail({ filters: 2 }),
      expected: /both of its 2 subscription filters/,
    },
    { name: 'whose group could not be looked at', one: unlooked, expected: /could not be looked at/ },
    {
      name: 'whose group is elsewhere',
      one: trail({ logGroup: { name: 'g', region: 'us-east-1', accountId: '123456789012' } }),
      expected: /is in us-east-1/,
    },
  ])('leaves the log group of a trail alone $name, and says so', ({ one, expected }) => {
    expect(openDoors(account(one))).toEqual(['event-history']);
    expect(why(account(one), 'logs')).toMatch(expected);
  });

  it('opens the doors that were asked for and no others', () => {
    expect(openDoors(account(trail()), { doors: ['objects', 'eventbridge'] })).toEqual([
      'eventbridge',
      'objects',
    ]);
    expect(openDoors(account(trail()), { doors: ['event-history'] })).toEqual(['event-history']);
  });

  it('names a door that was asked for and has nothing to watch', () => {
    expect(proposeDeployment(account(), { ...wish, doors: ['logs', 'objects'] }).missing).toEqual([
      'logs',
      'objects',
    ]);
    const named = { ...wish, doors: ['logs', 'objects'], logGroups: ['g'], buckets: ['b'] } as const;
    expect(proposeDeployment(account(), named)).toMatchObject({
      missing: [],
      logGroups: ['g'],
      buckets: ['b'],
    });
  });

  it('says what will not be seen', () => {
    const facts = { ...account(trail({ isLogging: false })), applicationGroups: { count: 3, more: false } };
    const { blindSpots } = proposeDeployment({ ...facts, hasAgentMetrics: true }, wish);
    expect(blindSpots.join('\n')).toMatch(
      /event history has none.*main is switched off.*3 log groups.*agent/s,
    );
  });

  it('takes the busiest log group for the size of the account', () => {
    const facts = account(trail({ eventsPerMonth: 5 }), trail({ eventsPerMonth: 7 }));
    expect([proposeDeployment(facts, wish), proposeDeployment(UNSEEN, wish)]).toMatchObject([
      { eventsPerMonth: 7 },
      { eventsPerMonth: undefined },
    ]);
  });

  it('points out the bucket of an organisation trail', () => {
    expect(why(account(trail({ isOrganization: true, name: 'org' })), 'objects')).toMatch(
      /org writes to trail-bucket/,
    );
  });
});

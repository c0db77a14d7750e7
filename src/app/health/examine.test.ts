import { describe, expect, it } from '@jest/globals';
import { DATA_VERSION } from '#core/data-version';
import { fail, ok } from '../../core/result.ts';
import { parseTime } from '../../core/time.ts';
import type { DeploymentView, Fact } from '../../ports/health.ts';
import { type Deployed, examine } from './examine.ts';

const NOW = parseTime('2026-03-01T12:00:00Z')!;
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:watch-logs';

const deployed: Deployed = {
  since: parseTime('2026-01-01T00:00:00Z')!,
  settings: {
    expected: {
      ...{
        deployment: 'Stack',
        alertTopicArn: 'a',
        chatTopicArn: 'none',
        healthTopicArn: 'h',
        subscribers: 1,
        logGroups: ['trail'],
      },
      ...{ watchLogsArn: ARN, doors: ['logs'], heartbeatDoors: ['logs'], heartbeatMinutes: 15 },
      ...{ failuresBucket: 'b', deadLetterUrls: ['https://sqs.x/1/dead'] },
    },
    ...{ stateTable: 'state', regions: ['us-east-1'], patterns: new Map([['trail', ['p']]]) },
  },
  ...{ functions: ['f'], alarms: ['alarm'], schedules: ['s'], rules: ['r'] },
};

const refused = (permission: string) => async (): Promise<Fact<never>> =>
  fail({ permission, reason: 'AccessDeniedException', isRefused: true });
const blind: DeploymentView = {
  ...{
    topic: refused('sns:L'),
    logGroup: refused('logs:D'),
    failures: refused('s3:L'),
    queue: refused('sqs:G'),
  },
  ...{ heartbeat: refused('dynamodb:G'), trails: refused('cloudtrail:D'), progress: refused('dynamodb:Q') },
  ...{
    quarantined: refused('dynamodb:Q'),
    alarms: refused('cloudwatch:D'),
    schedule: refused('scheduler:L'),
  },
  dataVersion: refused('dynamodb:G'),
  ...{ rule: refused('events:D'), functions: refused('cloudwatch:G'), concurrency: refused('lambda:G') },
};
const subscription = { protocol: 'email', endpoint: 'x', state: 'confirmed' } as const;
const sound: DeploymentView = {
  topic: async () => ok({ exists: true, subscriptions: [subscription] }),
  logGroup: async () => ok({ exists: true, filters: [{ name: 'f', destinationArn: ARN, pattern: 'p' }] }),
  failures: async () => ok({ waiting: 0, givenUp: 0, isCut: false }),
  queue: async () => ok({ exists: true, messages: 0 }),
  heartbeat: async () => ok(NOW),
  trails: async () =>
    ok([
      ok({
        ...{ name: 't', isMultiRegion: true, hasGlobalEvents: true, isLogging: true, deliveryErrors: [] },
        management: { reads: true, writes: true, without: [] },
      }),
    ]),
  progress: async () => ok({ checkpoints: [{ region: 'us-east-1', coveredUntil: NOW }] }),
  dataVersion: async () => ok(DATA_VERSION),
  quarantined: async () => ok(0),
  alarms: async () => ok([{ name: 'alarm', state: 'OK', reason: '' }]),
  schedule: async (name) => ok({ name, exists: true, isOn: true }),
  rule: async (name) => ok({ name, exists: true, isOn: true }),
  functions: async () => ok([{ name: 'f', invocations: 9, errors: 0, throttles: 0 }]),
  concurrency: async () => ok({ limit: 1_000, unreserved: 1_000 }),
};

describe('examine', () => {
  it('finds a sound deployment sound', async () => {
    const groups = await examine(deployed, sound, NOW);
    expect(groups.map(({ title }) => title)).toEqual([
      'CloudTrail',
      'Sources',
      'Deliveries',
      'Alerts',
      'Resources',
    ]);
    const checks = groups.flatMap((group) => group.checks);
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(checks).toHaveLength(18);
  });

  it('shows everything that it may not look at as unknown, each with the permission', async () => {
    const groups = await examine(deployed, blind, NOW);
    const checks = groups.flatMap((group) => group.checks);
    expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(['unknown']));
    for (const { todo } of checks) expect(todo).toMatch(/^Grant [a-z0-9]+:[A-Z] to whoever asks\.$/);
    expect(checks).toHaveLength(15);
  });

  it('asks nothing of a deployment that it can not have done yet', async () => {
    const nothingYet: DeploymentView = {
      ...sound,
      heartbeat: async () => ok(undefined),
      progress: async () => ok({ checkpoints: [] }),
      dataVersion: async () => ok(undefined),
    };
    const troubled = async (since: typeof NOW) =>
      (await examine({ ...deployed, since }, nothingYet, NOW))
        .flatMap(({ checks }) => checks)
        .filter(({ state }) => state !== 'ok')
        .map(({ check, state }) => `${state} ${check}`);
    expect(await troubled(NOW)).toEqual([]);
    expect(await troubled(deployed.since)).toEqual([
      'problem source',
      'warning event history',
      'warning form of the tables',
    ]);
  });

  it('notices a pattern that was changed', async () => {
    const narrowed = { exists: true, filters: [{ name: 'f', destinationArn: ARN, pattern: 'narrow' }] };
    const groups = await examine(deployed, { ...sound, logGroup: async () => ok(narrowed) }, NOW);
    expect(groups.flatMap((group) => group.checks).filter(({ state }) => state !== 'ok')).toMatchObject([
      { check: 'subscription filter', state: 'problem' },
    ]);
  });

  it('looks at what the stack lists where its settings can not be read', async () => {
    const groups = await examine({ ...deployed, settings: undefined }, sound, NOW);
    expect(groups.map(({ title }) => title)).toEqual(['CloudTrail', 'Resources']);
  });
});

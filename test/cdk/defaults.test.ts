import { beforeAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { collectSettings } from '#config/collect-settings';
import type { DeploymentInput } from '#config/deployment/input';
import { digestSettings } from '#config/digest-settings';
import { indexSearchSettings } from '#config/index-search-settings';
import { notifySettings } from '#config/notify-settings';
import { pullLogsSettings, watchLogsSettings } from '#config/pull-logs-settings';
import { redriveSettings } from '#config/redrive-settings';
import type { SettingTable } from '#config/settings';
import { TABLES } from '#config/tables';
import { takeHttpSettings } from '#config/take-http-settings';
import { triageSettings } from '#config/triage-settings';
import { watchIntakeSettings } from '#config/watch-intake-settings';
import { watchMetricsSettings } from '#config/watch-metrics-settings';
import { watchSelfSettings } from '#config/watch-self-settings';
import { TrailhoundStack } from '../../lib/trailhound-stack.ts';
import { bundles, deployed, EVERYTHING } from './support/deployed.ts';
import { propertiesOf, variables } from './support/reading.ts';

let template: Template;
beforeAll(() => {
  template = Template.fromStack(new TrailhoundStack(new App(), 'Trailhound', { bundles }));
}, 60_000);

describe('a deployment with every default', () => {
  it('makes both tables from the one definition that the embedded database uses, and keeps them', () => {
    const tables = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    const indexes = tables.map(({ Properties }) =>
      (Properties.GlobalSecondaryIndexes ?? []).map((index: { IndexName: string }) => index.IndexName).sort(),
    );
    expect(indexes).toContainEqual(TABLES.findings.indexes.map(({ name }) => name).sort());
    for (const { Properties, DeletionPolicy } of tables) {
      expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
      expect(Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
      expect(DeletionPolicy).toBe('Retain');
    }
  });

  it('reads the event history, and opens no other door', () => {
    const functions = propertiesOf(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(5);
    for (const one of functions)
      expect(one).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          TRAILHOUND_REGIONS: { 'Fn::Join': ['', [{ Ref: 'AWS::Region' }, ',us-east-1']] },
        }),
      },
    });
    template.resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
    template.resourceCountIs('AWS::Events::Rule', 0);
    template.resourceCountIs('AWS::Events::EventBus', 0);
  });

  it('wakes its functions on schedules that give up into the dead-letter queue', () => {
    const schedules = propertiesOf(template, 'AWS::Scheduler::Schedule');
    const rates = schedules.map((one) => one.ScheduleExpression).sort();
    expect(rates).toEqual([
      'cron(0 6 * * ? *)',
      'rate(15 minutes)',
      'rate(15 minutes)',
      'rate(30 minutes)',
      'rate(5 minutes)',
      'rate(5 minutes)',
    ]);
    for (const { Target } of schedules) expect(Target.DeadLetterConfig.Arn).toBeDefined();
  });

  it('beats by overwriting its own parameter, without a function', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      Target: {
        Arn: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:::aws-sdk:ssm:putParameter']],
        },
        Input: {
          'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('<aws.scheduler.scheduled-time>')])],
        },
      },
    });
  });

  it('wakes the notifier only for writes that leave an alert pending, and never retries a batch for ever', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3_600,
      BisectBatchOnFunctionError: true,
      FilterCriteria: { Filters: [{ Pattern: Match.stringLikeRegexp('pending') }] },
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('keeps what the collector could not deal with, after two more tries', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('has seven alarms of ten metrics, all of them to the health topic', () => {
    const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');
    const metrics = alarms.flatMap(({ Metrics, MetricName }) =>
      MetricName === undefined
        ? Metrics.filter((one: { MetricStat?: unknown }) => one.MetricStat)
        : [MetricName],
    );
    expect([alarms.length, metrics.length]).toEqual([7, 10]);
    for (const { AlarmActions } of alarms)
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Health/) }]);
  });

  it('says where everything is', () => {
    const names = Object.keys(template.findOutputs('*')).sort();
    expect(names).toEqual([
      'AlertTopic',
      'Dashboard',
      'FailuresBucket',
      'FindingsTable',
      'HealthTopic',
      'ListFindings',
      'ReportsBucket',
      'StateTable',
    ]);
  });

  it('protects the stack', () => {
    const stack = (keepData?: boolean) =>
      new TrailhoundStack(new App(), 'T', { bundles, ...(keepData === undefined ? {} : { keepData }) });
    expect([stack().terminationProtection, stack(false).terminationProtection]).toEqual([true, false]);
  });

  it('takes everything that a stack of CDK takes, and still refuses what is no setting', () => {
    const props = {
      ...{ terminationProtection: false, crossRegionReferences: true, analyticsReporting: false },
      ...{ stackName: 'Watch', description: 'Ours.', tags: { team: 'blue' } },
      env: { account: '123456789012', region: 'eu-central-1' },
    };
    const stack = new TrailhoundStack(new App(), 'T', { bundles, ...props });
    expect(stack).toMatchObject({ terminationProtection: false, stackName: 'Watch', region: 'eu-central-1' });
    expect(stack.templateOptions.description).toBe('Ours.');
    const wrong = { bundles, stackname: 'Watch' };
    expect(() => new TrailhoundStack(new App(), 'T', wrong)).toThrow(/stackname: found an unknown key/);
  });

  it.each([
    { region: 'eu-central-1', warned: 0 },
    { region: 'us-gov-west-1', warned: 1 },
    { region: 'cn-north-1', warned: 1 },
  ])('warns where there is no us-east-1: $region', ({ region, warned }) => {
    const stack = new TrailhoundStack(new App(), 'T', { bundles, env: { region } });
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('no us-east-1'));
    expect(found).toHaveLength(warned);
  });

  it('keeps the ids of the tables where they were when the stack itself held them', () => {
    expect(Object.keys(template.findResources('AWS::DynamoDB::GlobalTable')).sort()).toEqual([
      'TablesFindings1E701491',
      'TablesState705891C2',
    ]);
  });
});

describe('what a function is told', () => {
  const tables: readonly (readonly [string, SettingTable])[] = [
    ['CollectCloudtrail', collectSettings],
    ['WatchLogs', watchLogsSettings],
    ['WatchEvents', triageSettings],
    ['WatchObjects', triageSettings],
    ['NotifyFunction', notifySettings],
    ['RedriveFunction', redriveSettings],
    ['WatchSelf', watchSelfSettings],
    ['PullLogs', pullLogsSettings],
    ['WatchMetrics', watchMetricsSettings],
    ['TakeHttp', takeHttpSettings],
    ['WatchIntake', watchIntakeSettings],
    ['IndexSearch', indexSearchSettings],
    ['DailyDigest', digestSettings],
  ];

  it.each(tables)('%s: nothing that it does not know, and everything without a default', (name, table) => {
    const found = Object.entries(variables(deployed(EVERYTHING).template)).filter(([id]) =>
      id.includes(name),
    );
    expect(found).toHaveLength(1);
    const told = Object.keys(found[0]?.[1] ?? {});
    const settings = Object.values(table);
    expect(told.filter((one) => !settings.some(({ env }) => env === one))).toEqual([]);
    const needed = settings.filter((one) => one.default === undefined).map(({ env }) => env);
    expect(needed.filter((one) => !told.includes(one))).toEqual([]);
  });
});

describe('the size of a function', () => {
  const sizeOf = (name: string, functions: DeploymentInput['functions']) => {
    const { template: sized } = deployed({ ...EVERYTHING, functions: functions ?? {} });
    const [, found] =
      Object.entries(sized.findResources('AWS::Lambda::Function')).find(([id]) => id.includes(name)) ?? [];
    return found?.Properties;
  };

  it('is what was asked for', () => {
    const asked = { memoryMb: 320, timeoutSeconds: 42, reservedConcurrency: 3 };
    expect(sizeOf('WatchEvents', { 'watch-events': asked })).toMatchObject({
      ...{ MemorySize: 320, Timeout: 42, ReservedConcurrentExecutions: 3 },
    });
  });

  it('leaves the redrive time to wait for what it invokes, however long that may take', () => {
    const redrive = sizeOf('RedriveFunction', { 'watch-logs': { timeoutSeconds: 900 } });
    expect(redrive.Timeout).toBe(900);
    expect(redrive.Environment.Variables.TRAILHOUND_STOP_MARGIN_SECONDS).toBe('800');
  });
});

describe('who is told', () => {
  it('subscribes each address to alerts and to health', () => {
    const { template: told } = deployed({ alerts: { email: ['a@example.com', 'b@example.com'] } });
    expect(
      propertiesOf(told, 'AWS::SNS::Subscription')
        .map(({ Endpoint }) => Endpoint)
        .sort(),
    ).toEqual(['a@example.com', 'a@example.com', 'b@example.com', 'b@example.com']);
  });

  it.each([
    { email: ['team@example.com'], warned: 0 },
    { email: [], warned: 1 },
  ])('warns when nobody would be told: $email', ({ email, warned }) => {
    const { stack } = deployed({ alerts: { email } });
    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('nobody gets an alert'),
    );
    expect(found).toHaveLength(warned);
  });
});

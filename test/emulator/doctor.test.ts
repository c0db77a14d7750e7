import { randomUUID } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { learnEnvironment } from '#adapters/aws/health-functions';
import { learnResources } from '#adapters/aws/health-stack';
import { systemClock } from '#adapters/aws/system-clock';
import { tableInput } from '#config/table-input';
import { TABLES } from '#config/tables';
import { DATA_VERSION, DATA_VERSION_KEY, type DataVersion } from '#core/data-version';
import { epochMs, isoFromMs } from '#core/time';
import { createHandler } from '#lambdas/watch-self/handler';
import { wireWatchSelf } from '#lambdas/wiring/watch-self';
import { EXIT } from '../../cli/exit-codes.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { pointAtEmulator } from '../support/emulator-functions.ts';
import { runCli } from '../support/run-cli.ts';

const ROLE = 'arn:aws:iam::000000000000:role/x';
const id = randomUUID().slice(0, 8);
const NAME = `trailhound-${id}`;
const PATTERN = '{ $.eventName = "StopLogging" }';

/** As much of a deployment as `doctor` looks at, in our own names. */
function template() {
  const ref = (Ref: string) => ({ Ref });
  const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
  const table = (definition: typeof TABLES.findings | typeof TABLES.state, name: string) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: tableInput(definition, name),
  });
  const code = { ZipFile: 'exports.handler = async () => ({})' };
  const lambda = (Variables: object) => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: code,
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Role: ROLE,
      Environment: { Variables },
    },
  });
  return {
    Resources: {
      Findings: table(TABLES.findings, `findings-${id}`),
      State: table(TABLES.state, `state-${id}`),
      Alerts: { Type: 'AWS::SNS::Topic' },
      Health: { Type: 'AWS::SNS::Topic' },
      DeadLetters: { Type: 'AWS::SQS::Queue' },
      Failures: { Type: 'AWS::S3::Bucket', Properties: { BucketName: `failures-${id}` } },
      Trail: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `trail-${id}` } },
      WatchLogs: lambda({ TRAILHOUND_STATE_TABLE: ref('State') }),
      Collect: lambda({ TRAILHOUND_REGIONS: 'eu-central-1', TRAILHOUND_STATE_TABLE: ref('State') }),
      WatchSelf: lambda({
        ...{ TRAILHOUND_STATE_TABLE: ref('State'), TRAILHOUND_FINDINGS_TABLE: ref('Findings') },
        ...{ TRAILHOUND_ALERT_TOPIC_ARN: ref('Alerts'), TRAILHOUND_HEALTH_TOPIC_ARN: ref('Health') },
        ...{ TRAILHOUND_SUBSCRIBERS: '0', TRAILHOUND_LOG_GROUPS: `trail-${id}`, TRAILHOUND_FROM_LATER: 'x' },
        ...{ TRAILHOUND_WATCH_LOGS_ARN: arn('WatchLogs'), TRAILHOUND_DOORS: 'event-history,logs' },
        ...{ TRAILHOUND_HEARTBEAT_MINUTES: '15', TRAILHOUND_FAILURES_BUCKET: ref('Failures') },
        TRAILHOUND_DEAD_LETTERS_URL: ref('DeadLetters'),
      }),
      Filter: {
        Type: 'AWS::Logs::SubscriptionFilter',
        DependsOn: 'Trail',
        Properties: { LogGroupName: `trail-${id}`, FilterPattern: PATTERN, DestinationArn: arn('WatchLogs') },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { Name: `rule-${id}`, EventPattern: { source: ['x'] }, State: 'ENABLED' },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ...{
            Name: `schedule-${id}`,
            ScheduleExpression: 'rate(1 day)',
            FlexibleTimeWindow: { Mode: 'OFF' },
          },
          Target: { Arn: arn('Collect'), RoleArn: ROLE },
        },
      },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ...{ AlarmName: `alarm-${id}`, Namespace: 'Trailhound', MetricName: 'HealthProblems', Period: 300 },
          ...{
            EvaluationPeriods: 1,
            Threshold: 0,
            Statistic: 'Sum',
            ComparisonOperator: 'GreaterThanThreshold',
          },
        },
      },
    },
    Outputs: Object.fromEntries(
      Object.entries({
        FindingsTable: 'Findings',
        StateTable: 'State',
        AlertTopic: 'Alerts',
        HealthTopic: 'Health',
      }).map(([name, resource]) => [name, { Value: ref(resource) }]),
    ),
  };
}

interface Diagnosed {
  readonly summary: Readonly<Record<string, number>>;
  readonly checks: readonly {
    readonly group: string;
    readonly check: string;
    readonly subject: string;
    readonly state: string;
    readonly found: string;
  }[];
}

describeWithEmulator('a deployed stack', (emulator) => {
  const config = () => emulator.client();
  const diagnose = async (): Promise<Diagnosed & { readonly code: number }> => {
    const { code, out, err } = await runCli(
      ['doctor', '--stack', NAME, '--region', 'us-east-1', '--format', 'json'],
      {
        clock: systemClock,
      },
    );
    if (out === '') throw new Error(err);
    return { code, ...(JSON.parse(out) as Diagnosed) };
  };
  const bad = ({ checks }: Diagnosed) =>
    checks
      // How much may run at once depends on the machine that the emulator runs on.
      .filter(({ state, check }) => state !== 'ok' && check !== 'concurrency')
      .map(({ check, subject, state, found }) => `${state} ${check} ${subject}: ${found}`);
  const output = async (name: string): Promise<string> => {
    const { Stacks } = await new CloudFormationClient(config()).send(
      new DescribeStacksCommand({ StackName: NAME }),
    );
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  };

  beforeAll(async () => {
    pointAtEmulator(emulator);
    const cloudformation = new CloudFormationClient(config());
    await cloudformation.send(
      new CreateStackCommand({ StackName: NAME, TemplateBody: JSON.stringify(template()) }),
    );
    for (let tries = 0; tries < 100; tries += 1) {
      const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: NAME }));
      const status = Stacks?.[0]?.StackStatus ?? '';
      if (status === 'CREATE_COMPLETE') break;
      if (!status.endsWith('IN_PROGRESS')) throw new Error(status);
      await systemClock.sleep(100);
    }
    const trails = new CloudTrailClient(config());
    await trails.send(
      new CreateTrailCommand({ Name: `t-${id}`, S3BucketName: `failures-${id}`, IsMultiRegionTrail: true }),
    );
    await trails.send(new StartLoggingCommand({ Name: `t-${id}` }));
    const sns = new SNSClient(config());
    for (const topic of ['AlertTopic', 'HealthTopic']) {
      const TopicArn = await output(topic);
      await sns.send(
        new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:000000000000:x' }),
      );
    }
    const state = dynamoStateStore({ db: dynamoClient(config()), stateTable: `state-${id}` });
    const now = systemClock.now();
    const forever = epochMs(now + 9e8);
    for (const door of ['event-history', 'logs'])
      await state.write(`heartbeat#${door}`, { eventTime: isoFromMs(now) }, undefined, forever);
    for (const region of ['us-east-1', 'eu-central-1'])
      await state.write(`checkpoint#${region}`, { coveredUntil: isoFromMs(now) }, undefined, forever);
    const form: DataVersion = { version: DATA_VERSION, at: isoFromMs(now) };
    await state.write(DATA_VERSION_KEY, form, undefined, forever);
    await state.write('reconcile-result', { at: isoFromMs(now), missed: 0 }, undefined, forever);
  }, 120_000);

  it('is found to be sound, check by check', async () => {
    const seen = await diagnose();
    expect(bad(seen)).toEqual([]);
    expect(seen.code).toBe(EXIT.ok);
    const names = seen.checks.map(({ check, subject }) => (subject === '' ? check : `${check}: ${subject}`));
    expect(names.map((name) => name.replaceAll(id, 'ID'))).toEqual([
      ...['stack', 'trail', 'trail records: t-ID', 'source: event-history', 'source: logs'],
      ...['event history: us-east-1', 'event history: eu-central-1', 'reconciliation'],
      'form of the tables',
      ...[
        'subscription filter: trail-ID',
        'filter slots: trail-ID',
        'failed deliveries',
        'deliveries given up',
      ],
      ...[
        expect.stringMatching(/^dead letters: /),
        'quarantine',
        'subscriptions: alerts',
        'subscriptions: health',
      ],
      ...['alarms', 'schedule: schedule-ID', 'rule: rule-ID', 'functions', 'concurrency'],
    ]);
  });

  it('is found without being named, and shown to people', async () => {
    const { code, out, err } = await runCli(['doctor'], { clock: systemClock });
    expect([code, err]).toEqual([
      EXIT.ok,
      expect.stringMatching(/^\n2[12] ok, [01] warnings?, 0 problems, 0 unknown\n$/),
    ]);
    expect(out).toMatch(
      /^Trailhound in trailhound-\w+, us-east-1\n\nStack\n {2}✓ stack +CREATE_COMPLETE\n\nCloudTrail/,
    );
  });

  it('is not confused with another one', async () => {
    const { code, err } = await runCli(['doctor', '--stack', 'other'], { clock: systemClock });
    expect(code).toBe(EXIT.error);
    expect(err).toBe(
      `error: there is no stack other in us-east-1 (TH_STACK_NOT_FOUND)\n  Stacks with Trailhound: ${NAME}\n`,
    );
    const elsewhere = await runCli(['doctor', '--region', 'eu-west-1'], { clock: systemClock });
    expect(elsewhere.err).toMatch(/no stack in eu-west-1 is one of Trailhound/);
  });

  describe('in which things went wrong', () => {
    beforeAll(async () => {
      const logs = new CloudWatchLogsClient(config());
      const logGroupName = `trail-${id}`;
      const { subscriptionFilters } = await logs.send(
        new DescribeSubscriptionFiltersCommand({ logGroupName }),
      );
      const filterName = subscriptionFilters?.[0]?.filterName;
      await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }));
      await new EventBridgeClient(config()).send(new DisableRuleCommand({ Name: `rule-${id}` }));
      await new CloudWatchClient(config()).send(
        new SetAlarmStateCommand({ AlarmName: `alarm-${id}`, StateValue: 'ALARM', StateReason: 'by hand' }),
      );
      const s3 = new S3Client(config());
      const Key = 'aws/lambda/async/f/2026/03/01/x';
      await s3.send(new PutObjectCommand({ Bucket: `failures-${id}`, Key, Body: '{}' }));
      await s3.send(new PutObjectCommand({ Bucket: `failures-${id}`, Key: `given-up/${Key}`, Body: '{}' }));
      const trails = new CloudTrailClient(config());
      const selectors = [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] as const;
      await trails.send(
        new PutEventSelectorsCommand({ TrailName: `t-${id}`, EventSelectors: [...selectors] }),
      );
      await dynamoQuarantine({
        db: dynamoClient(config()),
        stateTable: `state-${id}`,
        clock: systemClock,
      }).put(['a', 'b', 'c'].map((raw, offset) => ({ source: 's', offset, reason: 'r', raw })));
    });

    it('names each, and says so with its exit code', async () => {
      const seen = await diagnose();
      expect(seen.code).toBe(EXIT.found);
      expect(bad(seen).map((line) => line.replaceAll(id, 'ID'))).toEqual([
        'warning trail records t-ID: no reads',
        'problem subscription filter trail-ID: no filter calls our function',
        expect.stringMatching(/^warning failed deliveries : 1, the oldest from 20/),
        'problem deliveries given up : 1, under given-up/',
        'warning quarantine : 3',
        'problem alarm alarm-ID: ALARM: by hand',
        'problem rule rule-ID: disabled',
      ]);
    });

    it('is told about once by the function that looks at it', async () => {
      const sqs = new SQSClient(config());
      const sns = new SNSClient(config());
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `inbox-${id}` }));
      await sns.send(
        new SubscribeCommand({
          ...{ TopicArn: await output('HealthTopic'), Protocol: 'sqs' },
          Endpoint: `arn:aws:sqs:us-east-1:000000000000:inbox-${id}`,
        }),
      );
      const inbox = async (): Promise<readonly string[]> => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        return Messages.map(({ Body = '{}' }) => (JSON.parse(Body) as { Message: string }).Message);
      };
      const look = createHandler(
        wireWatchSelf({ ...(await watchSelfEnvironment()), TRAILHOUND_LOG_LEVEL: 'error' }),
      );
      expect(await look()).toMatchObject({ problems: 2, unknown: 0, told: true });
      expect(await inbox()).toEqual([
        expect.stringMatching(/New problems:\n- subscription filter: trail-.*- deliveries given up/s),
      ]);
      expect(await look()).toMatchObject({ problems: 2, told: false });
      await new S3Client(config()).send(
        new DeleteObjectCommand({
          Bucket: `failures-${id}`,
          Key: 'given-up/aws/lambda/async/f/2026/03/01/x',
        }),
      );
      expect(await look()).toMatchObject({ problems: 1, told: true });
      expect(await inbox()).toContainEqual(expect.stringMatching(/Over:\n- deliveries given up: no longer/));
    });

    const watchSelfEnvironment = async () => {
      const resources = await learnResources(new CloudFormationClient(config()), NAME);
      const found = resources.ok
        ? resources.value.find(({ logicalId }) => logicalId === 'WatchSelf')
        : undefined;
      const facts = await learnEnvironment(new LambdaClient(config()), found?.physicalId ?? '');
      if (!facts.ok) throw new Error(facts.error.reason);
      const { TRAILHOUND_FROM_LATER: _unknown, ...env } = facts.value.env;
      return env;
    };
  });
});

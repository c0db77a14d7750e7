import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { deployed, EVERYTHING, WATCHDOG_BUS } from './support/deployed.ts';
import { propertiesOf, statements } from './support/reading.ts';

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';

let all: Template;
let keyed: Template;
beforeAll(() => {
  all = deployed({ ...EVERYTHING, watchdogBusArn: WATCHDOG_BUS }).template;
  keyed = deployed({ ...EVERYTHING, encryptionKeyArn: KEY }).template;
}, 60_000);

describe('roles', () => {
  it.each([{ which: 'without' }, { which: 'with' }])('name their actions, $which a key', ({ which }) => {
    const template = which === 'with' ? keyed : all;
    expect(statements(template).flatMap(({ actions }) => actions.filter((one) => one.includes('*')))).toEqual(
      [],
    );
  });

  it('act on everything only where AWS knows no resources', () => {
    const wide = statements(all).filter(({ resources }) => resources.includes('*'));
    const actions = new Set(wide.flatMap((one) => one.actions));
    expect([...actions].sort()).toEqual([
      'cloudtrail:LookupEvents',
      'cloudwatch:GetMetricData',
      'cloudwatch:ListMetrics',
      'logs:DescribeLogGroups',
      'tag:GetResources',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('may write to the whole bucket of failures where Lambda writes in their name: it asks for no less', () => {
    const failures = { 'Fn::GetAtt': [expect.stringMatching(/DeliveryFailures/), 'Arn'] };
    const writes = statements(all)
      .filter(({ actions }) => actions.includes('s3:PutObject'))
      .map(({ resources }) => resources)
      .filter((one) => !JSON.stringify(one).includes('Reports'));
    const whole = { 'Fn::Join': ['', [failures, '/*']] };
    // The four that are invoked asynchronously, and redrive, which writes in its own name.
    expect(writes.filter((one) => JSON.stringify(one).includes('given-up'))).toHaveLength(1);
    expect(writes.filter((one) => !JSON.stringify(one).includes('given-up'))).toEqual([
      [whole],
      [whole],
      [whole],
      [whole],
    ]);
  });

  it('have no managed policy, but for the one that CDK gives its own function', () => {
    const managed = propertiesOf(all, 'AWS::IAM::Role').flatMap(
      ({ ManagedPolicyArns }) => ManagedPolicyArns ?? [],
    );
    expect(managed).toHaveLength(1);
    expect(
      propertiesOf(deployed().template, 'AWS::IAM::Role').flatMap((role) => role.ManagedPolicyArns ?? []),
    ).toEqual([]);
  });

  it('may be taken on by the scheduler only for the schedules of this deployment', () => {
    all.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': Match.anyValue(),
              },
            },
          }),
        ],
      },
    });
  });
});

describe('encryption', () => {
  it('costs nothing and breaks no delivery by default', () => {
    const topics = propertiesOf(all, 'AWS::SNS::Topic').map(({ DisplayName, KmsMasterKeyId }) => [
      DisplayName,
      KmsMasterKeyId,
    ]);
    // CloudWatch may not use the managed key: encrypted with it, the health topic would get no alarm.
    expect(new Map(topics as [string, unknown][])).toEqual(
      new Map([
        ['Trailhound', 'alias/aws/sns'],
        ['Trailhound health', undefined],
        ['Trailhound chat', 'alias/aws/sns'],
      ]),
    );
    for (const queue of propertiesOf(all, 'AWS::SQS::Queue')) expect(queue.SqsManagedSseEnabled).toBe(true);
    all.resourceCountIs('AWS::KMS::Key', 0);
  });

  it('uses the given key for everything that is stored', () => {
    for (const topic of propertiesOf(keyed, 'AWS::SNS::Topic')) expect(topic.KmsMasterKeyId).toBe(KEY);
    for (const queue of propertiesOf(keyed, 'AWS::SQS::Queue')) expect(queue.KmsMasterKeyId).toBe(KEY);
    for (const group of propertiesOf(keyed, 'AWS::Logs::LogGroup')) expect(group.KmsKeyId).toBe(KEY);
    for (const table of propertiesOf(keyed, 'AWS::DynamoDB::GlobalTable')) {
      expect(table.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      expect(table.Replicas[0].SSESpecification.KMSMasterKeyId).toBe(KEY);
    }
    const [bucket] = propertiesOf(keyed, 'AWS::S3::Bucket');
    expect(
      bucket?.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault,
    ).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: KEY,
    });
  });

  it('refuses what is not encrypted on the way', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy'].flatMap(
      (type) => propertiesOf(all, type),
    );
    expect(policies.length).toBeGreaterThan(0);
    for (const { PolicyDocument } of policies) {
      expect(JSON.stringify(PolicyDocument)).toContain(
        '"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });

  it('keeps the failed deliveries to itself', () => {
    all.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30, Status: 'Enabled' })] },
    });
  });
});

describe('what stays and what goes', () => {
  const fates = (template: Template): ReadonlyMap<string, string> =>
    new Map(
      ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'].map((type) => {
        const found = Object.values(template.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy);
        return [type, [...new Set(found)].join()];
      }),
    );

  it('keeps tables and failed deliveries, and lets the logs go', () => {
    expect(fates(all)).toEqual(
      new Map([
        ['AWS::DynamoDB::GlobalTable', 'Retain'],
        ['AWS::S3::Bucket', 'Retain'],
        ['AWS::Logs::LogGroup', 'Delete'],
      ]),
    );
  });

  it('leaves nothing when no data are to be kept', () => {
    const { template } = deployed({ ...EVERYTHING, keepData: false });
    expect(new Set(fates(template).values())).toEqual(new Set(['Delete']));
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
    for (const { Replicas } of propertiesOf(template, 'AWS::DynamoDB::GlobalTable')) {
      expect(Replicas[0].DeletionProtectionEnabled).toBe(false);
    }
  });
});

describe('alarms', () => {
  it('are ten at most, each with at most ten metrics', () => {
    const alarms = propertiesOf(all, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(10);
    for (const { Metrics } of alarms) {
      const metrics = (Metrics ?? []).filter((one: { MetricStat?: unknown }) => one.MetricStat);
      expect(metrics.length).toBeLessThanOrEqual(10);
    }
  });

  it('take silence for trouble where a function should speak', () => {
    const silent = propertiesOf(all, 'AWS::CloudWatch::Alarm').filter(
      ({ TreatMissingData }) => TreatMissingData === 'breaching',
    );
    expect(silent.map(({ MetricName }) => MetricName).sort()).toEqual(
      ['DeliveriesWaiting', 'HealthProblems', ...Array.from({ length: 4 }, () => 'HeartbeatLatency')].sort(),
    );
  });

  it('expect no heartbeat from buckets that cannot show it', () => {
    const buckets = [{ name: 'theirs', accountId: '210987654321', notifications: 'manual' as const }];
    const { template } = deployed({ sources: { eventHistory: false, reconcile: false, buckets } });
    const names = propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ MetricName }) => MetricName);
    expect(names).not.toContain('HeartbeatLatency');
  });

  it.each([
    { setting: 'alarms', type: 'AWS::CloudWatch::Alarm' },
    { setting: 'dashboard', type: 'AWS::CloudWatch::Dashboard' },
    { setting: 'heartbeat', type: 'AWS::SSM::Parameter' },
  ])('$setting: false makes no $type', ({ setting, type }) => {
    deployed({ [setting]: false }).template.resourceCountIs(type, 0);
  });
});

describe('logs', () => {
  it.each([
    { name: 'every source', props: EVERYTHING },
    { name: 'nothing kept', props: { keepData: false } },
  ])('of every function, those of CDK too, are kept for a time that was said: $name', ({ props }) => {
    const { template } = deployed(props);
    for (const { LoggingConfig } of propertiesOf(template, 'AWS::Lambda::Function'))
      expect(LoggingConfig.LogGroup).toBeDefined();
    for (const { RetentionInDays } of propertiesOf(template, 'AWS::Logs::LogGroup'))
      expect(RetentionInDays).toBe(30);
  });
});

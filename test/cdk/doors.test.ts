import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import type { SourcesInput } from '#config/deployment/input';
import type { EventBridgePattern } from '#packing/event-bridge-patterns';
import { withoutOwnCalls } from '../../lib/doors/own-calls.ts';
import { deployed, EVERYTHING } from './support/deployed.ts';
import { propertiesOf, statements } from './support/reading.ts';

let all: Template;
beforeAll(() => {
  all = deployed(EVERYTHING).template;
}, 60_000);

describe('doors', () => {
  const functionsOf = (sources: SourcesInput): readonly string[] =>
    Object.keys(deployed({ sources }).trailhound.functions).sort();
  const always = ['digest', 'notify', 'redrive', 'watch-self'];

  it.each<{ name: string; sources: SourcesInput; functions: readonly string[] }>([
    { name: 'event history', sources: {}, functions: ['collect-cloudtrail'] },
    {
      name: 'log groups, and a reconciliation',
      sources: { eventHistory: false, logGroups: ['trail'] },
      functions: ['collect-cloudtrail', 'watch-logs'],
    },
    {
      name: 'EventBridge alone',
      sources: { eventHistory: false, reconcile: false, eventBridge: true },
      functions: ['watch-events'],
    },
    {
      name: 'buckets alone',
      sources: { eventHistory: false, reconcile: false, buckets: [{ name: 'trail' }] },
      functions: ['watch-objects'],
    },
  ])('makes only the functions that it needs: $name', ({ sources, functions }) => {
    expect(functionsOf(sources)).toEqual([...functions, ...always].sort());
  });

  it('refuses a deployment without any source', () => {
    expect(() => deployed({ sources: { eventHistory: false } })).toThrow(/no source that is on/);
  });
});

describe('a source that is taken out', () => {
  /** Logical id -> what it is about, for the resources of a type. */
  const targets = (sources: SourcesInput, type: string, field: string) =>
    Object.entries(deployed({ sources }).template.findResources(type)).map(([id, { Properties }]) => [
      id,
      Properties[field],
    ]);

  it.each([
    {
      what: 'notifications of buckets',
      type: 'Custom::S3BucketNotifications',
      field: 'BucketName',
      both: { buckets: [{ name: 'first-trail' }, { name: 'second-trail' }] },
      one: { buckets: [{ name: 'second-trail' }] },
    },
    {
      what: 'filters of log groups',
      type: 'AWS::Logs::SubscriptionFilter',
      field: 'LogGroupName',
      both: { logGroups: ['first/trail', 'second/trail'] },
      one: { logGroups: ['second/trail'] },
    },
  ])('leaves the $what of the others as they are', ({ type, field, both, one }) => {
    const left = targets(one, type, field);
    expect(left.length).toBeGreaterThan(0);
    expect(targets(both, type, field)).toEqual(expect.arrayContaining(left));
  });
});

describe('the event history', () => {
  it('is read on one schedule and reconciled on another', () => {
    const inputs = propertiesOf(all, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression, Target }) => [
      ScheduleExpression,
      Target.Input,
    ]);
    expect(inputs).toContainEqual(['rate(10 minutes)', '{}']);
    expect(inputs).toContainEqual(['rate(720 minutes)', '{"mode":"reconcile"}']);
  });

  it('is only reconciled, once a day, where another source is the only one', () => {
    const { template } = deployed({ sources: { eventHistory: false, logGroups: ['trail'] } });
    const inputs = propertiesOf(template, 'AWS::Scheduler::Schedule').map(({ Target }) => Target.Input);
    expect(inputs.filter((one) => one === '{"mode":"reconcile"}')).toHaveLength(1);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1440 minutes)' });
  });
});

describe('log groups', () => {
  it('lets each log group, and no other, of this account invoke the function', () => {
    const { template } = deployed({ sources: EVERYTHING.sources });
    const permissions = propertiesOf(template, 'AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal === 'logs.amazonaws.com',
    );
    expect(permissions.map(({ SourceArn }) => SourceArn['Fn::Join'][1].at(-1))).toEqual([
      ':log-group:aws-cloudtrail-logs:*',
      ':log-group:organisation/trail:*',
    ]);
    for (const { SourceAccount } of permissions) expect(SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
  });

  it('filters with at most two patterns a group, each within the limit', () => {
    const filters = propertiesOf(all, 'AWS::Logs::SubscriptionFilter');
    for (const name of EVERYTHING.sources.logGroups) {
      const patterns = filters.filter(({ LogGroupName }) => LogGroupName === name).length;
      expect([1, 2]).toContain(patterns);
    }
    for (const { FilterPattern } of filters) expect(FilterPattern.length).toBeLessThanOrEqual(1_024);
  });

  it('never watches a log group of its own', () => {
    const { trailhound, stack } = deployed(EVERYTHING);
    const own = Object.values(trailhound.functions).map(({ logGroup }) => logGroup.node.defaultChild);
    expect(own).toHaveLength(13);
    for (const group of own) {
      const name = `Home-${stack.getLogicalId(group as never)}-A1B2C3D4E5F6`;
      const sources = { ...EVERYTHING.sources, logGroups: ['trail', name] };
      expect(() => deployed({ ...EVERYTHING, sources })).toThrow(/log group of Trailhound itself/);
    }
  });

  it('logs of a function go nowhere but into its own log group, which has no filter', () => {
    const watched = propertiesOf(all, 'AWS::Logs::SubscriptionFilter').map(
      ({ LogGroupName }) => LogGroupName,
    );
    const logged = propertiesOf(all, 'AWS::Lambda::Function').flatMap(({ LoggingConfig }) =>
      LoggingConfig === undefined ? [] : [LoggingConfig.LogGroup],
    );
    expect(logged).toHaveLength(14);
    for (const group of logged) expect(watched).not.toContainEqual(group);
    // Names of sources are texts that a person wrote; ours are made by CloudFormation.
    for (const name of watched) expect(typeof name).toBe('string');
    for (const { LogGroupName } of propertiesOf(all, 'AWS::Logs::LogGroup'))
      expect(LogGroupName).toBeUndefined();
  });
});

describe('EventBridge', () => {
  const rules = () =>
    propertiesOf(all, 'AWS::Events::Rule').filter(
      ({ EventPattern }) => EventPattern.detail?.bucket === undefined,
    );

  it('has the same rules on the default bus and on the one for other regions', () => {
    const patterns = (isCustom: boolean) =>
      rules()
        .filter(({ EventBusName }) => (EventBusName !== undefined) === isCustom)
        .map(({ EventPattern, State }) => JSON.stringify([EventPattern, State]));
    expect(patterns(false).length).toBeGreaterThan(0);
    expect(patterns(true)).toEqual(patterns(false));
  });

  it('takes API calls and sign-ins in both spellings, within the limit of a pattern', () => {
    for (const { EventPattern } of rules()) {
      expect(EventPattern['detail-type']).toEqual(
        expect.arrayContaining([
          'AWS API Call via CloudTrail',
          'AWS Console Sign In via CloudTrail',
          'AWS Console Signin via CloudTrail',
        ]),
      );
      expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(2_048);
    }
  });

  it('never takes the invocation of its own function, which a trail may record', () => {
    const ours = { 'Fn::GetAtt': [expect.stringMatching(/WatchEventsFunction/), 'Arn'] };
    const open = rules().filter(({ EventPattern }) => EventPattern.detail.eventName === undefined);
    expect(open.length).toBeGreaterThan(0);
    for (const { EventPattern } of open) {
      expect(EventPattern.detail.$or).toEqual([
        { eventName: [{ 'anything-but': ['Invoke'] }] },
        { resources: { ARN: [{ 'anything-but': { prefix: ours } }, { exists: false }] } },
      ]);
    }
  });

  const named = (...eventName: readonly object[]): EventBridgePattern => ({
    state: 'ENABLED',
    pattern: { source: [{ prefix: 'aws.' }], detail: { eventName } },
  });
  const [stop, invoke] = [{ 'equals-ignore-case': 'StopLogging' }, { 'equals-ignore-case': 'invoke' }];
  const ofOthers = {
    resources: { ARN: [{ 'anything-but': { prefix: 'arn:own' } }, { exists: false }] },
  };

  it.each<{ name: string; given: EventBridgePattern; details: readonly object[] }>([
    { name: 'no invocation', given: named(stop), details: [{ eventName: [stop] }] },
    {
      name: 'among others',
      given: named(stop, invoke),
      details: [{ eventName: [stop] }, { eventName: [invoke], ...ofOthers }],
    },
    {
      name: 'by a prefix',
      given: named({ prefix: { 'equals-ignore-case': 'Inv' } }),
      details: [{ eventName: [{ prefix: { 'equals-ignore-case': 'Inv' } }], ...ofOthers }],
    },
  ])('takes invocations of other functions where a rule asks for them: $name', ({ given, details }) => {
    const made = withoutOwnCalls(given, 'arn:own');
    expect(made.map(({ pattern }) => pattern['detail'])).toEqual(details);
    for (const { state, pattern } of made) {
      expect([state, pattern['source']]).toEqual(['ENABLED', [{ prefix: 'aws.' }]]);
    }
  });

  it('retries for a day and then gives up into the dead-letter queue', () => {
    for (const { Targets } of rules()) {
      expect(Targets[0].RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
      expect(Targets[0].DeadLetterConfig.Arn).toBeDefined();
    }
  });

  it.each([
    { readOnlyEvents: 'none' as const, states: ['ENABLED'] },
    { readOnlyEvents: 'all' as const, states: ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] },
  ])('asks for calls that only read as it is told: $readOnlyEvents', ({ readOnlyEvents, states }) => {
    const { template } = deployed({ sources: { eventBridge: { readOnlyEvents } } });
    const found = propertiesOf(template, 'AWS::Events::Rule').map(({ State }) => State);
    expect(found).toEqual(expect.arrayContaining(states));
    if (readOnlyEvents === 'none') expect(new Set(found)).toEqual(new Set(states));
  });
});

describe('buckets', () => {
  it('reads in batches that fail in part, six times as long invisible as the function may take', () => {
    all.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    all.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 720,
      RedrivePolicy: { maxReceiveCount: 20, deadLetterTargetArn: Match.anyValue() },
    });
  });

  it('points buckets of this account at the queue, and leaves other notifications alone', () => {
    const notifications = propertiesOf(all, 'Custom::S3BucketNotifications');
    expect(notifications.map(({ BucketName, Managed }) => [BucketName, Managed])).toEqual([
      ['own-trail', false],
      ['other-trail', false],
    ]);
  });

  it('lets a bucket send only if it belongs to the account that was named', () => {
    const policies = propertiesOf(all, 'AWS::SQS::QueuePolicy').flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const fromBuckets = policies.filter(({ Principal }) => Principal.Service === 's3.amazonaws.com');
    const accounts = fromBuckets.map(({ Condition }) => [
      Condition.ArnEquals['aws:SourceArn']['Fn::Join'][1].at(-1),
      Condition.StringEquals['aws:SourceAccount'],
    ]);
    expect(accounts).toEqual([
      [':s3:::own-trail', { Ref: 'AWS::AccountId' }],
      [':s3:::other-trail', { Ref: 'AWS::AccountId' }],
      [':s3:::org-trail', '210987654321'],
    ]);
  });

  it('may read the named part of the bucket, and decrypt with the named key', () => {
    const given = statements(all);
    const reads = given.filter(({ actions }) => actions.includes('s3:GetObjectVersion'));
    expect(JSON.stringify(reads)).toContain(':s3:::org-trail/AWSLogs/o-abc123/*');
    expect(JSON.stringify(reads)).not.toMatch(/s3:::[\w-]+\/\*/);
    const decrypts = given.filter(({ actions }) => actions.includes('kms:Decrypt'));
    expect(decrypts.map(({ resources }) => resources)).toEqual([[EVERYTHING.sources.buckets[3].keyArn]]);
  });

  it('hears of objects through EventBridge and through a topic', () => {
    all.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        detail: { bucket: { name: ['bus-trail'] }, object: { key: [{ prefix: 'AWSLogs/' }] } },
      },
    });
    all.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      TopicArn: EVERYTHING.sources.buckets[4].notifications.topicArn,
      RawMessageDelivery: true,
    });
  });
});

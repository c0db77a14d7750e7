import { describe, expect, it } from '@jest/globals';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { TrailhoundForwarderStack } from '../../lib/forwarder-stack.ts';
import { Trailhound } from '../../lib/trailhound.ts';
import { TrailhoundWatchdogStack } from '../../lib/watchdog-stack.ts';
import { bundles, deployed, EVERYTHING, WATCHDOG_BUS } from './support/deployed.ts';
import { propertiesOf, variables } from './support/reading.ts';

const PUSH_DOWN = {
  rules: ['StopLogging', 'PutParameter', 'GetSecretValue'].map((text) => ({
    ruleId: text,
    title: text,
    anyOf: [
      [
        {
          op: 'field' as const,
          field: 'eventName',
          anyOf: [{ kind: 'text' as const, pattern: [{ text }], cased: false }],
        },
      ],
    ],
  })),
};

describe('two of them', () => {
  const deployments = (template: Template): ReadonlySet<unknown> =>
    new Set(Object.values(variables(template)).map((one) => one['TRAILHOUND_DEPLOYMENT']));

  it('fit into one stack, and their metrics stay apart', () => {
    const stack = new Stack(new App(), 'Both');
    for (const id of ['One', 'Two']) new Trailhound(stack, id, { bundles, ...EVERYTHING });
    const template = Template.fromStack(stack);

    expect(deployments(template)).toEqual(new Set(['Both/One', 'Both/Two']));
    const buses = propertiesOf(template, 'AWS::Events::EventBus').map(({ Name }) => Name);
    expect(new Set(buses).size).toBe(2);
  }, 30_000);

  it('fit into two stacks of one account: nothing has a name that both would want', () => {
    const names = ['Blue', 'Green'].map((id) => {
      const stack = new Stack(new App(), id);
      new Trailhound(stack, 'Trailhound', { bundles, ...EVERYTHING });
      return physicalNames(Template.fromStack(stack));
    });
    const [blue = [], green = []] = names;
    expect(blue).toHaveLength(1); // a bus has to have one
    expect(blue.filter((name) => green.includes(name))).toEqual([]);
  }, 30_000);
});

/** Names that the template gives to resources; what CloudFormation names is not among them. */
function physicalNames(template: Template): readonly string[] {
  const fields =
    /^(Name|RoleName|FunctionName|TableName|QueueName|TopicName|BucketName|LogGroupName|AlarmName|DashboardName)$/;
  const references =
    /^(AWS::Lambda::(Permission|EventInvokeConfig|EventSourceMapping)|AWS::Logs::SubscriptionFilter|Custom::.*)$/;
  const { Resources } = template.toJSON() as {
    Resources: Record<string, { Type: string; Properties?: object }>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => !references.test(Type))
    .flatMap(({ Properties = {} }) => Object.entries(Properties))
    .filter(([field, value]) => fields.test(field) && typeof value === 'string')
    .map(([, value]) => String(value));
}

describe('a nested stack', () => {
  it('takes the name of the outer one where a name is needed before the deployment', () => {
    const outer = new Stack(new App(), 'Outer');
    const inner = new NestedStack(outer, 'Inner');
    new Trailhound(inner, 'Trailhound', { bundles, sources: { eventBridge: true } });
    const template = Template.fromStack(inner);

    const [bus] = propertiesOf(template, 'AWS::Events::EventBus');
    expect(bus?.Name).toMatch(/^Outer-forwarded-/);
    const [told] = Object.values(variables(template));
    expect(told?.['TRAILHOUND_DEPLOYMENT']).toBe('Outer/Trailhound');
  });
});

describe('the same settings', () => {
  it('give the same template, so that there is nothing to deploy again', () => {
    const once = JSON.stringify(deployed(EVERYTHING).template.toJSON());
    expect(JSON.stringify(deployed(EVERYTHING).template.toJSON())).toBe(once);
  }, 30_000);

  it('give other code assets when other rules run', () => {
    const keys = (disable: readonly string[]): ReadonlySet<string> =>
      new Set(
        propertiesOf(deployed({ rules: { disable } }).template, 'AWS::Lambda::Function').map(
          ({ Code }) => Code.S3Key,
        ),
      );
    const [all, fewer] = [keys([]), keys(['9f444436-5e92-44a2-a142-467d8a4e7c2e'])];
    expect([...all].filter((key) => !fewer.has(key))).toHaveLength(1); // the collector's; the others carry no rules
  }, 30_000);
});

describe('a forwarder', () => {
  const nothingFound = (app: App): void => {
    for (const Pack of [AwsSolutionsChecks, ServerlessChecks]) {
      expect(new Pack(app).validateScope(app).violations).toEqual([]);
    }
  };

  it('sends what a rule may match to the bus of the home region, and what cannot be sent to a queue', () => {
    const app = new App();
    const busArn = 'arn:aws:events:eu-central-1:123456789012:event-bus/home';
    const stack = new TrailhoundForwarderStack(app, 'Forwarder', { pushDown: PUSH_DOWN, busArn });
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: [{ prefix: 'aws.' }] }),
      Targets: [
        Match.objectLike({ Arn: busArn, DeadLetterConfig: Match.anyValue(), RoleArn: Match.anyValue() }),
      ],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: busArn }] },
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    nothingFound(app);
  });

  it('takes the bus as a parameter where a StackSet deploys it', () => {
    const stack = new TrailhoundForwarderStack(new App(), 'Forwarder', { pushDown: PUSH_DOWN });
    Template.fromStack(stack).hasParameter('BusArn', { Type: 'String' });
  });

  it('asks for calls that only read when it is told to', () => {
    const stack = new TrailhoundForwarderStack(new App(), 'Forwarder', {
      pushDown: PUSH_DOWN,
      readOnlyEvents: 'all',
    });
    const states = propertiesOf(Template.fromStack(stack), 'AWS::Events::Rule').map(({ State }) => State);
    expect(states).toContain('ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
  });

  describe('and a watchdog', () => {
    it('raises an alarm when nothing came for two hours, and lets one account speak', () => {
      const app = new App();
      const stack = new TrailhoundWatchdogStack(app, 'Watchdog', {
        homeAccountId: '123456789012',
        email: 'a@example.com',
      });
      const template = Template.fromStack(stack);

      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'NumberOfMessagesSent',
        Period: 3_600,
        EvaluationPeriods: 2,
        TreatMissingData: 'breaching',
      });
      template.hasResourceProperties('AWS::Events::EventBusPolicy', {
        Statement: {
          Action: 'events:PutEvents',
          Principal: {
            AWS: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([':iam::123456789012:root'])] }),
          },
        },
      });
      template.resourceCountIs('AWS::Lambda::Function', 0);
      nothingFound(app);
    });

    it('asks for account and address where it is deployed as a template', () => {
      const template = Template.fromStack(new TrailhoundWatchdogStack(new App(), 'Watchdog'));
      expect(Object.keys(template.findParameters('*'))).toEqual(
        expect.arrayContaining(['HomeAccountId', 'Email']),
      );
    });

    it('hears of every look at itself that came to its end', () => {
      const { template } = deployed({ watchdogBusArn: WATCHDOG_BUS });
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        DestinationConfig: { OnSuccess: { Destination: Match.anyValue() } },
      });
      template.hasResourceProperties('AWS::Events::Rule', {
        EventPattern: Match.objectLike({ 'detail-type': ['Lambda Function Invocation Result - Success'] }),
        Targets: [Match.objectLike({ Arn: WATCHDOG_BUS })],
      });
    });
  });
});

describe("a key of one's own", () => {
  it('learns from the construct which services deliver under it', () => {
    const stack = new Stack(new App(), 'Home');
    const encryptionKey = new Key(stack, 'Key');
    new Trailhound(stack, 'Trailhound', { bundles, encryptionKey });
    const [key] = propertiesOf(Template.fromStack(stack), 'AWS::KMS::Key');
    const policy = JSON.stringify(key?.KeyPolicy);
    for (const service of ['cloudwatch', 'events', 's3', 'sns'])
      expect(policy).toContain(`${service}.amazonaws.com`);
    expect(policy).toContain('kms:EncryptionContext:aws:logs:arn');
  });

  /** What a service has to say when it uses the key, by the first statement about it. */
  const conditionOf = (service: string): unknown => {
    const stack = new Stack(new App(), 'Home');
    new Trailhound(stack, 'Trailhound', { bundles, ...EVERYTHING, encryptionKey: new Key(stack, 'Key') });
    const [key] = propertiesOf(Template.fromStack(stack), 'AWS::KMS::Key');
    const about = key?.KeyPolicy.Statement.find(({ Principal }: { Principal: { Service?: unknown } }) =>
      [Principal.Service].flat().includes(`${service}.amazonaws.com`),
    );
    return about.Condition;
  };

  it.each(['s3', 'sns'])('lets %s deliver from the other accounts that were named, too', (service) => {
    const accounts = [{ Ref: 'AWS::AccountId' }, '210987654321'];
    expect(conditionOf(service)).toEqual({ StringEquals: { 'aws:SourceAccount': accounts } });
  });

  it('asks EventBridge for no account, because it names none to KMS', () => {
    expect(conditionOf('events')).toBeUndefined();
  });
});

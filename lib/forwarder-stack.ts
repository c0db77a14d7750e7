import { CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { eventBridgePatterns, type WantedReads } from '#packing/event-bridge-patterns';
import type { PushDown } from '#packing/push-down';
import { acknowledge } from './constructs/acknowledge.ts';
import { queueProtection } from './constructs/delivery-parts.ts';
import { patternProps, setState } from './doors/event-bridge.ts';

export interface TrailhoundForwarderStackProps extends StackProps {
  /** What the rules may match: `pushDown` of the `Trailhound` that is forwarded to. */
  readonly pushDown: PushDown;
  /** Which calls that only read are forwarded. @default none */
  readonly readOnlyEvents?: WantedReads;
  /** Bus in the home region. @default - a parameter of the template, `BusArn`, so that it serves in a StackSet */
  readonly busArn?: string;
}

/** Sends what the rules may match from one region to the home region. Nothing in it costs while nothing happens. */
export class TrailhoundForwarderStack extends Stack {
  constructor(scope: Construct, id: string, props: TrailhoundForwarderStackProps) {
    const { pushDown, readOnlyEvents = 'none', busArn, ...stackProps } = props;
    super(scope, id, {
      ...stackProps,
      description: props.description ?? 'Trailhound forwarder: sends CloudTrail events to the home region.',
    });
    const deadLetters = new Queue(this, 'DeadLetters', {
      ...queueProtection(undefined),
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      deadLetters,
      ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      'This is the dead-letter queue of the rules.',
    );
    const home = this.home(busArn);
    const role = this.role(home);
    eventBridgePatterns(pushDown, { reads: readOnlyEvents }).forEach((pattern, index) => {
      const rule = new Rule(this, `Rule${index}`, {
        description: 'CloudTrail events that a rule of Trailhound may match.',
        eventPattern: patternProps(pattern),
        targets: [new BusTarget(home, { role, deadLetterQueue: deadLetters })],
      });
      setState(rule, pattern);
    });
  }

  private home(busArn: string | undefined): IEventBus {
    const arn =
      busArn ??
      new CfnParameter(this, 'BusArn', {
        description: 'Bus in the home region: output ForwardedBus of the stack of Trailhound.',
        allowedPattern: 'arn:aws[a-z-]*:events:[a-z0-9-]+:\\d{12}:event-bus/[\\w./-]+',
      }).valueAsString;
    return EventBus.fromEventBusArn(this, 'Home', arn);
  }

  private role(home: IEventBus): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    role.attachInlinePolicy(
      new Policy(this, 'Forward', {
        statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [home.eventBusArn] })],
      }),
    );
    return role;
  }
}

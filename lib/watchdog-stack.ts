import { Aws, CfnOutput, CfnParameter, CfnResource, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './constructs/acknowledge.ts';
import { queueProtection } from './constructs/delivery-parts.ts';
import { SUCCESS } from './constructs/watchdog-signal.ts';

export interface TrailhoundWatchdogStackProps extends StackProps {
  /** Account that Trailhound is deployed in. @default - a parameter of the template, `HomeAccountId` */
  readonly homeAccountId?: string;
  /** Who is told when Trailhound falls silent. @default - a parameter of the template, `Email` */
  readonly email?: string;
}

/**
 * For a second account: raises an alarm when the Trailhound of the first has fallen silent.
 *
 * Its bus takes Trailhound's signs of life (`watchdogBusArn`), a rule puts them into a queue, and the alarm counts what the
 * queue was sent: nothing for two hours is an alarm, also when the first account is gone. There is no function in it. It
 * works as a plain CloudFormation template. After the deployment it is in alarm until the first sign has come.
 */
export class TrailhoundWatchdogStack extends Stack {
  private readonly homeAccountId: string;

  constructor(scope: Construct, id: string, props: TrailhoundWatchdogStackProps = {}) {
    super(scope, id, {
      ...props,
      description:
        props.description ??
        'Trailhound watchdog: an alarm when the Trailhound of another account falls silent.',
    });
    this.homeAccountId =
      props.homeAccountId ??
      this.parameter('HomeAccountId', 'Account that Trailhound is deployed in.', '\\d{12}');
    const email =
      props.email ?? this.parameter('Email', 'Who is told when Trailhound falls silent.', '\\S+@\\S+');
    const bus = this.bus();
    this.alarm(this.signs(bus), this.topic(email));
    new CfnOutput(this, 'BusArn', {
      description: 'Give it to Trailhound in the other account: cdk deploy -c watchdogBusArn=…',
      value: bus.eventBusArn,
    });
  }

  private parameter(name: string, description: string, allowedPattern: string): string {
    return new CfnParameter(this, name, { description, allowedPattern }).valueAsString;
  }

  private bus(): EventBus {
    const bus = new EventBus(this, 'Bus', {
      eventBusName: `${Aws.STACK_NAME}-signs-of-life`,
      description: 'Signs of life of a Trailhound in another account.',
    });
    // Not CDK's own class, which warns of a deprecated property that nobody sets.
    new CfnResource(this, 'Home', {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: bus.eventBusName,
        StatementId: 'HomeMayTell',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: `arn:${this.partition}:iam::${this.homeAccountId}:root` },
          Action: 'events:PutEvents',
          Resource: bus.eventBusArn,
          Condition: { StringEquals: { 'events:source': 'lambda' } },
        },
      },
    });
    return bus;
  }

  private signs(eventBus: EventBus): Queue {
    // Nobody reads it: what counts is that something was sent.
    const queue = new Queue(this, 'Signs', {
      ...queueProtection(undefined),
      retentionPeriod: Duration.minutes(1),
    });
    acknowledge(
      queue,
      ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      'Nobody reads these messages, so none can fail: only their number counts.',
    );
    const rule = new Rule(this, 'Sign', {
      description: 'Signs of life of the Trailhound in the other account.',
      eventBus,
      eventPattern: { ...SUCCESS, account: [this.homeAccountId] },
      targets: [new SqsQueue(queue)],
    });
    acknowledge(rule, ['Serverless-EventBusDLQ'], 'A sign that is lost is what the alarm is about.');
    return queue;
  }

  private topic(email: string): Topic {
    const topic = new Topic(this, 'Silence', { displayName: 'Trailhound watchdog', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const subscription = topic.addSubscription(new EmailSubscription(email));
    acknowledge(subscription, ['Serverless-SNSRedrivePolicy'], 'The state of the alarm stays to be seen.');
    return topic;
  }

  private alarm(signs: Queue, topic: Topic): void {
    const alarm = new Alarm(this, 'Silent', {
      alarmDescription: 'The Trailhound of the other account has shown no sign of life for two hours.',
      metric: signs.metricNumberOfMessagesSent({ period: Duration.hours(1), statistic: 'Sum' }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}

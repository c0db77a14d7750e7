import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface TopicsProps {
  readonly email: readonly string[];
  readonly chat: boolean;
  readonly key: IKey | undefined;
}

/**
 * Alerts, news of Trailhound's own health, and optionally a topic for chat.
 *
 * Alerts are encrypted with the key that AWS manages for SNS: our functions may publish under it, and it costs nothing.
 * CloudWatch may not use that key, so the alarms have a topic of their own, whose messages name alarms and no more.
 */
export class Topics extends Construct {
  readonly alerts: Topic;
  readonly health: Topic;
  readonly chat: Topic | undefined;

  constructor(scope: Construct, id: string, props: TopicsProps) {
    super(scope, id);
    // Directly below the owner: the topic, and with it the subscriptions, stay when the stack is updated.
    this.alerts = topic(scope, 'Alerts', 'Trailhound', props.key);
    this.health = topic(scope, 'Health', 'Trailhound health', props.key);
    this.chat = props.chat ? topic(scope, 'Chat', 'Trailhound chat', props.key) : undefined;
    if (props.key === undefined) {
      for (const one of [this.alerts, this.chat]) if (one) withManagedKey(one);
    }
    this.health.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.health.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    for (const address of props.email) {
      for (const one of [this.alerts, this.health]) tell(one, address);
    }
  }
}

const topic = (scope: Construct, id: string, displayName: string, key: IKey | undefined): Topic =>
  new Topic(scope, id, { displayName, enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });

function tell(of: Topic, address: string): void {
  const subscription = of.addSubscription(new EmailSubscription(address));
  acknowledge(
    subscription,
    ['Serverless-SNSRedrivePolicy'],
    'What a mail would have said is in the findings table, and a subscription that has vanished is noticed within the hour.',
  );
}

function withManagedKey(encrypted: Topic): void {
  (encrypted.node.defaultChild as CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
}

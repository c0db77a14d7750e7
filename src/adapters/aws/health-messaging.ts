import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Fact, HealthSink, QueueFacts, SubscriptionFacts, TopicFacts } from '#ports/health';
import { everyPage, learn, orAbsent } from './health-learn.ts';
import { publish } from './sns-publish.ts';

/** 100 subscriptions a page. */
const MOST_PAGES = 20;

/** Looks a topic up. Needs `sns:ListSubscriptionsByTopic` on it. */
export function learnTopic(sns: SNSClient, TopicArn: string): Promise<Fact<TopicFacts>> {
  return learn('sns:ListSubscriptionsByTopic', () =>
    orAbsent<TopicFacts>({ exists: false, subscriptions: [] }, async () => {
      const pages = await everyPage(
        MOST_PAGES,
        (NextToken: string | undefined) =>
          sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken })),
        ({ NextToken }) => NextToken,
      );
      const subscriptions = pages.flatMap(({ Subscriptions = [] }) => Subscriptions.map(subscriptionFacts));
      return { exists: true, subscriptions };
    }),
  );
}

function subscriptionFacts({
  Protocol = '',
  Endpoint = '',
  SubscriptionArn = '',
}: Subscription): SubscriptionFacts {
  const states = { PendingConfirmation: 'pending', Deleted: 'deleted' } as const;
  const state = states[SubscriptionArn as keyof typeof states] ?? 'confirmed';
  return { protocol: Protocol, endpoint: Endpoint, state };
}

/** Counts the messages of a queue, roughly. Needs `sqs:GetQueueAttributes` on it. */
export function learnQueue(sqs: SQSClient, QueueUrl: string): Promise<Fact<QueueFacts>> {
  return learn('sqs:GetQueueAttributes', () =>
    orAbsent<QueueFacts>({ exists: false, messages: 0 }, async () => {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
      const { Attributes = {} } = await sqs.send(get);
      const messages = names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
      return { exists: true, messages };
    }),
  );
}

/** Publishes to the health topic. Needs `sns:Publish` on it. Rejects with `TH_ALERT_SEND`. */
export const snsHealthSink = (sns: SNSClient, TopicArn: string): HealthSink => ({
  tell: ({ subject, text }) => publish(sns, 'a message', { TopicArn, Subject: subject, Message: text }),
});

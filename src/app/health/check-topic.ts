import { sha256Text } from '#core/digest';
import type { Fact, SubscriptionFacts, TopicFacts } from '#ports/health';
import { answer, type HealthCheck, type Question, whenKnown } from './check.ts';

/** What a topic should look like. */
export interface ExpectedTopic {
  /** What people call it: `alerts`, `health`. */
  readonly name: string;
  /** E-mail addresses that should have confirmed. */
  readonly emails: number;
  /** Whether nobody at all is a problem: alerts that no one gets are none. */
  readonly needsSomebody: boolean;
}

/** One of several receivers of a topic. */
export const receiverOf = ({
  protocol,
  endpoint,
}: Pick<SubscriptionFacts, 'protocol' | 'endpoint'>): string => `${protocol} ${endpoint}`;

const PERSONAL = /^(email(?:-json)?|sms) (.)([^@]*)(.*)$/su;

/** Whoever knows such a URL whole may post to it: the key is in its path or behind it. */
const WEBHOOK = /^(https?) (https?:\/\/)(?:[^/?#]*@)?([^/?#@]*).*$/su;

/**
 * Names a receiver where others read it: of an address or a number only its beginning, of a URL only the host, and
 * letters that tell it from others.
 */
export function shownReceiver(receiver: string): string {
  const tell = sha256Text(receiver).slice(0, 4);
  return receiver
    .replace(
      PERSONAL,
      (_all, protocol, first, _rest, domain) => `${protocol} ${first}\u2026${domain} (${tell})`,
    )
    .replace(WEBHOOK, (_all, protocol, scheme, host) => `${protocol} ${scheme}${host}/\u2026 (${tell})`);
}

/** Looks for subscriptions that nobody confirmed, for fewer e-mail addresses than configured, and for nobody at all. */
export function checkTopic(fact: Fact<TopicFacts>, expected: ExpectedTopic): readonly HealthCheck[] {
  const question: Question = {
    check: 'subscriptions',
    subject: expected.name,
    expected:
      expected.emails > 0
        ? `at least ${expected.emails} confirmed e-mail subscription(s)`
        : 'a confirmed subscription',
  };
  return whenKnown(question, fact, (topic) => {
    if (!topic.exists) {
      return answer(
        question,
        'problem',
        'the topic does not exist',
        'Deploy the stack again: the topic was deleted.',
      );
    }
    const pending = topic.subscriptions
      .filter(({ state }) => state === 'pending')
      .map(pendingCheck(expected.name));
    return [subscribed(question, topic, expected), ...pending];
  });
}

function subscribed(question: Question, { subscriptions }: TopicFacts, expected: ExpectedTopic): HealthCheck {
  const confirmed = subscriptions.filter(({ state }) => state === 'confirmed');
  const emails = confirmed.filter(({ protocol }) => protocol.startsWith('email')).length;
  const found = `${confirmed.length} confirmed, ${emails} of them e-mail`;
  if (confirmed.length === 0 && (expected.needsSomebody || expected.emails > 0)) {
    return answer(
      question,
      'problem',
      'nobody is subscribed',
      'Subscribe an address or a queue to the topic, and confirm.',
    );
  }
  if (emails < expected.emails) {
    return answer(
      question,
      'problem',
      found,
      'Confirm the missing subscriptions, or deploy again to have them sent anew.',
    );
  }
  return answer(question, 'ok', found);
}

const pendingCheck =
  (topic: string) =>
  (subscription: SubscriptionFacts): HealthCheck =>
    answer(
      {
        check: 'confirmation',
        subject: `${topic}, ${shownReceiver(receiverOf(subscription))}`,
        expected: 'confirmed',
      },
      'problem',
      'not confirmed: nothing is sent there',
      'Open the message from AWS Notifications there and confirm; SNS forgets a subscription that nobody confirms within two days.',
    );

/** Subscriptions that were confirmed once, by topic, with the instant since when they are missed. */
export interface RememberedReceivers {
  readonly [receiver: string]: { readonly goneSince?: string };
}

/** Reports who was subscribed and is no more; somebody who subscribed again is back. */
export function checkVanished(topic: string, remembered: RememberedReceivers): readonly HealthCheck[] {
  return Object.entries(remembered).flatMap(([receiver, { goneSince }]) =>
    goneSince === undefined
      ? []
      : [
          answer(
            {
              check: 'vanished',
              subject: `${topic}, ${shownReceiver(receiver)}`,
              expected: 'subscribed, as before',
            },
            'problem',
            `no longer subscribed, first missed ${goneSince}`,
            'Subscribe it again if nobody removed it on purpose: SNS removes addresses that refuse mail. Otherwise do nothing: it is forgotten after three days.',
          ),
        ],
  );
}

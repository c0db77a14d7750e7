import type { SNSClient } from '@aws-sdk/client-sns';
import type { DigestSink } from '#ports/digest-sink';
import { publish } from './sns-publish.ts';

/**
 * Publishes digests to a topic, with the attribute `kind: digest` for filter policies. Needs `sns:Publish` on it.
 *
 * As with alerts, people (e-mail) get the text, phones the subject, and everything else the JSON.
 */
export const snsDigestSink = (sns: SNSClient, TopicArn: string): DigestSink => ({
  send: ({ subject, text, json }) =>
    publish(sns, 'a digest', {
      TopicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: json, email: text, sms: subject }),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'digest' } },
    }),
});

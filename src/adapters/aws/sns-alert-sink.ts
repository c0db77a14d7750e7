import type { SNSClient } from '@aws-sdk/client-sns';
import type { Severity } from '#core/severity';
import type { AlertMessage, AlertSink } from '#ports/alert-sink';
import { alertAttributes } from './sns-attributes.ts';
import { publish } from './sns-publish.ts';

export interface SnsAlertSinkOptions {
  /** Called for the first alert: an invocation without one needs no client. Keep the client between calls. */
  readonly client: () => SNSClient;
  /** The topic for a severity; one topic may serve several. */
  readonly topicArn: (severity: Severity) => string;
}

/**
 * Publishes alerts to SNS. Needs `sns:Publish` on the topics, nothing else.
 *
 * People (e-mail) get the text, phones (SMS) the subject, and everything else (SQS, Lambda, HTTP, Firehose) the JSON.
 * Rejects with `TH_ALERT_SEND` after the SDK's own retries; the message names topic and error kind, never content.
 */
export function snsAlertSink({ client, topicArn }: SnsAlertSinkOptions): AlertSink {
  return {
    send: async (message) => {
      const TopicArn = topicArn(message.severity);
      await publish(client(), 'an alert', { TopicArn, ...publication(message) });
    },
  };
}

function publication(message: AlertMessage) {
  const { subject, text, json } = message;
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: json, email: text, sms: subject }),
    MessageAttributes: alertAttributes(message),
  };
}

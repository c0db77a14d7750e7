import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import type { Severity } from '#core/severity';
import type { AlertMessage, AlertSink } from '#ports/alert-sink';

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
      try {
        await client().send(new PublishCommand({ TopicArn, ...publication(message) }));
      } catch (cause) {
        const kind = cause instanceof Error ? cause.name : 'unknown error';
        throw new TrailhoundError('TH_ALERT_SEND', `SNS did not take an alert for ${TopicArn}: ${kind}`, {
          cause,
        });
      }
    },
  };
}

function publication(message: AlertMessage) {
  const { subject, text, json, severity, kind, ruleId, accountId } = message;
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: json, email: text, sms: subject }),
    MessageAttributes: attributes({ severity, kind, ruleId, accountId }),
  };
}

/** For filter policies. SNS refuses an empty value and characters that XML does not have. */
function attributes(values: Record<string, string | undefined>): Record<string, MessageAttributeValue> {
  const known = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(
    known.map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: escapeForTerminal(value.slice(0, MAX_ATTRIBUTE)) },
    ]),
  );
}

const MAX_ATTRIBUTE = 256;

import type { SNSClient } from '@aws-sdk/client-sns';
import { escapeForChat, safeJson } from '#core/escape';
import type { AlertMessage, AlertSink } from '#ports/alert-sink';
import { alertAttributes } from './sns-attributes.ts';
import { publish } from './sns-publish.ts';

export interface SnsChatSinkOptions {
  /** Called for the first alert: an invocation without one needs no client. Keep the client between calls. */
  readonly client: () => SNSClient;
  readonly topicArn: string;
}

/**
 * Publishes alerts to the topic that Amazon Q Developer in chat applications reads. Needs `sns:Publish` on it.
 *
 * What is not in its format is dropped there without a word, so nobody learns from here whether a channel showed it.
 * Rejects with `TH_ALERT_SEND` after the SDK's own retries; the message names topic and error kind, never content.
 */
export function snsChatSink({ client, topicArn }: SnsChatSinkOptions): AlertSink {
  return {
    send: async (message) => {
      const Message = safeJson(chatNotification(message));
      const MessageAttributes = alertAttributes(message);
      await publish(client(), 'a chat message', { TopicArn: topicArn, Message, MessageAttributes });
    },
  };
}

/**
 * A custom notification, version 1.0 (Amazon Q Developer in chat applications Administrator Guide, "Custom
 * notifications"): `version`, `source` and `content.description` are required, `summary` where there is a `threadId`.
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps?: readonly string[];
    readonly keywords?: readonly string[];
  };
  readonly metadata: {
    readonly threadId?: string;
    readonly summary: string;
    readonly eventType: 'TrailhoundFinding' | 'TrailhoundSummary';
    readonly additionalContext?: { readonly [name: string]: string };
  };
}

/** Puts an alert into the format; empty lists and maps are left out. */
export function chatNotification({ subject, kind, chat }: AlertMessage): ChatNotification {
  // A subject is safe for mails; names in it were written by others, and chat clients interpret more.
  const title = escapeForChat(subject);
  const { description = title, nextSteps = [], keywords = [], context = {}, threadId } = chat ?? {};
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title,
      description,
      ...(nextSteps.length > 0 && { nextSteps }),
      ...(keywords.length > 0 && { keywords }),
    },
    metadata: {
      ...(threadId !== undefined && { threadId }),
      summary: title,
      eventType: kind === 'finding' ? 'TrailhoundFinding' : 'TrailhoundSummary',
      ...(Object.keys(context).length > 0 && { additionalContext: context }),
    },
  };
}

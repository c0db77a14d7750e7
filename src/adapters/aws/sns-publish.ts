import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import { TrailhoundError } from '#core/errors';

/**
 * Publishes to a topic. Needs `sns:Publish` on it.
 *
 * Rejects with `TH_ALERT_SEND` after the SDK's own retries; the message names what was sent, the topic and the kind of
 * the error, never content.
 */
export async function publish(
  client: SNSClient,
  what: string,
  input: PublishCommandInput & { readonly TopicArn: string },
): Promise<void> {
  try {
    await client.send(new PublishCommand(input));
  } catch (cause) {
    const kind = cause instanceof Error ? cause.name : 'unknown error';
    throw new TrailhoundError('TH_ALERT_SEND', `SNS did not take ${what} for ${input.TopicArn}: ${kind}`, {
      cause,
    });
  }
}

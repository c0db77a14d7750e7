import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleFinding } from '../../../test/support/sample-finding.ts';
import { type SnsListener, snsListener } from '../../../test/support/sns-listener.ts';
import { alertMessage } from '../../core/alert-text.ts';
import { chatNotification, snsChatSink } from './sns-chat-sink.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:chat';

/** What the message may look like is checked by test/alerts/chat-notification.test.ts. */
describe('snsChatSink', () => {
  let sns: SnsListener;
  beforeAll(async () => {
    sns = await snsListener();
  });
  afterAll(() => sns.close());
  beforeEach(() => {
    sns.requests.length = 0;
    sns.refuse(false);
  });
  const send = (finding = sampleFinding()) =>
    snsChatSink({ client: () => sns.client, topicArn: TOPIC }).send(alertMessage(finding));

  it('publishes one JSON document for every protocol, with the attributes of the alert', async () => {
    await send();
    const [request] = sns.requests;
    expect(request?.get('TopicArn')).toBe(TOPIC);
    expect(request?.has('MessageStructure')).toBe(false);
    expect(JSON.parse(request?.get('Message') ?? '')).toEqual(
      JSON.parse(JSON.stringify(chatNotification(alertMessage(sampleFinding())))),
    );
    expect(request?.get('MessageAttributes.entry.1.Value.StringValue')).toBe('high');
  });

  it('rejects with TH_ALERT_SEND, the topic and the kind of error, never the content', async () => {
    sns.refuse(true);
    await expect(send()).rejects.toMatchObject({
      code: 'TH_ALERT_SEND',
      message: `SNS did not take a chat message for ${TOPIC}: NotFoundException`,
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SnsListener, snsListener } from '../../../test/support/sns-listener.ts';
import { snsDigestSink } from './sns-digest-sink.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const MESSAGE = {
  subject: 'Trailhound digest 2026-03-02: nothing new',
  text: 'nothing new',
  json: '{"schema":"x"}',
};

describe('snsDigestSink', () => {
  let sns: SnsListener;
  beforeAll(async () => {
    sns = await snsListener();
  });
  afterAll(() => sns.close());

  it('gives people the text and machines the JSON, marked as a digest', async () => {
    await snsDigestSink(sns.client, TOPIC).send(MESSAGE);
    const [request] = sns.requests;

    expect(request?.get('Subject')).toBe(MESSAGE.subject);
    expect(request?.get('MessageStructure')).toBe('json');
    expect(JSON.parse(request?.get('Message') ?? '')).toEqual({
      default: MESSAGE.json,
      email: MESSAGE.text,
      sms: MESSAGE.subject,
    });
    expect(request?.get('MessageAttributes.entry.1.Name')).toBe('kind');
    expect(request?.get('MessageAttributes.entry.1.Value.StringValue')).toBe('digest');
  });

  it('rejects with TH_ALERT_SEND and the topic', async () => {
    sns.refuse(true);
    await expect(snsDigestSink(sns.client, TOPIC).send(MESSAGE)).rejects.toMatchObject({
      code: 'TH_ALERT_SEND',
      message: `SNS did not take a digest for ${TOPIC}: NotFoundException`,
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEvidence, sampleFinding } from '../../../test/support/sample-finding.ts';
import { type SnsListener, snsListener } from '../../../test/support/sns-listener.ts';
import { alertMessage } from '../../core/alert-text.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import { snsAlertSink } from './sns-alert-sink.ts';

describe('snsAlertSink', () => {
  let sns: SnsListener;
  let sink: AlertSink;

  beforeAll(async () => {
    sns = await snsListener();
    sink = snsAlertSink({
      client: () => sns.client,
      topicArn: (severity) => `arn:aws:sns:eu-west-1:123456789012:alerts-${severity}`,
    });
  });
  afterAll(() => sns.close());
  beforeEach(() => {
    sns.requests.length = 0;
    sns.refuse(false);
  });

  it('gives people the text, phones the subject and everything else the JSON', async () => {
    const message = alertMessage(sampleFinding());
    await sink.send(message);

    const [request] = sns.requests;
    expect(request?.get('Action')).toBe('Publish');
    expect(request?.get('TopicArn')).toBe('arn:aws:sns:eu-west-1:123456789012:alerts-high');
    expect(request?.get('Subject')).toBe(message.subject);
    expect(request?.get('MessageStructure')).toBe('json');
    expect(JSON.parse(request?.get('Message') ?? '')).toEqual({
      default: message.json,
      email: message.text,
      sms: message.subject,
    });
  });

  it('carries attributes for filter policies, and none that is empty', async () => {
    await sink.send(alertMessage(sampleFinding({ accountId: '', ruleId: 'title:\u0001odd' })));

    const [request] = sns.requests;
    const attributes = [1, 2, 3, 4, 5].map((n) =>
      ['Name', 'Value.DataType', 'Value.StringValue'].map((part) =>
        request?.get(`MessageAttributes.entry.${n}.${part}`),
      ),
    );
    expect(attributes).toEqual([
      ['severity', 'String', 'high'],
      ['kind', 'String', 'finding'],
      ['ruleId', 'String', 'title:\\u0001odd'],
      ['region', 'String', 'eu-west-1'],
      [null, null, null],
    ]);
  });

  it('stays within the size of a message with the worst that a finding can hold', async () => {
    const bad = '"\\\u{10ffff}\u0001'.repeat(4000);
    const evidence = Array(40).fill(sampleEvidence({ userAgent: bad, request: bad, principal: bad }));
    await sink.send(
      alertMessage(sampleFinding({ principal: bad, summary: bad, ruleId: bad, accountId: bad, evidence })),
    );

    const [request] = sns.requests;
    const counted = [...(request ?? [])].filter(
      ([name]) => name === 'Message' || name.startsWith('MessageAttributes'),
    );
    const bytes = counted.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
    expect(bytes).toBeLessThanOrEqual(262_144);
    expect(bytes).toBeGreaterThan(100_000);
    expect(JSON.parse(JSON.parse(request?.get('Message') ?? '').default).cut.evidence).toBeGreaterThan(0);
  });

  it('rejects with TH_ALERT_SEND, the topic and the kind of error, never the content', async () => {
    sns.refuse(true);
    const sent = sink.send(alertMessage(sampleFinding()));

    await expect(sent).rejects.toMatchObject({
      code: 'TH_ALERT_SEND',
      message:
        'SNS did not take an alert for arn:aws:sns:eu-west-1:123456789012:alerts-high: NotFoundException',
    });
  });

  it('makes no client before the first alert', () => {
    const client = (): never => {
      throw new Error('made too early');
    };
    expect(() => snsAlertSink({ client, topicArn: () => 'arn' })).not.toThrow();
  });
});

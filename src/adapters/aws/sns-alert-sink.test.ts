import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEvidence, sampleFinding } from '../../../test/support/sample-finding.ts';
import { alertMessage } from '../../core/alert-text.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import { snsAlertSink } from './sns-alert-sink.ts';

const TAKEN = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
const REFUSED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>';

/** Speaks as much of the SNS query protocol as one Publish takes, so that the real client is under test. */
describe('snsAlertSink', () => {
  const requests: URLSearchParams[] = [];
  let answer = { status: 200, body: TAKEN };
  let server: Server;
  let client: SNSClient;
  let sink: AlertSink;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    client = new SNSClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    sink = snsAlertSink({
      client: () => client,
      topicArn: (severity) => `arn:aws:sns:eu-west-1:123456789012:alerts-${severity}`,
    });
  });
  afterAll(async () => {
    client.destroy();
    await new Promise((closed) => server.close(closed));
  });
  beforeEach(() => {
    requests.length = 0;
    answer = { status: 200, body: TAKEN };
  });

  it('gives people the text, phones the subject and everything else the JSON', async () => {
    const message = alertMessage(sampleFinding());
    await sink.send(message);

    const [request] = requests;
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

    const [request] = requests;
    const attributes = [1, 2, 3, 4].map((n) =>
      ['Name', 'Value.DataType', 'Value.StringValue'].map((part) =>
        request?.get(`MessageAttributes.entry.${n}.${part}`),
      ),
    );
    expect(attributes).toEqual([
      ['severity', 'String', 'high'],
      ['kind', 'String', 'finding'],
      ['ruleId', 'String', 'title:\\u0001odd'],
      [null, null, null],
    ]);
  });

  it('stays within the size of a message with the worst that a finding can hold', async () => {
    const bad = '"\\\u{10ffff}\u0001'.repeat(4000);
    const evidence = Array(40).fill(sampleEvidence({ userAgent: bad, request: bad, principal: bad }));
    await sink.send(
      alertMessage(sampleFinding({ principal: bad, summary: bad, ruleId: bad, accountId: bad, evidence })),
    );

    const [request] = requests;
    const counted = [...(request ?? [])].filter(
      ([name]) => name === 'Message' || name.startsWith('MessageAttributes'),
    );
    const bytes = counted.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0);
    expect(bytes).toBeLessThanOrEqual(262_144);
    expect(bytes).toBeGreaterThan(100_000);
    expect(JSON.parse(JSON.parse(request?.get('Message') ?? '').default).cut.evidence).toBeGreaterThan(0);
  });

  it('rejects with TH_ALERT_SEND, the topic and the kind of error, never the content', async () => {
    answer = { status: 404, body: REFUSED };
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

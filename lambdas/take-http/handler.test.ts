import { gzipSync } from 'node:zlib';
import { type GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { sqsIntakeQueue } from '#adapters/aws/intake-queue';
import { secretsManagerSecrets } from '#adapters/aws/intake-secrets';
import { inflate } from '#adapters/codec/inflate';
import { intakeCodec } from '#adapters/codec/intake-codec';
import { silentMetrics } from '#adapters/local/silent-metrics';
import { permitBySecret } from '#app/intake/permit-by-secret';
import { readQueueMessage } from '#app/intake/queue-messages';
import { queueRecords } from '#app/intake/queue-records';
import type { QuarantinedInput } from '#ports/quarantine';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { createHandler } from './handler.ts';

const LIMIT = 20_000;

/** The function on a queue that refuses so many messages, and a secret with versions. */
function taking({ refuses = 0, versions = { AWSCURRENT: 's3cret' } as Record<string, string> } = {}) {
  const sent: string[] = [];
  const asked: string[] = [];
  const quarantined: QuarantinedInput[] = [];
  const said: string[] = [];
  const clock = fakeClock();
  let left = refuses;
  const sqs = {
    send: async ({ input }: SendMessageBatchCommand) => {
      const Failed: { Id: string }[] = [];
      for (const { Id = '', MessageBody = '' } of input.Entries ?? []) {
        left -= 1;
        if (left >= 0) Failed.push({ Id });
        else sent.push(MessageBody);
      }
      return { Failed };
    },
  };
  const client = {
    send: async ({ input }: GetSecretValueCommand) => {
      asked.push(input.VersionStage ?? '');
      const SecretString = versions[input.VersionStage ?? ''];
      if (SecretString === undefined && input.VersionStage === 'AWSPREVIOUS')
        throw new ResourceNotFoundException({ message: 'no', $metadata: {} });
      if (SecretString === undefined) throw new Error('the service fails');
      return { SecretString };
    },
  };
  const note = (message: string, fields: object = {}): void =>
    void said.push(message + JSON.stringify(fields));
  const log = { debug: note, info: note, warn: note, error: note };
  const queue = sqsIntakeQueue({ sqs: sqs as never, queueUrl: 'q', clock: { sleep: async () => {} } });
  const quarantine = { put: async (inputs: readonly QuarantinedInput[]) => void quarantined.push(...inputs) };
  const deflate = (text: string) => gzipSync(text).toString('base64');
  const secrets = secretsManagerSecrets({ client: client as never, secretArn: 'arn', clock, log });
  const handler = createHandler({
    ...{ codec: intakeCodec, clock, log, metrics: silentMetrics, maxBytes: 1_000_000 },
    permit: permitBySecret(secrets, log),
    store: (records) => queueRecords(records, { queue, quarantine, deflate, log, maxMessageBytes: LIMIT }),
  });
  const records = () =>
    sent.flatMap((body) => {
      const read = readQueueMessage(body, inflate);
      if (!read.ok) throw new Error(read.error);
      return read.value.map(({ record }) => record);
    });
  return { handler, sent, records, asked, quarantined, said, versions, clock };
}

function request(body: string | Uint8Array, headers: Record<string, string> = {}, method = 'POST') {
  return {
    ...{ version: '2.0', rawPath: '/app/web', rawQueryString: '', isBase64Encoded: typeof body !== 'string' },
    headers: { authorization: 'Bearer s3cret', 'content-type': 'application/x-ndjson', ...headers },
    requestContext: { http: { method, path: '/app/web' } },
    body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
  } as unknown as LambdaFunctionURLEvent;
}
const lines = (count: number, text = 'x') =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ n, text })).join('\n');

describe('take-http', () => {
  it('answers 200 when every record is in the queue, packed in base64 or not', async () => {
    const { handler, records, sent } = taking();
    expect(await handler(request(lines(3)))).toMatchObject({ statusCode: 200, body: '{"taken":3}\n' });
    const gzip = { 'content-encoding': 'gzip' };
    expect(await handler(request(gzipSync(lines(2)), gzip))).toMatchObject({ statusCode: 200 });
    expect(records()).toHaveLength(5);
    expect(readQueueMessage(sent[0] ?? '', inflate)).toMatchObject({ value: [{ tag: 'app.web' }, {}, {}] });
  });

  it('cuts much into messages that each keep the limit, and packs them', async () => {
    const { handler, sent, records } = taking();
    const noise = Array.from({ length: 300 }, (_, n) => ({ n, text: `ä${Math.sin(n)}`.repeat(20) }));
    expect(
      await handler(request(JSON.stringify(noise), { 'content-type': 'application/json' })),
    ).toMatchObject({ statusCode: 200 });
    expect(records().map(({ n }) => n)).toEqual(noise.map(({ n }) => n));
    expect(Math.max(...sent.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(LIMIT);
    expect(sent.some((body) => body.includes('"gzip"'))).toBe(true);
  });

  it('keeps a record in quarantine that no message can hold, and sends the others', async () => {
    const { handler, records, quarantined } = taking();
    const huge = Array.from({ length: 5_000 }, (_, n) => Math.sin(n)).join();
    const sent = `${lines(1)}\n${JSON.stringify({ huge })}\n${lines(1)}`;
    expect(await handler(request(sent))).toMatchObject({ statusCode: 200 });
    expect(records()).toHaveLength(2);
    expect(quarantined).toMatchObject([
      { source: expect.stringMatching(/^intake:app\.web:/), reason: expect.stringMatching(/20000 bytes/) },
    ]);
  });

  it('sends again what the queue refused, and answers 503 when it goes on refusing', async () => {
    const patient = taking({ refuses: 2 });
    expect(await patient.handler(request(lines(1)))).toMatchObject({ statusCode: 200 });
    expect(patient.records()).toHaveLength(1);
    const hopeless = taking({ refuses: 99 });
    expect(await hopeless.handler(request(lines(1)))).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
    });
  });

  it.each([
    { name: 'no secret', authorization: '' },
    { name: 'a wrong one', authorization: 'Bearer other' },
    { name: 'a wrong password', authorization: `Basic ${Buffer.from('u:other').toString('base64')}` },
  ])('answers 401 to $name', async ({ authorization }) => {
    const { handler, sent, said } = taking();
    expect(await handler(request(lines(1), { authorization }))).toMatchObject({ statusCode: 401 });
    expect([sent, said]).toEqual([[], []]);
  });

  it('takes the secret before, too, while it rotates, and a new one at once', async () => {
    const { handler, versions, clock } = taking();
    await handler(request(lines(1)));
    versions['AWSPREVIOUS'] = 's3cret';
    versions['AWSCURRENT'] = JSON.stringify({ username: 'u', password: 'n3w' });
    await clock.sleep(61_000);
    for (const authorization of [
      'Bearer n3w',
      'Bearer s3cret',
      `Basic ${Buffer.from('any:n3w').toString('base64')}`,
    ])
      expect(await handler(request(lines(1), { authorization }))).toMatchObject({ statusCode: 200 });
  });

  it('looks a wrong secret up once a minute, and a right one once in five', async () => {
    const { handler, asked, clock } = taking();
    const wrong = () => handler(request(lines(1), { authorization: 'Bearer other' }));
    for (let n = 0; n < 5; n += 1) await wrong();
    expect(asked).toHaveLength(2);
    await clock.sleep(61_000);
    for (let n = 0; n < 5; n += 1) await wrong();
    expect(asked).toHaveLength(4);
    for (let n = 0; n < 5; n += 1) await handler(request(lines(1)));
    expect(asked).toHaveLength(4);
  });

  it('answers 503 while the secret can not be looked up, and goes on with the one it knows', async () => {
    const unknown = taking({ versions: {} });
    expect(await unknown.handler(request(lines(1)))).toMatchObject({ statusCode: 503 });
    const known = taking();
    await known.handler(request(lines(1)));
    delete known.versions['AWSCURRENT'];
    await known.clock.sleep(600_000);
    expect(await known.handler(request(lines(1)))).toMatchObject({ statusCode: 200 });
  });

  it.each([
    { name: 'too much', body: Buffer.alloc(1_000_001, 0x20), headers: {}, status: 413 },
    {
      name: 'a bomb',
      body: gzipSync(Buffer.alloc(5_000_000)),
      headers: { 'content-encoding': 'gzip' },
      status: 413,
    },
    { name: 'another type', body: 'a,b', headers: { 'content-type': 'text/csv' }, status: 415 },
    { name: 'what is no JSON', body: '{"hunter2', headers: {}, status: 400 },
  ])('refuses $name', async ({ body, headers, status }) => {
    const { handler, said } = taking();
    const answer = await handler(request(body, headers as Record<string, string>));
    expect(answer).toMatchObject({ statusCode: status });
    expect(JSON.stringify(answer) + said.join()).not.toContain('hunter2');
  });

  it('answers to what is no request', async () => {
    expect(await taking().handler({} as never)).toMatchObject({ statusCode: 400 });
  });
});

import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sampleRecord } from '../support/shapes.ts';
import { cleanUp, findingsIn, type Listener, newData, startListener } from './listen-process.ts';

jest.setTimeout(120_000);

describe('the HTTP side of a listener', () => {
  let listener: Listener;
  let data: string;
  beforeAll(async () => {
    data = await newData();
    await writeFile(join(data, 'secret'), 's3cret\n');
    listener = await startListener(data, '--secret-file', join(data, 'secret'), '--max-message-mb', '1');
  });
  afterAll(cleanUp);

  const bearer = { authorization: 'Bearer s3cret', 'content-type': 'application/x-ndjson' };
  const url = (path = '/app') => `http://127.0.0.1:${listener.http}${path}`;
  const post = (body: string, headers: Record<string, string> = bearer, path?: string) =>
    fetch(url(path), { method: 'POST', body, headers });

  it('says that it is well, without a secret', async () => {
    expect((await fetch(url('/healthz'))).status).toBe(200);
  });

  it('takes nothing without the secret', async () => {
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(401);
    expect((await post('{}', { ...bearer, authorization: `Basic ${btoa('u:s3cret')}` })).status).toBe(200);
  });

  it('takes the other lines of a batch beside a bad one, and says which was bad', async () => {
    const answer = await post(
      `${JSON.stringify(sampleRecord({ eventID: 'id-1' }))}\n{"hunter2\n{"log":"fine"}`,
    );
    expect(answer.status).toBe(400);
    const said = await answer.text();
    expect(JSON.parse(said)).toMatchObject({ taken: 2, refused: 1, lines: [{ line: 2 }] });
    expect(said).not.toContain('hunter2');
  });

  it('takes a chunked body whose client asks first, and one more on the same connection', async () => {
    for (const end of [false, true]) {
      const sent = request(url(), {
        method: 'POST',
        headers: { ...bearer, expect: '100-continue', connection: end ? 'close' : 'keep-alive' },
      });
      sent.flushHeaders();
      await once(sent, 'continue');
      sent.write('{"log":"a"}\n');
      sent.end('{"log":"b"}\n');
      const [answer] = await once(sent, 'response');
      expect(answer.statusCode).toBe(200);
      answer.resume();
    }
  });

  it('tells a client that asks first that it need not send what would be refused', async () => {
    const sent = request(url(), {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': '10' },
    });
    sent.flushHeaders();
    let wentOn = false;
    sent.on('continue', () => {
      wentOn = true;
    });
    const [answer] = await once(sent, 'response');
    expect([answer.statusCode, wentOn]).toEqual([401, false]);
    sent.on('error', () => {});
    sent.destroy();
  });

  it('answers 413 to a body that goes past the limit without having said so', async () => {
    const sent = request(url(), { method: 'POST', headers: bearer });
    sent.on('error', () => {});
    const answered = once(sent, 'response');
    for (let n = 0; n < 24; n += 1) sent.write(' '.repeat(65_536));
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    sent.destroy();
  });

  it('answers the bulk form of Elasticsearch item by item', async () => {
    const body = [
      '{"index":{"_index":"web"}}',
      JSON.stringify(sampleRecord({ eventID: 'id-2' })),
      '{"delete":{"_id":"x"}}',
      '',
    ];
    const answer = (await (await post(body.join('\n'), bearer, '/_bulk')).json()) as {
      errors: boolean;
      items: unknown[];
    };
    expect(answer).toMatchObject({
      errors: true,
      items: [{ index: { _index: 'web', status: 201 } }, { delete: { status: 400 } }],
    });
  });

  it('lives on when clients send rubbish', async () => {
    const socket = connect(listener.http, '127.0.0.1');
    socket.on('error', () => {});
    socket.end('\u0000rubbish\r\n\r\n');
    await once(socket.resume(), 'close');
    expect((await fetch(url('/healthz'))).status).toBe(200);
  });

  it('has what it took when it is told to stop', async () => {
    expect(await listener.end('SIGTERM')).toBe(0);
    const stops = (await findingsIn(data)).filter(({ ruleTitle }) => ruleTitle === 'Trail stopped');
    expect(stops.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(listener.err()).not.toMatch(/s3cret|hunter2/);
  });
});

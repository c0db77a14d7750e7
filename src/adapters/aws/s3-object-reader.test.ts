import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ObjectPlace } from '#ports/object-reader';
import type { ReadItem } from '#ports/read-item';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { OBJECT_CLIENT, s3ObjectReader } from './s3-object-reader.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The real client against a server that gives one answer, whatever it is asked. */
async function against(answer: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = new S3Client({
    ...OBJECT_CLIENT,
    ...{ maxAttempts: 1, region: 'eu-central-1', forcePathStyle: true },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  closing.push(() => client.destroy());
  const reader = s3ObjectReader({ client });
  const read = async (place: ObjectPlace = { bucket: 'trail', key: 'a.json.gz' }) => {
    const opened = await reader.open(place);
    if (!opened.ok) return opened.error;
    const items: ReadItem[] = [];
    for await (const some of opened.value) items.push(...some);
    return items;
  };
  return { asked, reader, read, server };
}

const body = (bytes: Buffer) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};
const refusing = (status: number, code: string) => (response: ServerResponse) => {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>hunter2</Message></Error>`);
};
const records = Array.from({ length: 2000 }, (_, n) => sampleRecord({ eventID: `id-${n}` }));
const packed = gzipSync(JSON.stringify({ Records: records }));

describe('s3ObjectReader', () => {
  it('gives the records of a packed object with their places', async () => {
    const { read, asked } = await against(body(packed));
    const items = (await read()) as readonly ReadItem[];

    expect(items).toHaveLength(2000);
    expect(items[0]).toMatchObject({ type: 'record', file: 's3://trail/a.json.gz', offset: 12 });
    expect(asked).toEqual(['GET /trail/a.json.gz?x-id=GetObject']);
  });

  it('asks for odd keys and for versions as they are called', async () => {
    const { read, asked } = await against(body(packed));
    const items = await read({ bucket: 'trail', key: 'März 1/a+b%.json.gz', versionId: 'v 7' });

    expect(asked[0]).toContain('/trail/M%C3%A4rz%201/a%2Bb%25.json.gz?');
    expect(asked[0]).toMatch(/versionId=v(%20|\+)7/);
    expect(items[0]).toMatchObject({ file: 's3://trail/März 1/a+b%.json.gz?versionId=v 7' });
  });

  it('takes an object for what it holds, not for what it is called', async () => {
    const { read } = await against(body(Buffer.from(JSON.stringify(records[0]))));

    expect(await read()).toMatchObject([{ type: 'record' }]);
  });

  it.each([
    { code: 'NoSuchKey', status: 404, refusal: 'gone' },
    { code: 'NoSuchVersion', status: 404, refusal: 'gone' },
    { code: 'NoSuchBucket', status: 404, refusal: 'gone' },
    { code: 'MethodNotAllowed', status: 405, refusal: 'gone' },
    { code: 'InvalidObjectState', status: 403, refusal: 'archived' },
  ])('says that an object is $refusal on $code', async ({ code, status, refusal }) => {
    expect(await (await against(refusing(status, code))).read()).toBe(refusal);
  });

  it.each([
    { code: 'AccessDenied', status: 403 },
    { code: 'SlowDown', status: 503 },
    { code: 'InternalError', status: 500 },
    { code: 'KMS.DisabledException', status: 400 },
  ])('throws on $code, with the code and without the text', async ({ code, status }) => {
    const { read } = await against(refusing(status, code));

    await expect(read()).rejects.toMatchObject({
      code: 'TH_OBJECT_READ',
      message: expect.stringMatching(/^s3:\/\/trail\/a\.json\.gz: not read, (?!.*hunter2)/),
    });
  });

  it('throws when nobody answers', async () => {
    const { read, server } = await against(body(packed));
    server.close();
    server.closeAllConnections();

    await expect(read()).rejects.toMatchObject({ code: 'TH_OBJECT_READ' });
  });

  it.each([
    { name: 'packed', bytes: packed },
    { name: 'not packed', bytes: Buffer.from(JSON.stringify(records)) },
  ])('throws when the connection breaks in an object that is $name: that is no damage', async ({ bytes }) => {
    const { read } = await against((response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    });

    await expect(read()).rejects.toMatchObject({ code: 'TH_OBJECT_READ' });
  });

  it('reports damage in the object itself as a fault behind the records before it', async () => {
    const { read } = await against(body(packed.subarray(0, packed.length - 100)));
    const items = (await read()) as readonly ReadItem[];

    expect(items.length).toBeGreaterThan(1000);
    expect(items.at(-1)).toMatchObject({
      ...{ type: 'fault', file: 's3://trail/a.json.gz' },
      reason: expect.stringMatching(/^gzip that is cut off behind/),
    });
  });

  it('lets go of the connection when the caller has had enough', async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const { reader } = await against((response) => {
      isClosed = once(response, 'close');
      response.writeHead(200);
      // Never ends by itself.
      response.write(JSON.stringify(records));
    });
    const opened = await reader.open({ bucket: 'trail', key: 'a.json' });
    if (!opened.ok) throw new Error(opened.error);
    for await (const items of opened.value) if (items.length > 0) break;

    await isClosed;
  });
});

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3ReportStore } from './s3-report-store.ts';

/** What a bucket was asked. */
interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('s3ReportStore', () => {
  const asked: Asked[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    response.statusCode = status;
    response.end(status === 200 ? '' : '<Error><Code>AccessDenied</Code><Message>quoted</Message></Error>');
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done())));
  afterAll(() => void server.close());

  const store = () =>
    s3ReportStore({
      s3: new S3Client({
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        ...{ forcePathStyle: true, maxAttempts: 1 },
      }),
      ...{ bucket: 'reports', region: 'eu-west-1' },
    });
  const file = {
    key: 'digests/2026/03/01/a-b.html',
    contentType: 'text/html; charset=utf-8',
    body: '<p>é</p>',
  };

  it('puts a file under its key, with its type, for nobody to cache', async () => {
    status = 200;
    await store().put(file);

    expect(asked.at(-1)?.line).toMatch(/^PUT \/reports\/digests\/2026\/03\/01\/a-b\.html/);
    expect(asked.at(-1)?.headers).toMatchObject({
      'content-type': file.contentType,
      'cache-control': 'private, no-store',
    });
    expect(asked.at(-1)?.body).toContain(file.body);
  });

  it('rejects with the place and the kind of error, never with its text', async () => {
    status = 403;
    await expect(store().put(file)).rejects.toMatchObject({
      code: 'TH_REPORT_WRITE',
      message: 'PutObject of digests/2026/03/01/a-b.html in reports failed (AccessDenied)',
    });
  });

  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/s3/object/reports?'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/s3/object/reports?'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/object/reports?'],
  ])('leads to the console of %s, and holds no signature', (region, begins) => {
    const address = s3ReportStore({ s3: new S3Client({ region }), bucket: 'reports', region }).addressOf(
      file.key,
    );

    expect(address.startsWith(begins)).toBe(true);
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({ region, prefix: file.key });
  });
});

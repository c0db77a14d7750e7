import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { authorised, type PlainRequest } from './search-auth.ts';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const NOW = epochMs(Date.UTC(2015, 7, 30, 12, 36));

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature Version 4, written from its description: what a server does to check a request. */
function signature(request: {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  bodyHash: string;
  scope: readonly [day: string, region: string, service: string];
}): string {
  const { scope, headers } = request;
  const names = Object.keys(headers).sort();
  const canonical = [
    request.method,
    request.path.split('/').map(encoded).join('/'),
    [...request.query]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    request.bodyHash,
  ].join('\n');
  const place = [...scope, 'aws4_request'].join('/');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], place, hash(canonical)].join('\n');
  const key = [...scope, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${KEYS.secretAccessKey}`);
  return hmac(key as Buffer, text).toString('hex');
}

describe('signing with IAM', () => {
  it('is checked here by code that gives the answer of AWS’s own test vector, get-vanilla', () => {
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const scope = ['20150830', 'us-east-1', 'service'] as const;

    expect(
      signature({
        method: 'GET',
        path: '/',
        query: new URLSearchParams(),
        headers,
        bodyHash: hash(''),
        scope,
      }),
    ).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
  });

  it.each([
    {
      name: 'a bulk request to a domain',
      service: 'es',
      method: 'POST',
      path: '/_bulk',
      body: '{"create":{}}\n',
    },
    { name: 'a question to a collection', service: 'aoss', method: 'GET', path: '/', body: undefined },
    {
      name: 'a path with commas and a query',
      service: 'es',
      method: 'POST',
      path: '/a-1,b-2/_search?ignore_unavailable=true&x=a%20b',
      body: '{}',
    },
    {
      name: 'a role with a token',
      service: 'es',
      method: 'PUT',
      path: '/_index_template/x',
      body: '{"ä":1}',
      token: 'to/ken==',
    },
  ] as const)('signs $name', async ({ service, method, path, body, ...rest }) => {
    const keys = 'token' in rest ? { ...KEYS, sessionToken: rest.token } : KEYS;
    const url = new URL(path, 'https://search-x.eu-west-1.es.amazonaws.com');
    const bytes = body === undefined ? {} : { body: Buffer.from(body) };
    const request: PlainRequest = { method, url, headers: { 'content-type': 'application/json' }, ...bytes };
    const auth = { kind: 'iam', service, region: 'eu-west-1', credentials: async () => keys } as const;
    const headers = await authorised(auth, request, NOW);

    const { authorization = '', ...sent } = headers;
    const named = /SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
    const all: Record<string, string> = { ...sent, host: url.host };
    const signed = Object.fromEntries(
      (named[1] ?? '').split(';').map((name) => [name, all[name] ?? 'not sent']),
    );
    const bodyHash = hash(body ?? '');
    const scope = ['20150830', 'eu-west-1', service] as const;

    expect(authorization).toContain(`Credential=AKIDEXAMPLE/20150830/eu-west-1/${service}/aws4_request`);
    expect(Object.keys(signed)).toEqual(
      expect.arrayContaining(['host', 'x-amz-date', 'x-amz-content-sha256']),
    );
    expect(sent['x-amz-content-sha256']).toBe(bodyHash);
    expect(sent['x-amz-security-token']).toBe('sessionToken' in keys ? keys.sessionToken : undefined);
    expect(named[2]).toBe(
      signature({
        method,
        path: decodeURI(url.pathname),
        query: url.searchParams,
        headers: signed,
        bodyHash,
        scope,
      }),
    );
  });
});

describe('a name and a password', () => {
  const request: PlainRequest = {
    method: 'GET',
    url: new URL('https://localhost/'),
    headers: { accept: 'x' },
  };
  const expected = `Basic ${Buffer.from('reader:pä:ss', 'utf8').toString('base64')}`;

  it('are sent in UTF-8, beside the other headers', async () => {
    const auth = { kind: 'basic', user: 'reader', password: async () => 'pä:ss' } as const;
    expect(await authorised(auth, request, NOW)).toEqual({ accept: 'x', authorization: expected });
    const login = { kind: 'login', login: async () => ({ user: 'reader', password: 'pä:ss' }) } as const;
    expect(await authorised(login, request, NOW)).toEqual({ accept: 'x', authorization: expected });
  });

  it('are not sent when there are none', async () => {
    expect(await authorised({ kind: 'none' }, request, NOW)).toEqual({ accept: 'x' });
  });
});

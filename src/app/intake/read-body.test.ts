import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packValue as encode, intakeCodec } from '#adapters/codec/intake-codec';
import { epochMs } from '#core/time';
import type { IntakeHead } from '#ports/intake-http';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { checkHead } from './check-head.ts';
import { readBody } from './read-body.ts';
import { splitJson } from './split-values.ts';
import { takeHttp } from './take-http.ts';

const NOW = epochMs(1_767_225_600_000);
const THEN = 1_767_000_000;
const head = (path: string, headers: Record<string, string> = {}, method = 'POST'): IntakeHead => {
  const [before = '', query = ''] = path.split('?');
  return { method, path: before, query, header: (name) => headers[name] };
};
const type = (name: string) => ({ 'content-type': name });

function read(path: string, headers: Record<string, string>, body: string | Uint8Array, maxBytes = 10_000) {
  const delivery = checkHead(head(path, headers), maxBytes);
  if (!delivery.ok) throw new Error(`refused: ${delivery.error.body}`);
  return readBody(Buffer.from(body), delivery.value, { codec: intakeCodec, now: NOW, maxBytes });
}
const recordsOf = (path: string, headers: Record<string, string>, body: string | Uint8Array) => {
  const found = read(path, headers, body);
  return found.ok ? found.value.records.map(({ record, at }) => [record, at]) : found.error;
};
const a = [{ log: 'a' }, NOW];
const b = [{ log: 'b' }, NOW];

describe('readBody', () => {
  it.each([
    { name: 'one object', sent: type('application/json'), body: '{"log":"a"}', found: [a] },
    {
      name: 'a list',
      sent: type('application/json; charset=utf-8'),
      body: '[{"log":"a"},{"log":"b"}]',
      found: [a, b],
    },
    {
      name: 'lines sent as JSON',
      sent: type('application/json'),
      body: '{"log":"a"}\n{"log":"b"}\n',
      found: [a, b],
    },
    {
      name: 'objects without anything between',
      sent: type('application/json'),
      body: '{"log":"a"}{"log":"b"}',
      found: [a, b],
    },
    {
      name: 'braces in texts',
      sent: type('application/json'),
      body: '{"log":"}\\"{"}{"log":"b"}',
      found: [[{ log: '}"{' }, NOW], b],
    },
    {
      name: 'JSON lines',
      sent: type('application/x-ndjson'),
      body: '{"log":"a"}\r\n\n{"log":"b"}',
      found: [a, b],
    },
    { name: 'no type', sent: {}, body: '{"log":"a"}', found: [a] },
    {
      name: 'gzip of two members',
      sent: { ...type('application/x-ndjson'), 'content-encoding': 'gzip' },
      body: Buffer.concat([gzipSync('{"log":"a"}\n'), gzipSync('{"log":"b"}')]),
      found: [a, b],
    },
    {
      name: 'the form of in_http',
      sent: type('application/x-www-form-urlencoded'),
      body: `json=${encodeURIComponent('{"log":"a"}')}`,
      found: [a],
    },
    {
      name: 'MessagePack maps',
      sent: type('application/msgpack'),
      body: Buffer.concat([encode({ log: 'a' }), encode({ log: 'b' })]),
      found: [a, b],
    },
    {
      name: 'MessagePack pairs',
      sent: type('application/x-msgpack'),
      body: encode([THEN, { log: 'a' }]),
      found: [[{ log: 'a' }, THEN * 1000]],
    },
    {
      name: 'a MessagePack list of pairs',
      sent: type('application/msgpack'),
      body: encode([[[THEN, {}], { log: 'a' }]]),
      found: [[{ log: 'a' }, THEN * 1000]],
    },
  ])('reads $name', ({ sent, body, found }) => {
    expect(recordsOf('/app', sent as Record<string, string>, body)).toEqual(found);
  });

  it.each([
    { name: 'the query', path: `/app?time=${THEN}.5`, body: '{"date":1}', at: THEN * 1000 + 500 },
    { name: 'date', path: '/app', body: `{"date":${THEN}.25}`, at: THEN * 1000 + 250 },
    { name: '@timestamp', path: '/app', body: '{"@timestamp":"2026-01-01T00:00:00Z","date":7}', at: NOW },
    { name: 'arrival, where a record tells none', path: '/app', body: '{"time":"soon"}', at: NOW },
  ])('takes the time from $name', ({ path, body, at }) => {
    const found = read(path, {}, body);
    expect(found.ok && found.value.records[0]?.at).toBe(at);
  });

  it('takes the good lines beside a bad one, and names the line without quoting it', () => {
    const found = read('/app', type('application/x-ndjson'), '{"log":"a"}\n{"hunter2\n7\n{"log":"b"}');
    expect(found).toMatchObject({
      value: {
        records: [{ record: { log: 'a' } }, { record: { log: 'b' } }],
        refused: [
          { line: 2, reason: 'JSON that is cut off before its end' },
          { line: 3, reason: 'JSON that is no object' },
        ],
      },
    });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('reads a line of more objects than a call has arguments', () => {
    expect(splitJson('{}'.repeat(200_000))).toHaveLength(200_000);
  });

  it('gives equal lines of one body different keys, and the same body the same keys', () => {
    const keys = () => {
      const found = read('/app', type('application/x-ndjson'), '{"log":"a"}\n{"log":"a"}');
      return found.ok ? found.value.records.map(({ key }) => key) : [];
    };
    expect(new Set(keys()).size).toBe(2);
    expect(keys()).toEqual(keys());
  });

  it.each([
    { name: 'too many bytes', body: Buffer.alloc(101, 0x20), headers: {}, status: 413 },
    {
      name: 'a bomb',
      body: gzipSync(Buffer.alloc(100_000)),
      headers: { 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: 'damaged gzip',
      body: Buffer.from('no gzip'),
      headers: { 'content-encoding': 'gzip' },
      status: 400,
    },
    {
      name: 'MessagePack that is cut off',
      body: Buffer.from([0x81, 0xa1]),
      headers: type('application/msgpack'),
      status: 400,
    },
    {
      name: 'a form without json=',
      body: Buffer.from('a=b'),
      headers: type('application/x-www-form-urlencoded'),
      status: 400,
    },
  ])('refuses $name', ({ body, headers, status }) => {
    expect(read('/app', headers as Record<string, string>, body, 100)).toMatchObject({
      ok: false,
      error: { status },
    });
  });

  it('says which type to send to whom sends JSON as a form, as curl does unasked', () => {
    const found = read('/app', type('application/x-www-form-urlencoded'), '{"log":"hunter2"}');
    expect(found).toMatchObject({
      ok: false,
      error: { body: expect.stringContaining('send content-type: application/json') },
    });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('reads the bulk form, item by item', () => {
    const body = [
      ...['{"index":{"_index":"web","_id":"1"}}', '{"message":"a"}', '{"create":{}}', '{"message":"b"}'],
      ...['{"delete":{"_id":"x"}}', '{"index":{}}', '{"hunter2', 'rubbish'],
    ].join('\n');
    const found = read('/logs/_bulk', {}, body);
    expect(found).toMatchObject({
      value: {
        records: [
          { tag: 'web', record: { message: 'a' } },
          { tag: 'logs', record: { message: 'b' } },
        ],
        refused: [{ line: 5 }, { line: 6, reason: 'JSON that is cut off before its end' }, { line: 8 }],
      },
    });
  });
});

describe('checkHead', () => {
  it.each([
    { path: '/app.web', tag: 'app.web' },
    { path: '/app/web/', tag: 'app.web' },
    { path: '/', tag: 'http' },
    { path: '/a%20b', tag: 'a b' },
    { path: '/_bulk', tag: 'http' },
  ])('takes the tag from $path', ({ path, tag }) => {
    expect(checkHead(head(path), 10)).toMatchObject({ ok: true, value: { tag } });
  });

  it('takes the tag from a header before the path', () => {
    expect(checkHead(head('/', { 'fluent-tag': 'kube.x' }), 10)).toMatchObject({ value: { tag: 'kube.x' } });
  });

  it.each([
    { name: 'a look at the health', method: 'GET', path: '/healthz', status: 200 },
    { name: 'a client that looks who is there', method: 'HEAD', path: '/', status: 200 },
    { name: 'GET of a tag', method: 'GET', path: '/app', status: 405 },
    { name: 'DELETE', method: 'DELETE', path: '/app', status: 405 },
    { name: 'POST where nothing is', method: 'POST', path: '/_nodes', status: 404 },
    { name: 'a path that is no text', method: 'POST', path: '/%ff', status: 404 },
    { name: 'a tag that breaks lines', method: 'POST', path: '/a%0ab', status: 404 },
    { name: 'too much', method: 'POST', path: '/app', headers: { 'content-length': '11' }, status: 413 },
    { name: 'another type', method: 'POST', path: '/app', headers: type('text/csv'), status: 415 },
    {
      name: 'a web page of another site',
      method: 'POST',
      path: '/app',
      headers: { 'sec-fetch-site': 'cross-site' },
      status: 403,
    },
    {
      name: 'another packing',
      method: 'POST',
      path: '/app',
      headers: { 'content-encoding': 'br' },
      status: 415,
    },
  ])('answers $name with $status', ({ method, path, headers, status }) => {
    expect(checkHead(head(path, headers as Record<string, string> | undefined, method), 10)).toMatchObject({
      ok: false,
      error: { status },
    });
  });
});

describe('takeHttp', () => {
  const taking = (
    permission: 'granted' | 'denied' | 'unknown',
    store: (...given: readonly unknown[]) => Promise<void> = async () => {},
  ) => ({
    ...{ codec: intakeCodec, clock: fakeClock(), maxBytes: 1000, store, permit: async () => permission },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const body = async () => Buffer.from('{"log":"a"}');
  const unread = async (): Promise<never> => {
    throw new Error('the body was read');
  };

  it.each([
    { type: 'application/x-ndjson', text: '{}\n' },
    { type: 'application/json', text: '{}' },
    { type: 'application/msgpack', text: '\u0000' },
    { type: 'application/x-ndjson', text: '{"delete":{}}\n', path: '/_bulk' },
  ])(
    'takes no more records at a time than memory holds: $type $path',
    async ({ type, text, path = '/t' }) => {
      const stored: unknown[] = [];
      const deps = {
        ...taking('granted', async (...given) => void stored.push(given)),
        maxBytes: 20_000_000,
      };
      const packed = gzipSync(text.repeat(500_001));
      const asked = head(path, { 'content-type': type, 'content-encoding': 'gzip' });

      expect(await takeHttp(asked, async () => packed, deps)).toMatchObject({
        ...{ status: 413, body: expect.stringContaining('500000 records') },
      });
      expect(stored).toEqual([]);
    },
  );

  it('answers 200 when all is stored', async () => {
    const stored: unknown[] = [];
    const deps = taking('granted', async (...given: readonly unknown[]) => void stored.push(...given));
    expect(await takeHttp(head('/app'), body, deps)).toMatchObject({ status: 200, body: '{"taken":1}\n' });
    expect(stored).toMatchObject([[{ tag: 'app', record: { log: 'a' } }]]);
  });

  it('answers 503 and when to come again, when it could not be stored', async () => {
    const deps = taking('granted', async () => Promise.reject(new Error('disk')));
    expect(await takeHttp(head('/app'), body, deps)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
    });
  });

  it.each([
    { permission: 'denied', path: '/app', status: 401 },
    { permission: 'denied', path: '/healthz', status: 405 },
    { permission: 'unknown', path: '/app', status: 503 },
  ] as const)(
    'reads no body without permission ($permission on $path)',
    async ({ permission, path, status }) => {
      expect(await takeHttp(head(path), unread, taking(permission))).toMatchObject({ status });
    },
  );

  it('says 401 before it says what else is wrong', async () => {
    const sent = head('/app', type('text/csv'));
    expect(await takeHttp(sent, unread, taking('denied'))).toMatchObject({ status: 401 });
  });
});

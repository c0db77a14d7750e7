import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type EventModes, FluentClient } from '@fluent-org/logger';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import legacy from 'fluent-logger';
import { sampleRecord } from '../support/shapes.ts';
import { cleanUp, findingsIn, type Listener, newData, startListener } from './listen-process.ts';

jest.setTimeout(120_000);

const stop = (name: string) => sampleRecord({ eventID: `id-${name}`, requestParameters: { name } });
const countOf = async (data: string, title = 'Trail stopped'): Promise<number> => {
  const found = await findingsIn(data);
  return found.filter(({ ruleTitle }) => ruleTitle === title).reduce((sum, { count }) => sum + count, 0);
};

describe('a listener and clients that others wrote', () => {
  let listener: Listener;
  let data: string;
  beforeAll(async () => {
    data = await newData();
    listener = await startListener(data);
  });
  afterAll(cleanUp);

  const modes: readonly EventModes[] = ['Message', 'Forward', 'PackedForward', 'CompressedPackedForward'];
  it.each(modes)('acknowledges what @fluent-org/logger sends in %s mode', async (eventMode) => {
    const client = new FluentClient('trail', {
      eventMode,
      socket: { host: '127.0.0.1', port: listener.forward, timeout: 10_000 },
      ack: { ackTimeout: 10_000 },
      milliseconds: true,
    });
    await Promise.all([1, 2, 3].map((n) => client.emit('x', stop(`${eventMode}-${n}`))));
    await client.disconnect();
  });

  it.each(['Message', 'PackedForward', 'CompressedPackedForward'] as const)(
    'acknowledges what fluent-logger sends in %s mode',
    async (eventMode) => {
      const sender = legacy.createFluentSender('trail', {
        ...{ host: '127.0.0.1', port: listener.forward, eventMode, timeout: 10 },
        requireAckResponse: true,
      } as never);
      const sent = [1, 2].map(
        (n) =>
          new Promise<void>((resolve, reject) => {
            sender.emit('y', stop(`old-${eventMode}-${n}`), (error?: unknown) =>
              error ? reject(error) : resolve(),
            );
          }),
      );
      await Promise.all(sent);
      sender.end(null as never, null as never, () => {});
    },
  );

  it('takes JSON, JSON lines and gzip over HTTP', async () => {
    const post = (body: string | Uint8Array, headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${listener.http}/trail/http`, { method: 'POST', body: body as never, headers });
    const lines = [stop('h2'), stop('h3')].map((record) => JSON.stringify(record)).join('\n');
    const answers = [
      await post(JSON.stringify(stop('h1')), { 'content-type': 'application/json' }),
      await post(lines, { 'content-type': 'application/x-ndjson' }),
      await post(gzipSync(JSON.stringify([stop('h4'), stop('h5')])), {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      }),
    ];
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { taken: 1 },
      { taken: 2 },
      { taken: 2 },
    ]);
  });

  it('has counted each record once when it is told to stop, and ends well', async () => {
    expect(await listener.end('SIGTERM')).toBe(0);
    expect(listener.err()).toContain('23 records processed');
    expect(await countOf(data)).toBe(4 * 3 + 3 * 2 + 5);
    expect(listener.out()).toContain('Trail stopped');
  });
});

describe('a listener with a shared key', () => {
  afterEach(cleanUp);

  it('takes a client with the key, and no other', async () => {
    const data = await newData();
    await writeFile(join(data, 'key'), 'k3y\n');
    await writeFile(join(data, 'users'), 'ann:pass\n');
    const listener = await startListener(
      data,
      '--shared-key-file',
      join(data, 'key'),
      '--users-file',
      join(data, 'users'),
    );
    const client = (security: { sharedKey: string; username?: string; password?: string }) =>
      new FluentClient('trail', {
        socket: { host: '127.0.0.1', port: listener.forward, timeout: 10_000 },
        security: { clientHostname: 'host', ...security },
        ack: { ackTimeout: 10_000 },
      });
    const right = client({ sharedKey: 'k3y', username: 'ann', password: 'pass' });
    await right.emit('x', stop('right'));
    for (const given of [{ sharedKey: 'other' }, { sharedKey: 'k3y', username: 'ann', password: 'x' }]) {
      const wrong = client(given);
      const refused = new Promise<string>((resolve) =>
        wrong.socketOn('error' as never, (error: Error) => resolve(error.message)),
      );
      wrong.emit('x', stop('wrong')).catch(() => {});
      expect(await refused).toMatch(/mismatch/);
      void wrong.disconnect().catch(() => {});
    }
    await right.disconnect();
    expect(await listener.end('SIGINT')).toBe(0);
    expect(listener.err()).toMatch(/shared key mismatch/);
    expect(listener.err()).not.toContain('k3y');
    expect(await countOf(data)).toBe(1);
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
(hasOpenssl ? describe : describe.skip)(
  `a listener with TLS${hasOpenssl ? '' : ' (skipped: no openssl)'}`,
  () => {
    afterEach(cleanUp);

    it('takes both kinds over it, and nothing without it', async () => {
      const data = await newData();
      const [cert, key] = [join(data, 'cert.pem'), join(data, 'key.pem')];
      const request = [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ];
      spawnSync('openssl', [...request, '-keyout', key, '-out', cert]);
      const listener = await startListener(data, '--tls-cert', cert, '--tls-key', key);
      const client = new FluentClient('trail', {
        socket: {
          host: '127.0.0.1',
          port: listener.forward,
          timeout: 10_000,
          tls: { rejectUnauthorized: false },
        },
        ack: { ackTimeout: 10_000 },
      });
      await client.emit('x', stop('tls'));
      await client.disconnect();
      await expect(fetch(`http://127.0.0.1:${listener.http}/healthz`)).rejects.toThrow();
      expect(await listener.end('SIGTERM')).toBe(0);
      expect(await countOf(data)).toBe(1);
    });
  },
);

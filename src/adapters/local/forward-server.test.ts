import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { decode, encode } from '@msgpack/msgpack';
import { epochMs } from '#core/time';
import type { ShippedRecord } from '#ports/intake';
import { type ForwardServerOptions, forwardServer } from './forward-server.ts';
import type { BoundServer } from './intake-bind.ts';
import { memoryBudget } from './intake-budget.ts';

const LIMITS = { maxBytes: 10_000, handshakeMs: 5_000, messageMs: 5_000, idleMs: 5_000, drainMs: 50 };
const servers: BoundServer[] = [];
const sockets: Socket[] = [];

async function listening(changes: Partial<ForwardServerOptions> = {}) {
  const stored: ShippedRecord[] = [];
  const said: string[] = [];
  const note = (message: string): void => void said.push(message);
  const server = await forwardServer({
    ...{ host: '127.0.0.1', port: 0, maxConnections: 10, serverName: 'server', limits: LIMITS },
    budget: memoryBudget(1_000_000),
    clock: { now: () => epochMs(1_767_225_600_000) },
    log: { debug: () => {}, info: () => {}, warn: note, error: note },
    store: async (records) => void stored.push(...records),
    whenRoom: async () => {},
    onBroken: (tag, count) => note(`${count} broken in ${tag}`),
    ...changes,
  });
  servers.push(server);
  return { server, stored, said };
}

async function client({ port }: BoundServer): Promise<{ socket: Socket; answers: () => Promise<Buffer> }> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return { socket, answers: async () => (await once(socket, 'data'))[0] as Buffer };
}
const closed = (socket: Socket) => (socket.closed ? undefined : once(socket.resume(), 'close'));
const entry = (n: number) => [1_767_225_600 + n, { n }];
const packed = (count: number) => Buffer.concat(Array.from({ length: count }, (_, n) => encode(entry(n))));

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

describe('forwardServer', () => {
  it.each([
    { name: 'Message', message: ['t', 1_767_225_600, { n: 0 }, { chunk: 'c' }], records: 1 },
    { name: 'Forward', message: ['t', [entry(0), entry(1)], { chunk: 'c' }], records: 2 },
    { name: 'PackedForward', message: ['t', packed(3), { chunk: 'c' }], records: 3 },
    {
      name: 'CompressedPackedForward',
      message: ['t', gzipSync(packed(3)), { chunk: 'c', compressed: 'gzip' }],
      records: 3,
    },
    {
      name: 'CompressedPackedForward of several members',
      message: [
        't',
        Buffer.concat([gzipSync(packed(3).subarray(0, 5)), gzipSync(packed(3).subarray(5))]),
        { chunk: 'c', compressed: 'gzip' },
      ],
      records: 3,
    },
  ])('stores what comes in $name mode, then acknowledges', async ({ message, records }) => {
    const { server, stored } = await listening();
    const { socket, answers } = await client(server);
    const answer = answers();
    for (const byte of encode(message)) socket.write(Uint8Array.of(byte));
    expect(decode(await answer)).toEqual({ ack: 'c' });
    expect(stored.map(({ record }) => record)).toEqual(Array.from({ length: records }, (_, n) => ({ n })));
    expect(new Set(stored.map(({ key }) => key)).size).toBe(records);
  });

  it('gives a message that is sent again under its name the same keys', async () => {
    const { server, stored } = await listening();
    for (const _ of [1, 2]) {
      const { socket, answers } = await client(server);
      const answer = answers();
      socket.write(encode(['t', [entry(0)], { chunk: 'c' }]));
      await answer;
    }
    expect(stored).toHaveLength(2);
    expect(new Set(stored.map(({ key }) => key)).size).toBe(1);
  });

  it('tells equal messages of one connection apart where they have no name', async () => {
    const { server, stored } = await listening();
    const { socket } = await client(server);
    const message = Buffer.from(encode(['t', 1_767_225_600, { log: 'again' }]));
    socket.end(Buffer.concat([message, message]));
    await closed(socket);
    expect(new Set(stored.map(({ key }) => key)).size).toBe(2);
  });

  it('acknowledges nothing that could not be stored', async () => {
    const { server, said } = await listening({ store: async () => Promise.reject(new Error('disk')) });
    const { socket } = await client(server);
    let answered = 0;
    socket.on('data', () => {
      answered += 1;
    });
    socket.write(encode(['t', [entry(0)], { chunk: 'c' }]));
    await once(socket, 'close');
    expect(answered).toBe(0);
    expect(said).toEqual([expect.stringMatching(/could not be kept/)]);
  });

  it.each([
    {
      name: 'HTTP',
      bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      says: /no message of the forward protocol/,
    },
    { name: 'a byte that means nothing', bytes: Buffer.from([0xc1]), says: /no MessagePack/ },
    {
      name: 'a message that claims to be huge',
      bytes: Buffer.from([0xdb, 0x7f, 0xff, 0xff, 0xff]),
      says: /larger than 10000/,
    },
    {
      name: 'a bomb',
      bytes: encode(['t', gzipSync(Buffer.alloc(100_000)), { compressed: 'gzip' }]),
      says: /too many bytes/,
    },
    {
      name: 'packed entries that are damaged',
      bytes: encode(['t', Buffer.from([0x92, 0xc1])]),
      says: /no MessagePack/,
    },
  ])('closes the connection that sends $name, says why, and hurts nobody else', async ({ bytes, says }) => {
    const { server, stored, said } = await listening();
    const [bad, good] = [await client(server), await client(server)];
    bad.socket.write(bytes);
    await closed(bad.socket);
    const answer = good.answers();
    good.socket.write(encode(['t', [entry(0)], { chunk: 'c' }]));
    expect(decode(await answer)).toEqual({ ack: 'c' });
    expect(stored).toHaveLength(1);
    expect(said).toEqual([expect.stringMatching(says)]);
  });

  it('takes the sound entries beside broken ones, and heartbeats', async () => {
    const { server, stored, said } = await listening();
    const { socket, answers } = await client(server);
    const answer = answers();
    const heartbeats = [null, ['', []]].map((value) => encode(value));
    socket.write(Buffer.concat([...heartbeats, encode(['t', [entry(0), 7], { chunk: 'c' }])]));
    expect(decode(await answer)).toEqual({ ack: 'c' });
    expect([stored.length, said]).toEqual([1, ['1 broken in t']]);
  });

  it('stores what came before the bytes that are no message', async () => {
    const { server, stored } = await listening();
    const { socket } = await client(server);
    socket.write(Buffer.concat([encode(['t', [entry(0)]]), Buffer.from([0xc1])]));
    await closed(socket);
    expect(stored).toHaveLength(1);
  });

  it.each([
    {
      name: 'sends half a message and waits',
      sent: Buffer.from([0x93, 0xa1]),
      limits: { messageMs: 30 },
      says: /took too long/,
    },
    { name: 'sends nothing', sent: Buffer.alloc(0), limits: { idleMs: 30 }, says: /nothing came/ },
  ])('closes the connection of a client that $name', async ({ sent, limits, says }) => {
    const { server, said } = await listening({ limits: { ...LIMITS, ...limits } });
    const { socket } = await client(server);
    if (sent.length > 0) socket.write(sent);
    await closed(socket);
    expect(said).toEqual([expect.stringMatching(says)]);
  });

  it('does not wait for a handshake for ever', async () => {
    const { server, said } = await listening({
      auth: { sharedKey: 'k' },
      limits: { ...LIMITS, handshakeMs: 30 },
    });
    const { socket } = await client(server);
    await closed(socket);
    expect(said).toEqual([expect.stringMatching(/no handshake in time/)]);
  });

  it('refuses more connections than it may have', async () => {
    const { server, said } = await listening({ maxConnections: 1 });
    const first = await client(server);
    const { socket } = await client(server);
    await closed(socket);
    expect(said).toEqual([expect.stringMatching(/too many are open/)]);
    expect(first.socket.closed).toBe(false);
  });

  it('reads nothing while there is no room, and goes on when there is', async () => {
    let open: () => void = () => {};
    const room = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { server, stored } = await listening({ whenRoom: () => room });
    const { socket, answers } = await client(server);
    const answer = answers();
    socket.write(encode(['t', [entry(0)], { chunk: 'c' }]));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(stored).toHaveLength(0);
    open();
    expect(decode(await answer)).toEqual({ ack: 'c' });
  });

  it('stores what is on its way when it stops', async () => {
    const { server, stored } = await listening();
    const { socket } = await client(server);
    socket.write(encode(['t', [entry(0)]]));
    await server.close();
    expect(stored).toHaveLength(1);
  });

  it('says which address it can not open', async () => {
    const { server } = await listening();
    await expect(listening({ port: server.port })).rejects.toMatchObject({
      code: 'TH_LISTEN',
      message: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
  });

  it('takes a message of more entries than a call has arguments', async () => {
    let stored = 0;
    const { server } = await listening({
      limits: { ...LIMITS, maxBytes: 2_000_000 },
      budget: memoryBudget(10_000_000),
      store: async (records) => {
        stored = records.length;
      },
    });
    const { socket, answers } = await client(server);
    const answer = answers();
    socket.write(encode(['t', Buffer.alloc(3 * 200_000, Uint8Array.of(0x92, 1, 0x80)), { chunk: 'c' }]));
    expect(decode(await answer)).toEqual({ ack: 'c' });
    expect(stored).toBe(200_000);
  });

  it('stops although there is no room, and nobody left who makes any', async () => {
    let began: () => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      began = resolve;
    });
    const { server } = await listening({
      whenRoom: () => {
        began();
        return new Promise<void>(() => {});
      },
    });
    await client(server);
    await waiting;
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('cuts a client off that reads no acknowledgements', async () => {
    const said = new Promise<string>((resolve) => {
      const log = { debug: () => {}, info: () => {}, warn: resolve, error: resolve };
      // The message itself has as long to arrive, on a machine that does other things, too.
      const limits = { ...LIMITS, messageMs: 2_500, maxBytes: 20_000_000 };
      void listening({ limits, budget: memoryBudget(100_000_000), log }).then(async ({ server }) => {
        const { socket } = await client(server);
        // More than all the buffers between the two hold.
        socket.write(encode(['t', [entry(0)], { chunk: 'c'.repeat(16_000_000) }]));
      });
    });
    expect(await said).toMatch(/does not read what it is answered/);
  }, 30_000);
});

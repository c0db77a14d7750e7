import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { BoundServer } from './intake-bind.ts';
import { memoryBudget } from './intake-budget.ts';
import { type HttpServerOptions, intakeHttpServer } from './intake-http-server.ts';

const servers: BoundServer[] = [];
const ok = (body: string) => ({ status: 200, headers: {}, body });

async function serving(changes: Partial<HttpServerOptions> = {}): Promise<string> {
  const server = await intakeHttpServer({
    ...{ host: '127.0.0.1', port: 0, maxConnections: 10, maxBytes: 1_000, requestMs: 5_000 },
    budget: memoryBudget(10_000),
    busy: () => undefined,
    answer: async ({ path, query }, read) => {
      const body = await read();
      return ok(`${path} ${query} ${typeof body === 'string' ? body : Buffer.from(body).toString()}`);
    },
    ...changes,
  });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}
const post = async (url: string, body: string) => {
  const answer = await fetch(url, { method: 'POST', body });
  return { status: answer.status, text: await answer.text(), retry: answer.headers.get('retry-after') };
};

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe('intakeHttpServer', () => {
  it('hands on path, query and body', async () => {
    expect((await post(`${await serving()}/a/b?time=1?2`, 'body')).text).toBe('/a/b time=1?2 body');
  });

  it('answers at once, and reads nothing, while it is busy', async () => {
    const url = await serving({
      busy: () => ({ status: 503, headers: { 'retry-after': '5' }, body: 'later' }),
      answer: async () => ok('never'),
    });
    expect(await post(url, 'x'.repeat(100_000))).toEqual({ status: 503, text: 'later', retry: '5' });
    expect((await fetch(url)).status).toBe(200);
  });

  it('reads no more of a body than it may, and gives its memory back', async () => {
    const budget = memoryBudget(1_500);
    const url = await serving({ budget });
    expect((await post(url, 'x'.repeat(1_001))).text).toMatch(/too-large/);
    expect((await post(url, 'x'.repeat(900))).text).toMatch(/x{900}/);
    expect(budget.take(1_500)).toBe(true);
    expect((await post(url, 'x')).text).toMatch(/busy/);
  });

  it('is hurt neither by clients that break off nor by those that send no HTTP', async () => {
    const url = await serving();
    const sent = request(url, { method: 'POST', headers: { 'content-length': '100' } });
    sent.on('error', () => {});
    const gone = new Promise((resolve) => sent.once('close', resolve));
    sent.write('half', () => sent.destroy());
    await gone;
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.end('\u0016\u0003\u0001 no HTTP\r\n\r\n');
    await once(socket.resume(), 'close');
    expect((await post(url, 'fine')).text).toMatch(/fine/);
  });

  it('finishes what is under way when it stops', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let began: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const url = await serving({
      answer: async () => {
        began();
        await gate;
        return ok('done');
      },
    });
    const answer = post(url, 'x');
    await begun;
    const closed = servers.splice(0)[0]?.close();
    open();
    expect((await answer).text).toBe('done');
    await closed;
    await expect(post(url, 'x')).rejects.toThrow();
  });

  it.each([
    { name: 'sends nothing', sent: '' },
    { name: 'stops within its head', sent: 'POST /t HTTP/1.1\r\nhost: x\r\n' },
    { name: 'stops within its body', sent: 'POST /t HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nx' },
  ])('does not wait for long, when it stops, for a client that $name', async ({ sent }) => {
    const url = await serving({ graceMs: 20, requestMs: 3_600_000 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    await new Promise((resolve) => socket.write(sent, resolve));
    // Answered behind it: so the server has it by now.
    await post(url, 'x');
    await servers.splice(0)[0]?.close();
    await expect(post(url, 'x')).rejects.toThrow();
  });

  it('asks for the same again where it could not answer', async () => {
    const url = await serving({ answer: async () => Promise.reject(new Error('a slip of ours')) });
    expect((await post(url, 'x')).status).toBe(500);
  });
});

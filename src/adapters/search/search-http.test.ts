import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { searchHttp } from './search-http.ts';

const servers: Server[] = [];
const asking = async (answer: RequestListener) => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', () => go()));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const auth = { kind: 'basic', user: 'u', password: async () => 'hunter2' } as const;
  return { url, ask: searchHttp({ url, auth, clock: fakeClock(), random: () => 0 }) };
};

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('searchHttp', () => {
  it('reads no more of an answer than its memory can hold', async () => {
    const piece = Buffer.alloc(1_000_000, 0x20);
    let isCut = false;
    const { ask, url } = await asking((_, response) => {
      response.once('close', () => {
        isCut = true;
      });
      const more = (): void => {
        while (!isCut && response.write(piece));
      };
      response.on('drain', more);
      more();
    });

    expect(await ask({ method: 'GET', path: '/' })).toEqual({
      ok: false,
      error: `ANSWER_TOO_LARGE at ${url.origin}`,
    });
  });

  it('says of an address that fetch refuses by itself what and where', async () => {
    const url = new URL('http://u:hunter2@127.0.0.1:1/below');
    const ask = searchHttp({ url, auth: { kind: 'none' }, clock: fakeClock(), random: () => 0 });

    expect(await ask({ method: 'GET', path: '/' })).toEqual({
      ok: false,
      error: expect.stringMatching(/^(bad port|[A-Z_]+|TypeError) at http:\/\/127\.0\.0\.1:1$/),
    });
  });

  it.each([
    { name: 'HTML', body: '<html>', json: undefined },
    { name: 'JSON that is cut off', body: '{"items":[', json: undefined },
    { name: 'nothing', body: '', json: undefined },
  ])('takes $name for no JSON', async ({ body, json }) => {
    const { ask } = await asking((_, response) => void response.end(body));

    expect(await ask({ method: 'GET', path: '/' })).toMatchObject({ ok: true, value: { status: 200, json } });
  });

  it('follows nobody to another server, where its password would go too', async () => {
    const seen: unknown[] = [];
    const other = await asking((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const { ask } = await asking((_, response) => {
      response.writeHead(307, { location: other.url.href }).end();
    });

    expect((await ask({ method: 'GET', path: '/' })).ok).toBe(false);
    expect(seen).toEqual([]);
  });
});

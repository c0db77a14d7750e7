import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { shippedDocument } from '#core/search/log-document';
import { epochMs } from '#core/time';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { makeContext } from '../context.ts';
import type { ListenOptions } from './listen-options.ts';
import { searchOutput } from './search-output.ts';

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', () => go()));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((go) => void server.close(() => go()));
  return port;
}

describe('searchOutput', () => {
  it('soon says that a server is not there: records wait on disk, and somebody may wait for the end', async () => {
    const clock = fakeClock();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const io = { stdin: new PassThrough(), stdout, stderr, env: {}, cwd: '/', root: '/', clock };
    const context = makeContext([], io, () => undefined);
    const search = `http://127.0.0.1:${await closedPort()}`;
    const output = searchOutput({ search } as ListenOptions, undefined, context);
    const put = output?.records.put([shippedDocument({ key: 'k', at: epochMs(0), tag: 't', record: {} })]);

    await expect(put).rejects.toThrow(/ECONNREFUSED/);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(5_000);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { decode, encode } from '@msgpack/msgpack';
import { cleanUp, newData, startListener } from './listen-process.ts';

jest.setTimeout(60_000);

describe('a listener with many clients', () => {
  afterEach(cleanUp);

  it('says nothing of those that have nothing to say', async () => {
    const listener = await startListener(await newData());
    const sockets = Array.from({ length: 15 }, () => connect(listener.forward, '127.0.0.1'));
    for (const [n, socket] of sockets.entries()) {
      const chunk = `c${n}`;
      socket.write(encode(['t', [[1_767_225_600, { n }]], { chunk }]));
      expect(decode((await once(socket, 'data'))[0] as Buffer)).toEqual({ ack: chunk });
    }
    expect(await listener.end('SIGTERM')).toBe(0);
    for (const socket of sockets) socket.destroy();
    expect(listener.err()).not.toMatch(/MaxListeners/);
  });
});

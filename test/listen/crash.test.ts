import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { decodeMultiStream, encode } from '@msgpack/msgpack';
import { sampleRecord } from '../support/shapes.ts';
import { cleanUp, findingsIn, type Listener, newData, startListener } from './listen-process.ts';

jest.setTimeout(180_000);

const MESSAGES = 300;
const EACH = 5;
/** Two records of CloudTrail and three errors of a program in each message. */
const message = (chunk: number) => {
  const entries = Array.from({ length: EACH }, (_, n) => {
    const number = chunk * EACH + n;
    const record =
      n < 2
        ? sampleRecord({ eventID: `id-${number}` })
        : { log: `ERROR payment ${number} was refused\n`, container_name: 'pay' };
    return [1_767_225_600 + Math.floor(number / 100), record];
  });
  return encode(['app.pay', entries, { chunk: `chunk-${chunk}`, size: EACH }], { ignoreUndefined: true });
};

/** Sends what is not acknowledged yet, and notes what is; ends when all is, or when the connection does. */
async function send(
  listener: Listener,
  acknowledged: Set<string>,
  onAck: (count: number) => void,
): Promise<void> {
  const socket = connect(listener.forward, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const reading = (async () => {
    for await (const answer of decodeMultiStream(socket)) {
      acknowledged.add((answer as { ack: string }).ack);
      onAck(acknowledged.size);
      if (acknowledged.size === MESSAGES) socket.end();
    }
  })().catch(() => {});
  for (let chunk = 0; chunk < MESSAGES && !socket.destroyed; chunk += 1)
    if (!acknowledged.has(`chunk-${chunk}`) && !socket.write(message(chunk)))
      await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
  await reading;
}

describe('a listener that is killed', () => {
  afterEach(cleanUp);

  it('has everything that it acknowledged exactly once, after it is started again', async () => {
    const data = await newData();
    const acknowledged = new Set<string>();
    const kills = [20, 120];
    let listener = await startListener(data);
    for (const at of kills) {
      const dying = listener;
      let gone: Promise<unknown> | undefined;
      await send(dying, acknowledged, (count) => {
        if (count >= at) gone ??= dying.end('SIGKILL');
      });
      await gone;
      expect(acknowledged.size).toBeLessThan(MESSAGES);
      listener = await startListener(data);
    }
    await send(listener, acknowledged, () => {});
    expect(acknowledged.size).toBe(MESSAGES);
    expect(await listener.end('SIGTERM')).toBe(0);

    const findings = await findingsIn(data);
    const sum = (isOurs: (ruleId: string) => boolean) =>
      findings.filter(({ ruleId }) => isOurs(ruleId)).reduce((total, { count }) => total + count, 0);
    expect(sum((id) => id === '5a1f3c52-9c38-4a5e-8f0a-2d6f6a7f9a01')).toBe(2 * MESSAGES);
    expect(sum((id) => id === 'trailhound:log-error')).toBe(3 * MESSAGES);
  });
});

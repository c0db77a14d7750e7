import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { OutputClosed, streamOutput } from './stream-output.ts';

function slow(): { stream: Writable; chunks: string[]; release: () => void } {
  const chunks: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      chunks.push(chunk);
      waiting.push(done);
    },
  });
  return { stream, chunks, release: () => waiting.shift()?.() };
}
const failing = (code: string): Writable =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error('write'), { code })) });

describe('streamOutput for data', () => {
  it('gathers small texts and writes them in order', async () => {
    const { stream, chunks, release } = slow();
    const output = streamOutput(stream, { kind: 'data' });
    output.write('a');
    output.write('b');
    expect(chunks).toEqual([]);
    const flushed = output.flush();
    release();
    await flushed;
    expect(chunks).toEqual(['ab']);
  });

  it('writes large pieces without being asked', () => {
    const { stream, chunks } = slow();
    streamOutput(stream, { kind: 'data' }).write('x'.repeat(70_000));
    expect(chunks).toHaveLength(1);
  });

  it('waits for a slow reader', async () => {
    const { stream, release } = slow();
    const output = streamOutput(stream, { kind: 'data' });
    let isDone = false;
    output.write('a');
    const flushed = output.flush().then(() => {
      isDone = true;
    });
    await new Promise((done) => setImmediate(done));
    expect(isDone).toBe(false);
    release();
    await flushed;
    expect(isDone).toBe(true);
  });

  it('ends with OutputClosed when nobody reads any more', async () => {
    const output = streamOutput(failing('EPIPE'), { kind: 'data' });
    output.write('a');
    await expect(output.flush()).rejects.toThrow(OutputClosed);
    expect(() => output.write('b')).toThrow(OutputClosed);
  });

  it.each([
    { code: 'ENOSPC', message: 'output is cut off: the disk is full' },
    { code: 'EDQUOT', message: 'output is cut off: the disk quota is used up' },
    { code: 'EIO', message: 'output is cut off: the device failed' },
  ])('says of $code what it is: it must not look like success', async ({ code, message }) => {
    const output = streamOutput(failing(code), { kind: 'data' });
    output.write('a');
    await expect(output.flush()).rejects.toMatchObject({ code: 'TH_OUTPUT_WRITE', message });
  });

  it('passes other errors on', async () => {
    const output = streamOutput(failing('EWHAT'), { kind: 'data' });
    output.write('a');
    await expect(output.flush()).rejects.toMatchObject({ code: 'EWHAT' });
  });
});

describe('streamOutput for talk', () => {
  it('writes at once', () => {
    const { stream, chunks } = slow();
    streamOutput(stream, { kind: 'talk' }).write('a');
    expect(chunks).toEqual(['a']);
  });

  it('lets the work go on when nobody listens', async () => {
    const output = streamOutput(failing('EPIPE'), { kind: 'talk' });
    output.write('a');
    await output.flush();
    output.write('b');
    await expect(output.flush()).resolves.toBeUndefined();
  });
});

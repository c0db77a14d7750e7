import { describe, expect, it } from '@jest/globals';
import { epochMs } from '#core/time';
import { recordStream, recordText } from './record-text.ts';
import { shippedStreams } from './shipped-lines.ts';

const shipped = (key: string, record: Record<string, unknown>, tag = 'app') => ({
  tag,
  at: epochMs(1),
  key,
  record,
});
const textsOf = (...records: readonly Record<string, unknown>[]) =>
  shippedStreams(records.map((record, n) => shipped(`k${n}`, record))).map(({ stream, lines }) => [
    stream,
    ...lines.map(({ text }) => text),
  ]);

describe('recordText', () => {
  it.each([
    { name: 'the line of a container', record: { log: 'ERROR x\r\n', stream: 'stderr' }, text: 'ERROR x' },
    { name: 'a message', record: { message: 'x', log: { file: 'y' } }, text: 'x' },
    { name: 'the message of syslog', record: { MESSAGE: 'x', PRIORITY: 'notice' }, text: 'x' },
    {
      name: 'syslog that says it is an error',
      record: { MESSAGE: 'x', PRIORITY: 'crit' },
      text: '{"level":"fatal","message":"x"}',
    },
    {
      name: 'a record with a level',
      record: { level: 'error', msg: 'x' },
      text: '{"level":"error","msg":"x"}',
    },
    {
      name: 'a record with a level in numbers',
      record: { level: 50, msg: 'x' },
      text: '{"level":50,"msg":"x"}',
    },
    { name: 'a record without a text', record: { cpu: 7 }, text: '{"cpu":7}' },
    { name: 'an empty line', record: { log: '\n' }, text: '' },
  ])('is $name', ({ record, text }) => {
    expect(recordText(record)).toBe(text);
  });
});

describe('recordStream', () => {
  it.each([
    {
      record: { kubernetes: { namespace_name: 'shop', pod_name: 'pay-1', container_name: 'app' } },
      stream: 'shop/pay-1/app',
    },
    { record: { container_name: '/web', container_id: 'c0ffee' }, stream: '/web' },
    { record: { file: '/var/log/x', host: 'h' }, stream: '/var/log/x' },
    { record: { HOST: 'h' }, stream: 'h' },
    { record: { host: 7, kubernetes: {} }, stream: '-' },
  ])('is $stream for $record', ({ record, stream }) => {
    expect(recordStream(record)).toBe(stream);
  });
});

describe('shippedStreams', () => {
  it('keeps lines in order, stream by stream', () => {
    expect(textsOf({ log: 'a', host: 'x' }, { log: 'b', host: 'y' }, { log: 'c', host: 'x' })).toEqual([
      ['x', 'a', 'c'],
      ['y', 'b'],
    ]);
  });

  it('puts together what Docker had cut, also where two lines are cut at once', () => {
    const piece = (log: string, id: string, last: string) => ({
      ...{ log, partial_message: 'true', partial_id: id, partial_last: last, container_name: 'c' },
    });
    expect(
      textsOf(
        piece('a1', 'a', 'false'),
        piece('b1', 'b', 'false'),
        piece('a2', 'a', 'true'),
        piece('b2\n', 'b', 'true'),
      ),
    ).toEqual([['c', 'a1a2', 'b1b2']]);
  });

  it('puts together what containerd had cut', () => {
    const piece = (log: string, logtag: string) => ({ log, logtag, stream: 'stderr', host: 'h' });
    expect(textsOf(piece('a', 'P'), piece('b', 'P'), piece('c', 'F'), piece('whole', 'F'))).toEqual([
      ['h', 'abc', 'whole'],
    ]);
  });

  it('gives what is incomplete at the end as it is, and bounds what is put together', () => {
    const piece = { log: 'x'.repeat(100_000), logtag: 'P', stream: 's', host: 'h' };
    const [stream] = textsOf(piece, piece, piece, piece);
    expect(stream?.[1]).toHaveLength(200_000);
  });
});

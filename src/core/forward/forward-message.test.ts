import { describe, expect, it } from '@jest/globals';
import { fail, ok } from '../result.ts';
import { epochMs } from '../time.ts';
import { EventTime, shippedTime } from './event-time.ts';
import { readForwardMessage } from './forward-message.ts';
import { keyInChunk, keyInDigest, RepeatCount } from './record-key.ts';

const AT = 1_767_225_600_000;
const SECONDS = AT / 1000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = { at: AT, record: { log: 'x' } };
const unpack = (packed: Uint8Array, compressed: string) =>
  packed.length === 2 && compressed !== 'zstd' ? ok([[SECONDS, { log: bytes('x') }]]) : fail('damaged');
const read = (value: unknown) => readForwardMessage(value, unpack);

describe('readForwardMessage', () => {
  it.each([
    { name: 'Message', value: ['t', SECONDS, { log: 'x' }] },
    { name: 'Message with bytes for texts', value: [bytes('t'), BigInt(SECONDS), { log: bytes('x') }, null] },
    { name: 'Message with EventTime', value: ['t', new EventTime(epochMs(AT)), { log: 'x' }, {}] },
    { name: 'Message with a time and metadata', value: ['t', [SECONDS, {}], { log: 'x' }] },
    { name: 'Forward', value: ['t', [[SECONDS, { log: 'x' }]], { size: 1 }] },
    { name: 'Forward with metadata', value: ['t', [[[SECONDS, { a: 1 }], { log: 'x' }]]] },
    { name: 'PackedForward', value: ['t', bytes('pp'), { size: 1 }] },
    { name: 'CompressedPackedForward', value: ['t', bytes('pp'), { compressed: bytes('gzip') }] },
  ])('reads $name', ({ value }) => {
    expect(read(value)).toEqual(ok({ tag: 't', entries: [entry], broken: 0 }));
  });

  it('refuses more entries than memory holds', () => {
    expect(read(['t', Array(500_001).fill([SECONDS, {}])])).toEqual(
      fail('more than 500000 records at a time (limit)'),
    );
  });

  it('hands the name of the chunk over, whatever type it has', () => {
    expect(read(['t', [], { chunk: bytes('c1') }])).toEqual(
      ok({ tag: 't', entries: [], broken: 0, chunk: 'c1' }),
    );
  });

  it('keeps the sound entries beside broken ones', () => {
    const entries = [[SECONDS, { log: 'x' }], [SECONDS], 7, [SECONDS, 'text'], ['soon', { log: 'y' }]];
    expect(read(['t', entries])).toEqual(
      ok({ tag: 't', entries: [entry, { at: undefined, record: { log: 'y' } }], broken: 3 }),
    );
  });

  it.each([
    { name: 'nil', value: null },
    { name: 'an empty message without a tag', value: ['', []] },
  ])('takes $name for a heartbeat', ({ value }) => {
    expect(read(value)).toEqual(ok(undefined));
  });

  it.each([
    { name: 'a number', value: 71 },
    { name: 'a map', value: { tag: 't' } },
    { name: 'a tag alone', value: ['t'] },
    { name: 'a tag that is no text', value: [7, SECONDS, {}] },
    { name: 'a tag without end', value: ['t'.repeat(1025), SECONDS, {}] },
    { name: 'no entries', value: ['t', 7] },
    { name: 'an option that is no map', value: ['t', [], 'x'] },
    { name: 'damaged packed entries', value: ['t', bytes('ppp')] },
    { name: 'an unknown packing', value: ['t', bytes('pp'), { compressed: 'zstd' }] },
  ])('refuses $name', ({ value }) => {
    expect(read(value)).toEqual({ ok: false, error: expect.any(String) });
  });
});

describe('shippedTime', () => {
  it.each([
    { name: 'seconds', value: SECONDS, at: AT },
    { name: 'seconds with a fraction', value: SECONDS + 0.25, at: AT + 250 },
    { name: 'milliseconds', value: AT + 7, at: AT + 7 },
    { name: 'microseconds', value: AT * 1000, at: AT },
    { name: 'nanoseconds', value: AT * 1e6, at: AT },
    { name: 'digits', value: '1767225600.25', at: AT + 250 },
    { name: 'ISO 8601', value: '2026-01-01T00:00:00.250Z', at: AT + 250 },
    { name: 'what Python writes', value: '2026-01-01 00:00:00,250', at: AT + 250 },
    { name: 'a word', value: 'soon', at: undefined },
    { name: 'zero', value: 0, at: undefined },
    { name: 'nothing', value: undefined, at: undefined },
  ])('reads $name', ({ value, at }) => {
    expect(shippedTime(value)).toBe(at);
  });
});

describe('record keys', () => {
  it('are the same for a redelivery and differ within one, by chunk and by digest', () => {
    const keys = [0, 1].flatMap((index) => [keyInChunk('t', 'c', index), keyInDigest('t', 'd', 0, index)]);
    expect(new Set(keys).size).toBe(4);
    expect(keyInChunk('t', 'c', 1)).toBe(keyInChunk('t', 'c', 1));
    expect(keyInDigest('t', 'd', 1, 0)).not.toBe(keyInDigest('t', 'd', 0, 0));
  });

  it('count equal messages of one connection, and begin anew with the next', () => {
    const count = new RepeatCount();
    expect(['a', 'b', 'a', 'a'].map((digest) => count.next(digest))).toEqual([0, 0, 1, 2]);
    expect(new RepeatCount().next('a')).toBe(0);
  });
});

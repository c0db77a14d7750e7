import { describe, expect, it } from '@jest/globals';
import { encode } from '@msgpack/msgpack';
import { readForwardMessage } from '#core/forward/forward-message';
import { fail, ok } from '#core/result';
import { decodeValue, intakeCodec } from './intake-codec.ts';

const unused = () => fail('unused');

describe('intakeCodec', () => {
  it("reads MessagePack's own time, as the time of an event and inside of a record", () => {
    const when = new Date(1_767_225_600_123);
    const read = decodeValue(encode(['t', when, { when }]));
    expect(read.ok && readForwardMessage(read.value, unused)).toEqual(
      ok({
        ...{ tag: 't', broken: 0 },
        entries: [{ at: when.getTime(), record: { when: '2026-01-01T00:00:00.123Z' } }],
      }),
    );
  });

  it('survives a time beyond all dates', () => {
    const beyond = [0x81, 0xa1, 0x61, 0xc7, 12, 0xff, 0, 0, 0, 0, 0x7f, ...Array(7).fill(0xff)];
    expect(decodeValue(Uint8Array.from(beyond)).ok).toBe(true);
  });

  it.each([
    { name: 'empty maps', each: [0x80], kind: 'too-many' },
    { name: 'lists of nothing', each: [0xdc, 0, 20, ...Array(20).fill(0xc0)], kind: 'damaged' },
  ])('counts $name of a body together: a small packed one could hold millions', ({ each, kind }) => {
    const body = Buffer.alloc(each.length * 500_001, Uint8Array.from(each));
    expect(intakeCodec.unpack(body)).toMatchObject({ ok: false, error: { kind } });
  });
});

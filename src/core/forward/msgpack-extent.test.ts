import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packValue as encode } from '#adapters/codec/intake-codec';
import { MsgpackExtent } from './msgpack-extent.ts';

const LIMITS = { maxBytes: 1_000_000, maxNesting: 50, maxValues: 10_000 };
const values = fc.anything({
  values: [fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.uint8Array()],
  maxDepth: 5,
  withNullPrototype: false,
});
const encoded = values.filter((value) => isEncodable(value)).map((value) => encode(value));

function isEncodable(value: unknown): boolean {
  try {
    encode(value);
    return true;
  } catch {
    return false;
  }
}

describe('MsgpackExtent', () => {
  it('ends a value where the encoder ended it, whatever comes behind', () => {
    fc.assert(
      fc.property(encoded, fc.uint8Array({ maxLength: 5 }), (bytes, behind) => {
        const all = Buffer.concat([bytes, behind]);
        expect(new MsgpackExtent(LIMITS).scan(all)).toMatchObject({ kind: 'whole', end: bytes.length });
      }),
    );
  });

  it('waits for the rest, in whatever pieces it comes, and never asks for more than there is', () => {
    fc.assert(
      fc.property(encoded, fc.array(fc.nat(), { maxLength: 6 }), (bytes, cuts) => {
        const extent = new MsgpackExtent(LIMITS);
        for (const cut of cuts.map((one) => one % bytes.length).sort((a, b) => a - b)) {
          const found = extent.scan(bytes.subarray(0, cut));
          expect(found.kind).toBe('partial');
          expect(found.kind === 'partial' && found.need > cut && found.need <= bytes.length).toBe(true);
        }
        expect(extent.scan(bytes)).toMatchObject({ kind: 'whole', end: bytes.length });
      }),
    );
  });

  it.each([
    { name: 'an unused byte', bytes: [0xc1], reason: /no MessagePack/ },
    {
      name: 'a text that claims four gigabytes',
      bytes: [0xdb, 0xff, 0xff, 0xff, 0xff],
      reason: /larger than 1000000/,
    },
    {
      name: 'a list that claims four thousand million',
      bytes: [0xdd, 0xff, 0xff, 0xff, 0xff],
      reason: /more than 10000 values/,
    },
    { name: 'a map that claims too many', bytes: [0xde, 0xff, 0xff], reason: /more than 10000 values/ },
    { name: 'lists in lists', bytes: new Array(51).fill(0x91), reason: /nested more than 50/ },
    { name: 'an unused byte inside', bytes: [0x92, 0x01, 0xc1], reason: /no MessagePack/ },
  ])('refuses $name before it is there', ({ bytes, reason }) => {
    expect(new MsgpackExtent(LIMITS).scan(Uint8Array.from(bytes))).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
  });
});

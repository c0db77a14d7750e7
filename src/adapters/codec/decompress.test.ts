import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { drain, inPieces } from '../../../test/support/unpacking.ts';
import { gunzip, packingOf, recode } from './decompress.ts';

const LIMITS = { ratio: 500, freeBytes: 1_000_000 };

describe('gunzip', () => {
  const members = Buffer.concat([gzipSync('one,'), gzipSync('two,'), gzipSync('three')]);

  it('joins several members, wherever the pieces end', async () => {
    for (let size = 1; size <= members.length; size += 1) {
      expect(await drain(gunzip(inPieces(members, size), LIMITS))).toEqual({ text: 'one,two,three' });
    }
  });

  it('keeps what lies before a cut-off end and says so', async () => {
    const text = Array.from({ length: 3000 }, (_, index) => `line ${index * 7919}\n`).join('');
    const packed = gzipSync(text);
    const got = await drain(gunzip(inPieces(packed.subarray(0, packed.length - 100), 999), LIMITS));

    expect(got.error).toMatch(/^gzip that is cut off behind \d+ unpacked bytes$/);
    expect(text.startsWith(got.text)).toBe(true);
    expect(got.text.length).toBeGreaterThan(text.length * 0.9);
  });

  it('says where damage begins, also when it is behind the last member', async () => {
    const damaged = Buffer.from(members);
    damaged[members.length - 6] = 1; // in the checksum of the last member
    const trailing = Buffer.concat([members, Buffer.from('garbage behind the end')]);

    for (const size of [1, 4, 5, 1000]) {
      for (const bytes of [damaged, trailing]) {
        expect(await drain(gunzip(inPieces(bytes, size), LIMITS))).toEqual({
          text: 'one,two,three',
          error: 'damaged gzip behind 13 unpacked bytes',
        });
      }
    }
  });

  it('takes zeros behind the last member for padding', async () => {
    const padded = Buffer.concat([members, Buffer.alloc(40)]);

    for (const size of [1, 4, 1000]) {
      expect(await drain(gunzip(inPieces(padded, size), LIMITS))).toEqual({ text: 'one,two,three' });
    }
  });

  it('stops a bomb at a limit that it names', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const got = await drain(gunzip(inPieces(bomb, 65_536), LIMITS));

    expect(got.error).toMatch(
      /^gzip that unpacks to more than 500 times its size \(limit\); stopped behind \d+ bytes$/,
    );
    expect(got.text.length).toBeLessThan(10_000_000);
  });
});

describe('packing', () => {
  it.each([
    ['gzip', [0x1f, 0x8b, 8], { kind: 'gzip' }],
    ['a frame of zstd', [0x28, 0xb5, 0x2f, 0xfd], { kind: 'zstd' }],
    ['a skippable frame of zstd', [0x53, 0x2a, 0x4d, 0x18], { kind: 'zstd' }],
    ['text of PowerShell', [0xff, 0xfe, 0x7b, 0], { kind: 'utf-16le' }],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39], { kind: 'unsupported', name: 'bzip2' }],
    ['JSON', [0x7b, 0x22], { kind: 'plain' }],
    ['nothing', [], { kind: 'plain' }],
  ])('tells %s by its first bytes', (_name, bytes, packing) => {
    expect(packingOf(Uint8Array.from(bytes))).toEqual(packing);
  });

  it('recodes UTF-16 across pieces', async () => {
    const text = '\ufeff{"name":"Ü😀"}';
    const swapped = Buffer.from(text, 'utf16le').swap16();

    expect((await drain(recode(inPieces(Buffer.from(text, 'utf16le'), 3), 'utf-16le'))).text).toBe(
      text.slice(1),
    );
    expect((await drain(recode(inPieces(swapped, 3), 'utf-16be'))).text).toBe(text.slice(1));
  });
});

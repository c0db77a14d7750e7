import { describe, expect, it } from '@jest/globals';
import { drain, inPieces } from '../../../test/support/unpacking.ts';
import { unzstd } from './unzstd.ts';

const LIMITS = { ratio: 500, freeBytes: 1_000_000 };

/** One frame of zstd with one raw block: magic, single segment with a size of one byte, block header, bytes. */
function zstdFrame(text: string): Buffer {
  const header = (text.length << 3) | 1;
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length, header & 255, header >> 8, 0];
  return Buffer.concat([Buffer.from(frame), Buffer.from(text)]);
}

/** A frame whose blocks of four bytes unpack to 128 KB of blanks each. */
function zstdBomb(blocks: number): Buffer {
  const block = (isLast: boolean) => {
    const header = (131_072 << 3) | (1 << 1) | Number(isLast);
    return [header & 255, (header >> 8) & 255, header >> 16, 0x20];
  };
  const body = Array.from({ length: blocks }, (_, index) => block(index === blocks - 1)).flat();
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, ...body]);
}

describe('unzstd', () => {
  const frames = Buffer.concat([zstdFrame('one,'), zstdFrame('two')]);

  it('joins several frames, wherever the pieces end', async () => {
    for (let size = 1; size <= frames.length; size += 1) {
      expect(await drain(unzstd(inPieces(frames, size), LIMITS))).toEqual({ text: 'one,two' });
    }
  });

  it.each([
    [
      'a cut-off end',
      frames.subarray(0, frames.length - 2),
      /^zstd that is cut off behind 4 unpacked bytes$/,
    ],
    [
      'damage',
      Buffer.concat([zstdFrame('one,'), Buffer.from('this is no frame of zstd')]),
      /^damaged zstd behind 4 unpacked bytes$/,
    ],
    ['a bomb', zstdBomb(2000), /^zstd that unpacks to more than 500 times its size \(limit\)/],
  ])('names %s', async (_name, packed, error) => {
    expect((await drain(unzstd(inPieces(packed, 100), LIMITS))).error).toMatch(error);
  });
});

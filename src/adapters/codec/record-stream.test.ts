import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#ports/read-item';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { READ_LIMITS } from './read-limits.ts';
import { readRecordStream } from './record-stream.ts';
import { unzstd } from './unzstd.ts';

const PIECE = 64 * 1024;
const records = Array.from({ length: 20_000 }, (_, n) => sampleRecord({ eventID: `id-${n}` }));
const plain = Buffer.from(JSON.stringify({ Records: records }));
/** Not packed at all inside gzip, so that it has as many pieces as the text. */
const packed = gzipSync(plain, { level: 0 });

/** A source that notes how much was taken from it and whether it was closed. */
function sourceOf(bytes: Buffer, breaksAfter = Number.POSITIVE_INFINITY) {
  const seen = { taken: 0, isClosed: false };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += PIECE) {
        if (at >= breaksAfter) throw new Error('connection reset');
        seen.taken = at + PIECE;
        yield bytes.subarray(at, at + PIECE);
      }
    } finally {
      seen.isClosed = true;
    }
  }
  return { seen, source: { name: 'x.json.gz', chunks: pieces(), isNamed: false } };
}

const options = (onSourceError: (error: unknown) => string) => ({ limits: READ_LIMITS, onSourceError });
const rethrow = (error: unknown): never => {
  throw error;
};

async function all(stream: AsyncIterable<readonly ReadItem[]>) {
  const items: ReadItem[] = [];
  for await (const some of stream) items.push(...some);
  return items;
}

describe.each([
  { name: 'packed', bytes: packed },
  { name: 'plain', bytes: plain },
])('a stream of bytes that is $name', ({ bytes }) => {
  it('gives its records in order, in batches that are small beside it', async () => {
    const sizes: number[] = [];
    const ids: unknown[] = [];
    for await (const items of readRecordStream(sourceOf(bytes).source, options(rethrow))) {
      sizes.push(items.length);
      for (const item of items) ids.push(item.type === 'record' ? item.record.eventID : item);
    }

    expect(ids).toEqual(records.map(({ eventID }) => eventID));
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });

  it('waits while the caller works, and is closed when the caller leaves', async () => {
    const { seen, source } = sourceOf(bytes);
    for await (const items of readRecordStream(source, options(rethrow))) {
      if (items.length === 0) continue;
      await new Promise(setImmediate);
      expect(seen.taken).toBeLessThan(bytes.length / 8);
      break;
    }

    expect(seen.isClosed).toBe(true);
  });

  it('throws what its source throws, when that is wanted, behind the records that came before', async () => {
    const { seen, source } = sourceOf(bytes, bytes.length / 2);
    let count = 0;
    const reading = async () => {
      for await (const items of readRecordStream(source, options(rethrow))) count += items.length;
    };

    await expect(reading()).rejects.toThrow('connection reset');
    expect(count).toBeGreaterThan(9_000);
    expect(seen.isClosed).toBe(true);
  });

  it('ends with a fault when the source breaks, when that is wanted', async () => {
    const { source } = sourceOf(bytes, bytes.length / 2);
    const items = await all(
      readRecordStream(
        source,
        options(() => 'the disk failed'),
      ),
    );

    expect(items.length).toBeGreaterThan(9_000);
    expect(items.at(-1)).toMatchObject({ type: 'fault', file: 'x.json.gz', reason: 'the disk failed' });
  });
});

describe('a stream of bytes in zstd', () => {
  const text = JSON.stringify(sampleRecord({}));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const header = (text.length << 3) | 1;
  // One frame with one raw block: magic, single segment with a size of four bytes, block header, bytes.
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...size, header & 255, (header >> 8) & 255, header >> 16];
  const bytes = Buffer.concat([Buffer.from(frame), Buffer.from(text)]);
  const named = (name: string) => ({ ...sourceOf(bytes).source, name });

  it('is read where its unpacker is given', async () => {
    const items = await all(readRecordStream(named('x.zst'), { ...options(rethrow), unzstd }));
    expect(items).toMatchObject([{ type: 'record' }]);
  });

  it.each(['x.json.zst', 'x.json.gz', 'x'])(
    'is a fault that says so where it is not given, as %s',
    async (name) => {
      const items = await all(readRecordStream(named(name), options(rethrow)));
      expect(items).toMatchObject([
        { type: 'fault', file: name, reason: 'zstd is not read here; pack it with gzip' },
      ]);
    },
  );
});

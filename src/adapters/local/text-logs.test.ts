import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTextLogs } from './text-logs.ts';
import { TextLineSplitter } from './text-logs-splitter.ts';

const cut = (pieces: readonly Uint8Array[], maxBytes = 1_000) => {
  const splitter = new TextLineSplitter(maxBytes);
  return [...pieces.flatMap((piece) => splitter.push(Buffer.from(piece))), ...splitter.end()];
};

describe('TextLineSplitter', () => {
  it('keeps blanks and empty lines, takes both ends of lines, and counts from 1', () => {
    expect(cut([Buffer.from('a\r\n\tb  \n\n  c')])).toEqual([
      { text: 'a', line: 1, isCut: false },
      { text: '\tb  ', line: 2, isCut: false },
      { text: '', line: 3, isCut: false },
      { text: '  c', line: 4, isCut: false },
    ]);
  });

  it('gives the same lines however the bytes are cut', () => {
    const bytes = fc
      .uint8Array({ maxLength: 60 })
      .map((all) => all.map((byte) => (byte % 5 === 0 ? 10 : byte)));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(60), { maxLength: 6 }), (all, cuts) => {
        const places = [...new Set([0, ...cuts.filter((at) => at < all.length), all.length])].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((to, index) => all.slice(places[index], to));
        expect(cut(pieces)).toEqual(cut([all]));
      }),
      { seed: Number(process.env['FC_SEED'] ?? 20260301) },
    );
  });

  it('holds no more of a line than it keeps', () => {
    const [first, second] = cut([Buffer.alloc(5_000, 'a'), Buffer.from('bc\nd')], 10);

    expect(first).toEqual({ text: 'aaaaaaaaaa', line: 1, isCut: true });
    expect(second).toEqual({ text: 'd', line: 2, isCut: false });
  });
});

describe('readTextLogs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-logs-'));
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('reads text, gzip, UTF-16 and what is no UTF-8, in order of names, and passes over what is no text', async () => {
    file('a.log', Buffer.from([0x61, 0xff, 0x0a]));
    file('b.log.gz', gzipSync('b1\nb2'));
    file('c.log', Buffer.from('\ufeffc1', 'utf16le'));
    file('d.bin', Buffer.from([1, 0, 2]));
    file('e.gz', gzipSync('e'.repeat(5_000)).subarray(0, 30));
    const pieces = [];
    for await (const piece of readTextLogs([folder])) pieces.push(piece);
    const lines = pieces.flatMap((piece) =>
      piece.type === 'lines' ? piece.lines.map(({ text }) => text) : [],
    );

    expect(lines.slice(0, 4)).toEqual(['a\ufffd', 'b1', 'b2', 'c1']);
    expect(pieces.filter(({ type }) => type === 'passed')).toMatchObject([{ kind: 'not text' }]);
    expect(pieces.filter(({ type }) => type === 'fault')).toMatchObject([
      { reason: expect.stringMatching(/gzip/) },
    ]);
    expect(pieces.filter(({ type }) => type === 'end')).toHaveLength(4);
  });

  it('throws for a path that is not there', async () => {
    await expect(readTextLogs([join(folder, 'none')]).next()).rejects.toMatchObject({
      code: 'TH_INPUT_UNREADABLE',
    });
  });
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { type ReadOptions, type ReadProgress, readLogFiles } from './log-files.ts';
import type { ReadItem } from './read-item.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function readAll(paths: readonly string[], options?: ReadOptions): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const batch of readLogFiles(paths, options)) items.push(...batch);
  return items;
}

/** `file eventName`, `file fault` or `file kind`, file relative to the folder. */
const brief = (items: readonly ReadItem[]): string[] =>
  items.map((item) => {
    return `${item.file === '-' ? '-' : relative(folder, item.file)}: ${told(item)}`;
  });

function told(item: ReadItem): unknown {
  if (item.type === 'record') return item.record.eventName;
  if (item.type === 'fault') return item.reason;
  return item.type === 'cleared' ? `${item.count} cleared` : item.kind;
}

const named = (eventName: string) => sampleRecord({ eventName });
const json = (...names: string[]): string => JSON.stringify({ Records: names.map(named) });
const lines = (...names: string[]): string =>
  names.map((name) => `${JSON.stringify(named(name))}\n`).join('');

describe('finding files', () => {
  it('reads a folder with all that is in it, in order of names, and passes over what is no log', async () => {
    await write('b/AWSLogs/CloudTrail/1.json.gz', gzipSync(json('B')));
    await write(
      'b/AWSLogs/CloudTrail-Digest/eu-central-1/2026/d.json.gz',
      gzipSync('{"digestStartTime":"x"}'),
    );
    await write('a.ndjson', lines('A1', 'A2'));
    await write('README.md', '[![a badge](x)]\n# Notes');
    await write('table.csv', '"a","b"\n1,2\n');
    await write('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]));
    await write('app.log', '[2026-03-01 09:00:00] INFO started\n');
    await write('more.zip', 'PK\u0003\u0004rest');
    await write('no-extension', JSON.stringify(named('N')));
    await write('empty.json', '');
    await write('.hidden.json', json('H'));
    await write('z.json', 'not JSON at all');

    expect(brief(await readAll([folder]))).toEqual([
      '.hidden.json: hidden file or folder',
      'README.md: not JSON (.md)',
      'a.ndjson: A1',
      'a.ndjson: A2',
      'app.log: not JSON (.log)',
      'b/AWSLogs/CloudTrail/1.json.gz: B',
      'b/AWSLogs/CloudTrail-Digest/eu-central-1/2026/d.json.gz: digest',
      'empty.json: empty file',
      'image.png: not JSON (.png)',
      'more.zip: zip file',
      'no-extension: N',
      'table.csv: not JSON (.csv)',
      'z.json: text that is not JSON',
    ]);
  });

  it('reads patterns, and each file once', async () => {
    const one = await write('x/1.json', json('ONE'));
    await write('x/2.txt', json('TWO'));
    await write('x/y/3.json', json('THREE'));

    expect(brief(await readAll([one, `${folder}/**/*.json`, folder]))).toEqual([
      'x/1.json: ONE',
      'x/y/3.json: THREE',
      'x/2.txt: TWO',
    ]);
  });

  it('takes a name with pattern characters as a name where such a file exists', async () => {
    const odd = await write('trail[1].json', json('ODD'));

    expect(brief(await readAll([odd]))).toEqual(['trail[1].json: ODD']);
  });

  it('reads standard input as it is packed', async () => {
    async function* stdin() {
      const packed = gzipSync(lines('S1', 'S2'));
      yield packed.subarray(0, 1);
      yield packed.subarray(1, 40);
      yield packed.subarray(40);
    }

    expect(brief(await readAll(['-'], { stdin: stdin() }))).toEqual(['-: S1', '-: S2']);
  });

  it.each([
    ['a path', 'missing.json', /missing\.json: no such file or folder/],
    ['a pattern', '*.nothing', /no file fits this pattern/],
  ])('refuses %s that leads nowhere before it reads anything', async (_name, path, message) => {
    const good = await write('good.json', json('G'));
    const items: ReadItem[] = [];
    const reading = (async () => {
      for await (const batch of readLogFiles([good, join(folder, path)])) items.push(...batch);
    })();

    await expect(reading).rejects.toMatchObject({
      code: 'TH_INPUT_UNREADABLE',
      message: expect.stringMatching(message),
    });
    expect(items).toEqual([]);
  });

  it('reports what cannot be read inside a folder and goes on', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'a.json'));
    await write('b.json', json('B'));

    expect(brief(await readAll([folder]))).toEqual(["a.json: can't be read (ENOENT)", 'b.json: B']);
  });

  it('reads a file that was named whatever it begins with', async () => {
    const notes = await write('notes.txt', `see below\n${JSON.stringify(named('N'))}\n`);

    expect(brief(await readAll([notes]))).toEqual(['notes.txt: text that is not JSON', 'notes.txt: N']);
  });

  it('says how far it has come', async () => {
    const content = lines('A');
    await write('a.ndjson', content);
    await write('b.ndjson', content);
    const seen: ReadProgress[] = [];
    await readAll([folder], { onProgress: (progress) => void seen.push(progress) });

    expect(seen.map(({ bytesRead, bytesTotal, filesRead }) => [bytesRead, bytesTotal, filesRead])).toEqual([
      [content.length, content.length * 2, 0],
      [content.length * 2, content.length * 2, 1],
    ]);
  });
});

describe('places', () => {
  it('gives byte offsets in the unpacked stream, and lines where there are lines', async () => {
    const first = JSON.stringify(named('Ü'));
    const ndjson = await write('a.ndjson.gz', gzipSync(`${first}\r\n\r\n  ${JSON.stringify(named('B'))}`));
    const listed = await write('b.json', `{"Records":[${first}, ${first}]}`);
    const places = (await readAll([ndjson, listed])).map(
      (item) => 'offset' in item && [item.offset, item.line],
    );
    const length = Buffer.byteLength(first);

    expect(places).toEqual([
      [0, 1],
      [length + 6, 3],
      [12, undefined],
      [length + 14, undefined],
    ]);
  });
});

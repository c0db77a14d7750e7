import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#ports/read-item';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { type ReadOptions, type ReadProgress, readLogFiles } from './log-files.ts';

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

  const record = JSON.stringify(named('R'));
  const zipped = gzipSync('PK\u0003\u0004rest');
  const wide = (text: string, isBig = false): Buffer => {
    const bytes = Buffer.from(text, 'utf16le');
    return isBig ? bytes.swap16() : bytes;
  };
  const UNPACKED = 'neither packed, as its name says, nor JSON';
  const holdsA = (format: string): string =>
    `gzip that holds a ${format} file, which is not read; unpack it first`;
  const EMPTY = 'empty where packed logs were expected';

  it.each([
    { name: 'notes.log', content: `see below\n${record}\n`, told: ['text that is not JSON', 'R'] },
    { name: 'notes', content: `started\n{"a":1}\n`, told: ['not JSON (no extension)'] },
    { name: 'chat', content: `what are "eventName" and "eventSource"?\n`, told: ['not JSON (no extension)'] },
    {
      name: 'syslog.txt',
      content: `Nov 21 10:00:00 host app: ${record}\nNov 21 10:00:01 host app: ${record}\n`,
      told: ['R', 'R', 'text before the JSON of a line'],
    },
    { name: 'b.log.gz', content: gzipSync(`# header\n${record}\n`), told: ['text that is not JSON', 'R'] },
    { name: 'wide', content: wide(record), told: ['R'] },
    { name: 'wide-too', content: wide(record, true), told: ['R'] },
    { name: 'wide.gz', content: gzipSync(wide(`\ufeff${record}`)), told: ['R'] },
    { name: 'y.gz', content: Buffer.from('5e0193aa77ff0102', 'hex'), told: [UNPACKED] },
    { name: 'y.zst', content: '<?xml version="1.0"?><a/>', told: [UNPACKED] },
    { name: 'z.json.gz', content: zipped, told: [holdsA('zip')] },
    { name: 'z.gz', content: zipped, told: [holdsA('zip')] },
    { name: 'g.gz', content: gzipSync(zipped), told: [holdsA('gzip')] },
    {
      name: 'z.zst',
      content: 'PK\u0003\u0004rest',
      told: ['a zip file, which is not read; unpack it first'],
    },
    { name: 'e.json.gz', content: '', told: [EMPTY] },
    { name: 'e.gz', content: gzipSync(''), told: [EMPTY] },
    { name: 'table.gz', content: gzipSync('a,b\n1,2\n'), told: ['not JSON (.gz)'] },
    {
      name: 'cut.gz',
      content: gzipSync('words '.repeat(99)).subarray(0, -4),
      told: ['gzip that is cut off behind 594 unpacked bytes', 'not JSON (.gz)'],
    },
  ])('tells of $name in a folder: $told', async ({ name, content, told: expected }) => {
    await write(name, content);

    expect(brief(await readAll([folder]))).toEqual(expected.map((each) => `${name}: ${each}`));
  });

  it.each(['notes.log', 'notes', 'syslog.txt', 'b.log.gz', 'wide'])(
    'tells the same of %s by its folder as by its name',
    async (name) => {
      const text = `# header\nhost app: ${record}\n{"cut":\n${record}\n`;
      const plain = name === 'wide' ? wide(text) : Buffer.from(text);
      const path = await write(name, name.endsWith('.gz') ? gzipSync(plain) : plain);
      const byName = await readAll([path]);

      expect(byName.filter(({ type }) => type === 'record')).toHaveLength(2);
      expect(await readAll([folder])).toEqual(byName);
    },
  );

  it.each([
    ['.csv', 'a,b\n1,"{""eventName"":""x"",\\"eventName\\":1}"\n'],
    ['.md', `# Notes\n${record}\n`],
    ['.ts', 'const a =\n{"b":1}\n'],
  ])('passes over %s quietly, though it quotes records', async (ending, content) => {
    await write(`a${ending}`, content);
    await write(`b${ending}.gz`, gzipSync(content));

    expect(brief(await readAll([folder]))).toEqual([
      `a${ending}: not JSON (${ending})`,
      `b${ending}.gz: not JSON (.gz)`,
    ]);
  });

  it('looks for signs of records in the first 256 KB', async () => {
    await write('early.txt', `${'words\n'.repeat(40_000)}${record}\n`);
    await write('late.txt', `${'words\n'.repeat(50_000)}${record}\n`);

    expect(brief(await readAll([folder]))).toEqual([
      'early.txt: text that is not JSON',
      'early.txt: R',
      'late.txt: not JSON (.txt)',
    ]);
  });

  it('lists a file once that has several names', async () => {
    await write('logs/a.json', JSON.stringify({ Records: [{ eventName: 'ONE', eventSource: 'x' }] }));
    await symlink(join(folder, 'logs', 'a.json'), join(folder, 'logs', 'b.json'));
    await symlink(join(folder, 'logs'), join(folder, 'other'));

    for (const paths of [['logs'], ['logs', 'other/a.json'], ['logs/*.json']]) {
      expect(brief(await readAll(paths.map((path) => join(folder, path))))).toEqual(['logs/a.json: ONE']);
    }
  });

  it('follows links to folders, each folder once, and never in a circle', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'trailhound-linked-'));
    await writeFile(join(outside, 'o.json'), json('O'));
    await symlink(outside, join(outside, 'self'));
    await write('logs/a/1.json', json('ONE'));
    await write('logs/.shelf/h.json', json('H'));
    await write('logs/z/2.json', json('TWO'));
    await symlink(join(folder, 'logs', 'a'), join(folder, 'logs', 'again'));
    await symlink(join(folder, 'logs', 'z'), join(folder, 'logs', 'ahead'));
    await symlink(outside, join(folder, 'logs', 'b'));
    await symlink(outside, join(folder, 'logs', 'c'));
    await symlink(join(folder, 'logs', '.shelf'), join(folder, 'logs', 'current'));
    await symlink(folder, join(folder, 'logs', 'up'));
    const elsewhere = 'link to a folder that is read at its own place';

    expect(brief(await readAll([join(folder, 'logs')]))).toEqual([
      'logs/.shelf: hidden file or folder',
      'logs/a/1.json: ONE',
      `logs/again: ${elsewhere}`,
      `logs/ahead: ${elsewhere}`,
      'logs/b/o.json: O',
      `logs/b/self: ${elsewhere}`,
      `logs/c: ${elsewhere}`,
      'logs/current/h.json: H',
      'logs/up: link to a folder around the one that was asked for',
      'logs/z/2.json: TWO',
    ]);
    await rm(outside, { recursive: true });
  });

  it('reads a folder and one below it once, whichever is asked for first', async () => {
    await write('logs/a/1.json', json('ONE'));
    const both = [join(folder, 'logs'), join(folder, 'logs', 'a')];

    expect(brief(await readAll(both))).toEqual(['logs/a/1.json: ONE']);
    expect(brief(await readAll(both.reverse()))).toEqual(['logs/a/1.json: ONE']);
  });

  it('counts the bytes of a damaged file too', async () => {
    const packed = gzipSync(lines('A'));
    packed.fill(0xff, packed.length - 60, packed.length - 20);
    await write('a.json.gz', packed);
    const seen: ReadProgress[] = [];
    const items = await readAll([folder], { onProgress: (progress) => void seen.push(progress) });

    expect(items.at(-1)).toMatchObject({ reason: expect.stringContaining('damaged gzip') });
    expect(seen.map(({ bytesRead }) => bytesRead)).toEqual([packed.length]);
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

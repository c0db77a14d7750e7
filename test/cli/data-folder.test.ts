import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const filled = folderWith({ 'a.json': jsonLines([sampleRecord()]), 'r.yml': sampleRule() });
const folders = [filled];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const REPLAY = ['replay', 'a.json', '--no-builtin', '--rules', 'r.yml'];

beforeAll(async () => {
  const first = await runCli(REPLAY, { cwd: filled });
  if (first.code !== EXIT.ok) throw new Error(first.err);
  // Opening again moves what was written from the journal into a file of its own.
  await (await openEmbeddedDynamo(join(filled, '.trailhound'))).close();
}, 30_000);

/** A copy that a test may damage. */
function copy(): { readonly cwd: string; readonly data: string; readonly names: readonly string[] } {
  const cwd = folderWith({});
  folders.push(cwd);
  cpSync(filled, cwd, { recursive: true });
  return { cwd, data: join(cwd, '.trailhound'), names: readdirSync(join(cwd, '.trailhound', 'db')) };
}
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('a folder that Trailhound did not make', () => {
  it.each([
    { name: 'a file in db', add: { 'db/mine.txt': 'x' }, says: 'db/mine.txt is no file of its database' },
    {
      name: 'a folder in db',
      add: { 'db/000009.ldb/x': 'x' },
      says: 'db/000009.ldb is no file of its database',
    },
    {
      name: 'a file in lock',
      add: { 'lock/mine.txt': 'x' },
      says: 'lock/mine.txt is no file of its database',
    },
  ])('$name: --fresh removes nothing', async ({ add, says }) => {
    const { cwd, data } = copy();
    for (const [name, text] of Object.entries(add)) {
      mkdirSync(join(data, name, '..'), { recursive: true });
      writeFileSync(join(data, name), text as string);
    }
    const before = filesBelow(data);
    const { code, err } = await runCli([...REPLAY, '--fresh'], { cwd });

    expect(code).toBe(EXIT.error);
    expect(err).toContain(
      `data folder .trailhound: ${says}, so this is no folder of Trailhound; nothing was removed. Name another`,
    );
    expect(filesBelow(data)).toEqual(before);
  });

  it.each([
    { name: 'a database of somebody else', files: { 'd/db/CURRENT': 'x' }, says: 'no folder lock beside it' },
    { name: 'files of somebody else', files: { 'd/db/mine.txt': 'x' }, says: 'no folder lock beside it' },
    { name: 'db that is a file', files: { 'd/db': 'x', 'd/lock/LOCK': '' }, says: 'it is a file' },
    {
      name: 'a file of somebody else in db',
      files: { 'd/db/mine.txt': 'x', 'd/lock/LOCK': '' },
      says: 'db/mine.txt is no file of its database, so this is no folder of Trailhound; nothing was',
    },
    { name: 'alerts alone', files: { 'd/alerts.ndjson': 'x' }, says: 'it has alerts.ndjson and no database' },
  ])('$name: nothing is removed or written', async ({ files, says }) => {
    const cwd = folderWith({
      'a.json': jsonLines([sampleRecord()]),
      'r.yml': sampleRule(),
      ...(files as object),
    });
    folders.push(cwd);
    const before = filesBelow(cwd);
    for (const fresh of [['--fresh'], []]) {
      const { code, err } = await runCli([...REPLAY, ...fresh, '--data', 'd'], { cwd });

      expect(code).toBe(EXIT.error);
      expect(err).toContain(says);
      expect(err).toContain('TH_STORE_WRITE');
      expect(err).not.toMatch(/damaged|starts over/);
      expect(filesBelow(cwd)).toEqual(before);
    }
  });

  it('db that leads elsewhere: what lies there stays', async () => {
    const { cwd, data } = copy();
    cpSync(join(data, 'db'), join(cwd, 'elsewhere'), { recursive: true });
    rmSync(join(data, 'db'), { recursive: true });
    symlinkSync(join(cwd, 'elsewhere'), join(data, 'db'));
    const before = filesBelow(join(cwd, 'elsewhere'));
    const { code, err } = await runCli([...REPLAY, '--fresh'], { cwd });

    expect(code).toBe(EXIT.error);
    expect(err).toContain('db is no folder');
    expect(filesBelow(join(cwd, 'elsewhere'))).toEqual(before);
  });

  it('an empty folder, and one with other things in it, may be used', async () => {
    const cwd = folderWith({
      'a.json': jsonLines([sampleRecord()]),
      'r.yml': sampleRule(),
      'd/mine.txt': 'x',
    });
    folders.push(cwd);
    expect((await runCli([...REPLAY, '--fresh', '--data', 'd'], { cwd })).code).toBe(EXIT.ok);
    expect((await runCli([...REPLAY, '--fresh', '--data', 'd'], { cwd })).code).toBe(EXIT.ok);
    expect(readFileSync(join(cwd, 'd', 'mine.txt'), 'utf8')).toBe('x');
  });
});

describe('a damaged database', () => {
  const noise = Buffer.from(Array.from({ length: 100 }, (_, n) => (n * 73 + 41) % 256));
  const first = (names: readonly string[], begin: RegExp): string =>
    names.find((name) => begin.test(name)) ?? '';

  it.each([
    {
      name: 'its list of files is noise',
      part: /^MANIFEST/,
      change: (path: string) => writeFileSync(path, noise),
    },
    { name: 'CURRENT is cut off', part: /^CURRENT$/, change: (path: string) => writeFileSync(path, '') },
    { name: 'a file is gone', part: /\.ldb$/, change: (path: string) => rmSync(path) },
    {
      name: 'a file is noise',
      part: /\.ldb$/,
      change: (path: string) => writeFileSync(path, Buffer.alloc(readFileSync(path).length, noise)),
    },
    {
      name: 'a file is damaged in its middle',
      part: /\.ldb$/,
      change: (path: string) => {
        const content = readFileSync(path);
        writeFileSync(path, content.fill(noise, 0, content.length - 400));
      },
    },
  ])(
    '$name: one sentence names the folder and what to do, and --fresh does it',
    async ({ part, change }) => {
      const { cwd, data, names } = copy();
      expect(first(names, part)).not.toBe('');
      change(join(data, 'db', first(names, part)));
      for (const argv of [['findings', 'list'], ['suppressions', 'list'], REPLAY]) {
        const { code, err } = await runCli(argv, { cwd });
        expect(code).toBe(EXIT.error);
        expect(err.split('\n').filter((line) => /error/i.test(line))).toEqual([
          'error: data folder .trailhound: its database cannot be read, most likely because it is damaged. ' +
            '"trailhound replay --fresh" starts over, without the findings it holds (TH_STORE_READ)',
        ]);
      }
      expect((await runCli([...REPLAY, '--fresh'], { cwd })).err).toContain('Starting over');
      expect((await runCli(['findings', 'list'], { cwd })).err).toBe('1 open finding\n');
    },
    30_000,
  );

  it('is named with its folder in what to do, also where the lock is damaged', async () => {
    const { cwd, data } = copy();
    cpSync(data, join(cwd, 'd'), { recursive: true });
    writeFileSync(join(cwd, 'd', 'lock', 'CURRENT'), '');
    const { code, err } = await runCli(['findings', 'list', '--data', 'd'], { cwd });
    expect(code).toBe(EXIT.error);
    expect(err).toContain('"trailhound replay --fresh --data d" starts over');
    expect((await runCli([...REPLAY, '--fresh', '--data', 'd'], { cwd })).code).toBe(EXIT.ok);
    expect(existsSync(join(cwd, 'd', 'db', 'CURRENT'))).toBe(true);
  });
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ensureDataFolder } from './data-folder.ts';

const base = mkdtempSync(join(tmpdir(), 'trailhound-data-'));
writeFileSync(join(base, 'file'), '');
mkdirSync(join(base, 'with-file', 'db'), { recursive: true });
writeFileSync(join(base, 'with-file', 'lock'), '');

describe('ensureDataFolder', () => {
  it('makes a folder with those above it', async () => {
    await ensureDataFolder(join(base, 'a', 'b', 'c'), 'x');
    expect(existsSync(join(base, 'a', 'b', 'c'))).toBe(true);
    await ensureDataFolder(join(base, 'a', 'b', 'c'), 'x');
  });

  it.each([
    { name: 'a file', path: 'file' },
    { name: 'a place under a file', path: 'file/below/it' },
    { name: 'a folder whose database is a file', path: 'with-file' },
  ])('refuses $name in words', async ({ path }) => {
    await expect(ensureDataFolder(join(base, path), 'my-data')).rejects.toMatchObject({
      code: 'TH_STORE_WRITE',
      message: 'data folder my-data: it is a file, or lies under one. Name another data folder with --data',
    });
  });

  it('comes back from a file system where nothing can be made', async () => {
    await expect(ensureDataFolder('/proc/trailhound/below', 'p')).rejects.toMatchObject({
      code: 'TH_STORE_WRITE',
      message: expect.stringMatching(/^data folder p: .* --data$/),
    });
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it.skip : it)('refuses what this user may not write (skipped: root may)', async () => {
    const folder = join(base, 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    await expect(ensureDataFolder(folder, 'closed')).rejects.toThrow('this user may not write there');
  });
});

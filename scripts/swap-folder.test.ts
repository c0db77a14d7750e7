import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { swapFolder } from './swap-folder.mjs';

describe('a folder put in the place of another', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailhound-swap-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const full = (name: string, files = 1) => {
    const path = join(folder, name);
    mkdirSync(path);
    for (let index = 0; index < files; index += 1) writeFileSync(join(path, `file${index}`), name);
    return path;
  };

  it.each([true, false])('is there, and nothing else is left (with one there before: %s)', async (before) => {
    if (before) full('dist');
    await swapFolder(full('fresh'), join(folder, 'dist'));
    expect(readdirSync(folder)).toEqual(['dist']);
    expect(readFileSync(join(folder, 'dist/file0'), 'utf8')).toBe('fresh');
  });

  it('is whole, and nothing else is left, when many do it at once', async () => {
    full('dist', 200);
    const all = Array.from({ length: 12 }, (_, index) => full(`fresh${index}`, 200));
    await Promise.all(all.map((fresh) => swapFolder(fresh, join(folder, 'dist'))));
    expect(readdirSync(folder)).toEqual(['dist']);
    const texts = readdirSync(join(folder, 'dist')).map((name) =>
      readFileSync(join(folder, 'dist', name), 'utf8'),
    );
    expect(texts).toHaveLength(200);
    expect(new Set(texts).size).toBe(1);
  });

  it('says what is wrong when there is nothing to put', async () => {
    await expect(swapFolder(join(folder, 'none'), join(folder, 'dist'))).rejects.toThrow(/ENOENT/);
  });
});

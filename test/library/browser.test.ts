import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

import { installedEngine, PRINTED, ROOT } from './installed.ts';

const CHROMIUM = '/usr/bin/chromium';
const isHere = existsSync(CHROMIUM);
const inBrowser = isHere ? it : it.skip;

/** What a bundler makes of a file for browsers: the code, and every file that went into it. */
async function bundled(entry: string, folder: string) {
  const { outputFiles, metafile } = await build({
    ...{ absWorkingDir: folder, entryPoints: [entry], bundle: true, write: false, metafile: true },
    ...{ platform: 'browser', format: 'iife', target: 'es2023', logLevel: 'silent' },
  });
  const inputs = Object.entries(metafile.inputs);
  return {
    code: outputFiles[0]?.text ?? '',
    /** Packages, and folders of ours. */
    parts: new Set(
      inputs.map(
        ([path]) =>
          /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/'),
      ),
    ),
    left: inputs.flatMap(([, { imports }]) => imports.flatMap((one) => (one.external ? [one.path] : []))),
  };
}

describe('the engine in a browser', () => {
  let folder = '';
  beforeAll(async () => {
    ({ folder } = await installedEngine());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made of the engine, what it takes from the core, and the two packages that it reads rules with', async () => {
    const { parts, left } = await bundled('src/sigma/library.ts', ROOT);
    expect([...parts].sort()).toEqual(['re2js', 'src/core', 'src/sigma', 'yaml']);
    expect(left).toEqual([]);
  });

  it('would not pass with a module of Node in it', async () => {
    await expect(bundled('src/packing/read-rule-files.ts', ROOT)).rejects.toThrow(/node:fs/);
  });

  inBrowser(
    `runs the example as Node does${isHere ? '' : ` (skipped: ${CHROMIUM} is not installed)`}`,
    async () => {
      const { code } = await bundled(join(folder, 'example.mjs'), folder);
      const browser = await chromium.launch({
        ...{ executablePath: CHROMIUM, chromiumSandbox: false },
        args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
      });
      try {
        const page = await browser.newPage();
        const said: string[] = [];
        page.on('console', (message) => said.push(message.text()));
        page.on('pageerror', (error) => said.push(String(error)));
        await page.addScriptTag({ content: code });
        expect(said).toEqual(PRINTED);
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});

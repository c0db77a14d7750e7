import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { buildEngine } from '../../scripts/build-lib.mjs';

/** Of this checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The example that the guide shows. */
const EXAMPLE = join(ROOT, 'docs', 'examples', 'sigma-library.mjs');

/** What it prints. */
export const PRINTED = [
  expect.stringMatching(/^typo\.yml:5:9 refused: .*containz.*did you mean contains\?/),
  'e-1 Console sign-in failed (silent)',
  'e-2 Trail stopped',
  'e-4 Console sign-in failed (silent)',
  'e-3 Console sign-in failed (silent)',
  'e-3 Console sign-in failed (silent)',
  'Many failed sign-ins from one address: 198.51.100.7, 3 events: e-1 e-3 e-4',
];

/** A folder of somebody's, in which this package is installed with what it needs for the engine, and nothing else. */
export async function installedEngine(): Promise<{ readonly folder: string; readonly dist: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'trailhound-library-'));
  const own = join(folder, 'node_modules', 'trailhound');
  mkdirSync(own, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(own, 'package.json'));
  for (const name of ['yaml', 're2js'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  const dist = join(own, 'dist');
  await buildEngine(ROOT, dist);
  cpSync(EXAMPLE, join(folder, 'example.mjs'));
  return { folder, dist };
}

/** Runs Node in a folder and answers the lines that it prints. Throws with all of its output when it fails. */
export function runNode(folder: string, ...args: readonly string[]): readonly string[] {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout.split('\n').slice(0, -1);
}

/** The code of every `@example` in a file. */
export function examplesIn(path: string): readonly string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/@example\n\s*\* ```ts\n([\s\S]*?)```/g)].map(([, block = '']) =>
    block.replace(/^ *\* ?/gm, ''),
  );
}

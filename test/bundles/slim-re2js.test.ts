import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { RE2JS } from 're2js';
import { slimRe2js } from '../../scripts/bundles/slim-re2js.mjs';
import { ROOT } from '../support/run-cli.ts';

let folder: string;
let slim: typeof RE2JS;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-re2js-'));
  const outfile = join(folder, 'slim.mjs');
  await build({
    ...{ bundle: true, minify: true, format: 'esm', platform: 'node', mainFields: ['module', 'main'] },
    ...{ outfile, plugins: [slimRe2js], logLevel: 'silent' },
    stdin: { contents: "export { RE2JS } from 're2js';", resolveDir: ROOT },
  });
  slim = ((await import(pathToFileURL(outfile).href)) as { RE2JS: typeof RE2JS }).RE2JS;
});
afterAll(() => rm(folder, { recursive: true }));

/** Whether each text matches, or why the expression is refused. */
function verdicts(engine: typeof RE2JS, source: string, flags: number, texts: readonly string[]) {
  try {
    const compiled = engine.compile(source, flags);
    return texts.map((text) => (compiled.test(text) ? '1' : '0')).join('');
  } catch (refused) {
    return String(refused);
  }
}

/** All of Latin, Greek, Cyrillic and Hebrew, and something of everything else. */
const CHARACTERS = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => (code < 0xd800 || code > 0xdfff) && (code < 0x600 || code % 997 === 0))
  .map((code) => String.fromCodePoint(code));

describe('re2js as the bundles carry it', () => {
  it('knows every Unicode class that re2js knows, with the same characters', async () => {
    const source = await readFile(createRequire(import.meta.url).resolve('re2js'), 'utf8');
    const classes = [...source.matchAll(/^\t\t(\w+): \(\) => new UnicodeRangeTable/gm)].map(
      ([, name]) => name,
    );
    expect(classes.length).toBeGreaterThan(200);
    const differing = [...new Set([...classes, 'Any', 'Assigned', 'Nonsense'])].filter((name) =>
      [0, RE2JS.CASE_INSENSITIVE].some(
        (flags) =>
          verdicts(slim, `^\\p{${name}}$`, flags, CHARACTERS) !==
          verdicts(RE2JS, `^\\p{${name}}$`, flags, CHARACTERS),
      ),
    );
    expect(differing).toEqual([]);
  }, 60_000);

  it.each([
    'a(b',
    '(?=a)',
    '(?i)^straße$',
    '^[[:alpha:]]+$',
    '\\bStop\\w+\\b',
    'a{2,3}?',
    '(a+)+$',
    '\\x{212a}',
  ])('takes or refuses %s as re2js does', (source) => {
    const texts = ['', 'aa', 'aaa', 'STRASSE', 'straße', 'StopLogging now', 'K', `${'a'.repeat(500)}!`];
    expect(verdicts(slim, source, 0, texts)).toBe(verdicts(RE2JS, source, 0, texts));
  });

  it('says which part is left out when that is used', () => {
    expect(() => slim.compile('a').matcher('a')).toThrow(/re2js: Matcher is left out of this bundle/);
  });
});

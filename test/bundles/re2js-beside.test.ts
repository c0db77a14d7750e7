import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { compileRegex } from '#sigma/text/regex';
import { buildRegex, re2jsBeside } from '../../scripts/bundles/re2js-beside.mjs';
import { ROOT } from '../support/run-cli.ts';

type Compile = typeof compileRegex;

let folder: string;
let bundled: Compile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-re2js-'));
  const outfile = join(folder, 'index.mjs');
  await build({
    ...{ bundle: true, minify: true, format: 'esm', platform: 'node', absWorkingDir: ROOT },
    ...{ outfile, plugins: [re2jsBeside(ROOT)], logLevel: 'silent' },
    entryPoints: ['src/sigma/text/regex.ts'],
  });
  await buildRegex(ROOT, folder);
  bundled = ((await import(pathToFileURL(outfile).href)) as { compileRegex: Compile }).compileRegex;
});
afterAll(() => rm(folder, { recursive: true }));

const TEXTS = [
  '',
  'aa',
  'aaa',
  'STRASSE',
  'straße',
  'StopLogging now',
  'K',
  'x\naa\ny',
  `${'a'.repeat(500)}!`,
];

/** Whether each text matches, or why the expression is refused. */
function verdicts(compile: Compile, source: string, flags: string): string {
  const compiled = compile(source, flags);
  return typeof compiled === 'string' ? compiled : TEXTS.map((text) => (compiled(text) ? '1' : '0')).join('');
}

describe('regular expressions beside a function', () => {
  const SOURCES = ['a(b', '(?=a)', '(?i)^straße$', '^[[:alpha:]]+$', '\\bStop\\w+\\b', 'a{2,3}?', '(a+)+$'];
  const CASES = [...SOURCES, '\\x{212a}', '^stop\\p{Lu}\\p{L}+', '\\p{Nonsense}', '^aa$', 'x.aa'].flatMap(
    (source) => ['', 'i', 'm', 's', 'ims'].map((flags) => ({ source, flags })),
  );

  it.each(CASES)('are taken or refused as elsewhere, with the same answers: $source, "$flags"', (one) => {
    expect(verdicts(bundled, one.source, one.flags)).toBe(verdicts(compileRegex, one.source, one.flags));
  });

  it('tell flags apart, so that the cases above can differ', () => {
    const answers = ['', 'i', 'm', 's'].map((flags) =>
      ['^straße$', '^STRASSE', '^aa$', 'x.aa', '^stop']
        .map((source) => verdicts(bundled, source, flags))
        .join(),
    );
    expect(new Set(answers).size).toBe(4);
  });

  it('do not build when the engine wants of re2js what does not lie there', async () => {
    const wanting = build({
      ...{ bundle: true, format: 'esm', platform: 'node', write: false, logLevel: 'silent' },
      plugins: [re2jsBeside(ROOT)],
      stdin: { contents: "import { RE2Set } from 're2js'; console.log(RE2Set);", resolveDir: ROOT },
    });
    await expect(wanting).rejects.toThrow(/No matching export .*RE2Set/);
  });
});

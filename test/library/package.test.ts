import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transform } from 'esbuild';
import { buildTypes } from '../../scripts/build-lib.mjs';

import { examplesIn, installedEngine, PRINTED, ROOT, runNode } from './installed.ts';

const EXAMPLES = examplesIn('src/sigma/library/engine.ts');

/** Uses most of what there is, in the way that a person would. */
const TYPED = `
const report: LoadReport = loadRules([{ file: 'a.yml', text: '' }], { placeholders: { admins: ['ada'] } });
const refused: readonly DocumentReport[] = report.documents.filter(({ state }) => state === 'refused');
const engine: Engine = buildEngine(report, { indexBy: ['eventName'] });
const rules: readonly SigmaRule[] = engine.match({ eventName: 'x' }, { product: 'aws' });
const titles: string[] = rules.filter((rule) => !rule.silent).map((rule) => rule.level ?? rule.title);
const found: readonly CorrelationMatch[] = engine.correlate(new Set<object>(), {
  time: (event) => (typeof event === 'object' ? Date.now() : undefined),
  logsource: () => ({ category: 'application' }),
});
const groups: Readonly<Record<string, string>>[] = found.map(({ group }) => group);
export const all = [refused, titles, groups];
// @ts-expect-error an event is an object or a text
engine.match(7);
// @ts-expect-error rules are made by loadRules
buildEngine([{ title: 'x' }]);
`;
const NAMES =
  'buildEngine, loadRules, type CorrelationMatch, type DocumentReport, type Engine, type LoadReport, type SigmaRule';

describe('the engine as a library', () => {
  let folder = '';
  let dist = '';
  beforeAll(async () => {
    ({ folder, dist } = await installedEngine());
    await buildTypes(ROOT, dist);
    symlinkSync(join(ROOT, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

  it('is in the package, where its exports say', () => {
    const { exports, files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = Object.values<Record<string, string>>(exports['./sigma']).flatMap((kind) =>
      Object.values(kind),
    );
    expect(named).toHaveLength(4);
    for (const path of named) {
      expect(existsSync(join(dist, '..', path))).toBe(true);
      expect(files.some((entry: string) => path.startsWith(`./${entry}/`))).toBe(true);
    }
  });

  it('runs the example, imported', () => expect(runNode(folder, 'example.mjs')).toEqual(PRINTED));

  it('runs the example, required', () => {
    const text = readFileSync(join(folder, 'example.mjs'), 'utf8');
    const required = text.replace(/import (\{.*\}) from ('.*');/, 'const $1 = require($2);');
    expect(required).toContain('require(');
    write('example.cjs', required);
    expect(runNode(folder, 'example.cjs')).toEqual(PRINTED);
  });

  it('has examples', () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(2));

  it.each(EXAMPLES.map((code) => ({ code, title: /title: (.*)/.exec(code)?.[1] })))(
    'prints what its example about "$title" says',
    async ({ code, title }) => {
      const { code: plain } = await transform(code, { loader: 'ts' });
      const file = `example-${title?.replaceAll(/\W+/g, '-')}.mjs`;
      write(file, plain);
      const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, comment]) => comment);
      expect(said.length).toBeGreaterThan(0);
      expect(runNode(folder, file)).toEqual(said);
    },
  );

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext', file: 'typed.mts' },
    { module: 'nodenext', moduleResolution: 'nodenext', file: 'typed.cts' },
    { module: 'esnext', moduleResolution: 'bundler', file: 'typed.ts' },
  ])(
    'has types that hold for $file with module resolution $moduleResolution',
    ({ file, ...modules }) => {
      write(file, `import { ${NAMES} } from 'trailhound/sigma';\n${TYPED}`);
      const examples = EXAMPLES.map((code, number) => {
        const name = `shown-${number}${file.slice('typed'.length)}`;
        write(name, `${code}\nexport {};\n`);
        return name;
      });
      const compilerOptions = {
        ...modules,
        ...{ target: 'es2022', lib: ['es2023', 'dom'], types: [], strict: true, noEmit: true },
        ...{ exactOptionalPropertyTypes: true, skipLibCheck: false },
      };
      write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file, ...examples] }));
      expect(runNode(folder, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder)).toEqual([]);
    },
    120_000,
  );
});

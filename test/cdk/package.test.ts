import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailhound-package-'));
const PACKAGE = join(folder, 'node_modules', 'trailhound');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd = folder): string {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** Installs what `npm pack` makes of the last build in an empty folder, beside the CDK of this checkout. */
beforeAll(() => {
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], ROOT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  mkdirSync(PACKAGE, { recursive: true });
  run('tar', ['-xzf', join(folder, tarball ?? ''), '-C', PACKAGE, '--strip-components=1']);
  mkdirSync(join(folder, 'node_modules', '@types'));
  for (const name of ['aws-cdk-lib', 'constructs', '@types/node']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
}, 60_000);

const USE = `
const app = new App({ outdir: process.argv[2] });
const stack = new Stack(app, 'Shop');
new Trailhound(stack, 'Trailhound', { alerts: { email: ['ops@example.com'] } });
new Trailhound(stack, 'Second', { sources: { eventHistory: { everyMinutes: 10 } } });
new TrailhoundStack(app, 'Watch', { keepData: false });
app.synth();
`;

/** What the template of a stack holds of one type. */
const countOf = (out: string, stack: string, type: string): number => {
  const template = JSON.parse(readFileSync(join(folder, out, `${stack}.template.json`), 'utf8'));
  const resources = Object.values(template.Resources as Record<string, { readonly Type: string }>);
  return resources.filter((resource) => resource.Type === type).length;
};

describe('the package', () => {
  it('holds what runs, the rules and the types, and no tests, sources or source maps', () => {
    const files = readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' });
    const wanted = [
      ...['dist/sigma/index.mjs', 'dist/sigma/index.cjs', 'dist/types/esm/src/sigma/library.d.ts'],
      ...['dist/lib/index.mjs', 'dist/lib/index.cjs', 'dist/types/esm/lib/index.d.ts', 'dist/cli/main.mjs'],
      ...[
        'dist/rules.json',
        'dist/lambdas/watch-logs/index.mjs',
        'dist/lambdas/regex.cjs',
        'cli/launcher.mjs',
        'LICENSE',
        'README.md',
      ],
      'rules/aws/cloudtrail/trail-stopped/rule.yml',
      'docs/reference/trailhound-schema.json',
    ];
    expect(wanted.filter((name) => !files.includes(name))).toEqual([]);
    expect(files.filter((name) => /\.map$|\.test\.|^src|^test|^scripts|^lambdas/.test(name))).toEqual([]);
  });

  it.each([
    {
      kind: 'ES module',
      file: 'app.mjs',
      head: "import { App, Stack } from 'aws-cdk-lib';\nimport { Trailhound, TrailhoundStack } from 'trailhound';",
    },
    {
      kind: 'CommonJS',
      file: 'app.cjs',
      head: "const { App, Stack } = require('aws-cdk-lib');\nconst { Trailhound, TrailhoundStack } = require('trailhound');",
    },
  ])(
    'synthesises in an app that is an $kind',
    ({ file, head }) => {
      writeFileSync(join(folder, file), `${head}\n${USE}`);
      const out = `out-${file}`;
      run(process.execPath, [file, out]);
      expect(countOf(out, 'Shop', 'AWS::DynamoDB::GlobalTable')).toBe(4);
      expect(countOf(out, 'Watch', 'AWS::DynamoDB::GlobalTable')).toBe(2);
    },
    60_000,
  );

  it.each([
    { module: 'nodenext', moduleResolution: 'nodenext', file: 'typed.mts' },
    { module: 'nodenext', moduleResolution: 'nodenext', file: 'typed.cts' },
    { module: 'node16', moduleResolution: 'node16', file: 'typed.cts' },
    { module: 'esnext', moduleResolution: 'bundler', file: 'typed.ts' },
  ])(
    'has types that hold for $file with module resolution $moduleResolution',
    ({ file, ...modules }) => {
      const wrong = 'new Trailhound(stack, "Third", { alerts: { minSeverity: "loud" } });';
      writeFileSync(
        join(folder, file),
        `import { App, Stack } from 'aws-cdk-lib';\nimport { Trailhound, TrailhoundStack } from 'trailhound';\n${USE}\n// @ts-expect-error there is no such severity\n${wrong}\n`,
      );
      const compilerOptions = {
        ...modules,
        ...{
          target: 'es2022',
          lib: ['es2023'],
          types: ['node'],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
        },
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
      expect(run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder])).toBe('');
    },
    60_000,
  );
});

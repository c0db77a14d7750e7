import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { ROOT } from '../support/run-cli.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Builds a checkout that has our code, and rules and an allow-list of its own. */
function build(files: Readonly<Record<string, string>>) {
  const root = folderWith({ 'rules/aws/x/rule.yml': sampleRule(), ...files });
  folders.push(root);
  for (const name of ['src', 'cli', 'lambdas', 'lib', 'node_modules', 'package.json', 'tsconfig.json']) {
    symlinkSync(join(ROOT, name), join(root, name));
  }
  // Copied, not linked: the build takes its checkout from where its script lies.
  cpSync(join(ROOT, 'scripts'), join(root, 'scripts'), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { root, status, out: stdout, lines: stderr.split('\n').filter((line) => line !== '') };
}

describe('npm run build', () => {
  it.each([
    {
      name: 'a rule that does not load',
      files: {
        'rules/own/rule.yml': sampleRule({ level: 'hihg', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12' }),
      },
      says: ['1 problem(s) in the rule pack:', /^rules\/own\/rule\.yml:4:8 SIGMA_ATTRIBUTE level is "hihg"/],
    },
    {
      name: 'two rules that go by one title',
      files: {
        'rules/a/rule.yml': sampleRule({ title: 'T' }).replace(/id: .*\n/, ''),
        'rules/b/rule.yml': sampleRule({ title: 'T' }).replace(/id: .*\n/, ''),
      },
      says: [
        '1 problem(s) in the rule pack:',
        'rules/b/rule.yml:1: has the id "title:T", as has rules/a/rule.yml:1',
      ],
    },
  ])(
    'refuses $name with its message alone',
    ({ files, says }) => {
      const { root, status, lines } = build(files);
      expect(status).toBe(1);
      expect(lines).toEqual(says.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
      expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual([]);
    },
    60_000,
  );

  it('builds, and names what is not built in', () => {
    const { root, status, out, lines } = build({ 'rules/own/loose.yml': sampleRule() });
    expect(status).toBe(0);
    expect(out).toMatch(/^built .* and 1 rules into dist\/\n$/);
    expect(lines).toEqual([
      'rules/own/loose.yml: not built in; a rule lies in a folder of its own and is called rule.yml',
    ]);
    const built = [
      'rules.json',
      'cli/main.mjs',
      'lib/index.mjs',
      'lib/index.cjs',
      'lambdas/watch-logs/index.mjs',
    ];
    expect(built.filter((name) => !existsSync(join(root, 'dist', name)))).toEqual([]);
    expect(existsSync(join(root, 'dist/types/cjs/lib/index.d.ts'))).toBe(true);
  }, 60_000);
});

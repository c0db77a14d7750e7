import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
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
  for (const name of ['src', 'cli', 'lambdas', 'node_modules', 'package.json', 'tsconfig.json']) {
    symlinkSync(join(ROOT, name), join(root, name));
  }
  mkdirSync(join(root, 'scripts'));
  copyFileSync(join(ROOT, 'scripts/build.mjs'), join(root, 'scripts/build.mjs'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { root, status, out: stdout, lines: stderr.split('\n').filter((line) => line !== '') };
}

const entry = (id: string, rules: string, expires: string): string =>
  `  - { id: ${id}, rules: ${rules}, detection: { sel: { eventName: '*' }, condition: sel }, reason: r, owner: o, expires: ${expires} }\n`;

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
    {
      name: 'an allow-list that cannot be used',
      files: { 'suppressions.yml': 'suppressions:\n  - 7\n' },
      says: [
        'the allow-list cannot be used:',
        /^suppressions\.yml:2: entry 1: expected a map with id, .* found the number 7$/,
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

  it('builds, and says what will have no effect, or too much', () => {
    const { root, status, out, lines } = build({
      'rules/own/loose.yml': sampleRule(),
      'suppressions.yml': `suppressions:\n${entry('wide', 'all', '2100-01-01')}${entry('lost', 'Nobody', '2100-01-01')}${entry('old', 'Trail stopped', '2020-01-01')}`,
    });
    expect(status).toBe(0);
    expect(out).toMatch(/^built .* and 1 rules into dist\/\n$/);
    expect(lines).toEqual([
      'rules/own/loose.yml: not built in; a rule lies in a folder of its own and is called rule.yml',
      'suppressions.yml:4: suppression "old" expired on 2020-01-01 and is not applied',
      expect.stringMatching(
        /^suppressions\.yml:2: WARNING: suppression "wide" covers every event of every rule/,
      ),
      'suppressions.yml:3: suppression "lost" covers nothing: no rule is called "Nobody"',
    ]);
    expect(existsSync(join(root, 'dist', 'lambdas', 'watch-logs', 'suppressions.json'))).toBe(true);
  }, 60_000);
});

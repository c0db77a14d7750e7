import { describe, expect, it } from '@jest/globals';
import { parseSuppressions } from '#config/suppression-file';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const entry = (id: string, rules: string, expires = '2027-01-01'): string =>
  `  - { id: ${id}, rules: ${rules}, detection: { sel: { eventName: x }, condition: sel }, reason: r, owner: o, expires: ${expires} }\n`;
const cwd = folderWith({
  'r.yml': sampleRule(),
  'allow.yml': `suppressions:\n${entry('a', 'Trail stopped')}${entry('b', '[all of it, Trail stopped]')}${entry('c', 'all', '2026-01-01')}`,
});

describe('suppressions list without a file', () => {
  it('says how to begin, with an example that can be used', async () => {
    const { code, out, err } = await runCli(['suppressions', 'list'], { cwd: folderWith({}) });
    expect({ code, out }).toEqual({ code: EXIT.ok, out: '' });
    expect(err).toContain('there is no suppressions.yml here');
    const [, example = ''] = /\n\n(suppressions:\n[\s\S]*?)\n\n/.exec(err) ?? [];
    const parsed = parseSuppressions('suppressions.yml', example);
    expect(parsed.ok && parsed.value).toHaveLength(1);
    const folder = folderWith({ 'suppressions.yml': example });
    expect((await runCli(['suppressions', 'check'], { cwd: folder })).err).toBe(
      '1 entry in force, 0 expired\n',
    );
  });

  it('gives machines an empty list', async () => {
    const { code, out } = await runCli(['suppressions', 'list', '--format', 'json'], { cwd: folderWith({}) });
    expect({ code, out }).toEqual({ code: EXIT.ok, out: '[]\n' });
  });

  it('fails on a file that was named', async () => {
    const { code, err } = await runCli(['suppressions', 'list', 'nope.yml'], { cwd: folderWith({}) });
    expect(code).toBe(EXIT.error);
    expect(err).toContain('nope.yml: no such file or folder');
  });
});

describe('suppressions check', () => {
  it('warns of entries that name a rule which nobody has, and of expired ones', async () => {
    const { code, err } = await runCli(
      ['suppressions', 'check', 'allow.yml', '--rules', 'r.yml', '--no-builtin'],
      {
        cwd,
      },
    );
    expect(code).toBe(EXIT.ok);
    expect(err.trimEnd().split('\n')).toEqual([
      'allow.yml:4: suppression "c" expired on 2026-01-01 and is not applied',
      'allow.yml:3: no rule is called "all of it"',
      '2 entries in force, 1 expired',
    ]);
  });

  it('knows the built-in pack, and nothing of rules that were not named', async () => {
    const { err } = await runCli(['suppressions', 'check', 'allow.yml'], { cwd });
    expect(err).toContain('allow.yml:2: no rule is called "Trail stopped"');
  });
});

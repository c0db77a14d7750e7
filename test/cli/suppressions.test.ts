import { describe, expect, it } from '@jest/globals';
import { parseSuppressions } from '#config/suppression-file';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
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
    expect(err).toContain('allow.yml:2: suppression "a" covers nothing: no rule is called "Trail stopped"\n');
    expect(err).toMatch(/^0 entries in force, 1 expired, 2 cover nothing$/m);
  });
});

describe('an allow-list that does not do what it seems to', () => {
  const folder = folderWith({
    'r.yml': sampleRule(),
    'a.json': jsonLines([sampleRecord()]),
    'suppressions.yml': `suppressions:\n${entry('lost', 'Nobody has it')}${entry('wide', 'all').replace('eventName: x', "eventName: '*'")}${entry('case', 'Trail stopped').replace('eventName', 'eventname')}`,
  });
  const OWN = ['--no-builtin', '--rules', 'r.yml'];
  const WIDE = /^(?:\.\/)?suppressions\.yml:3: WARNING: suppression "wide" covers every event of every rule/m;
  const CASE = /^suppressions\.yml:4: no record has the field eventname: CloudTrail spells it eventName/m;

  it('is warned of by check, which counts what covers nothing apart', async () => {
    const { code, err } = await runCli(['suppressions', 'check', ...OWN], { cwd: folder });
    expect(code).toBe(EXIT.ok);
    expect(err).toMatch(WIDE);
    expect(err).toMatch(CASE);
    expect(err).toMatch(/^2 entries in force, 0 expired, 1 covers nothing$/m);
  });

  it('is listed with entries that cover nothing', async () => {
    const { out } = await runCli(['suppressions', 'list', ...OWN, '--format', 'json'], { cwd: folder });
    expect(JSON.parse(out).map((one: { id: string; state: string }) => [one.id, one.state])).toEqual([
      ['lost', 'covers nothing'],
      ['wide', 'in force'],
      ['case', 'in force'],
    ]);
  });

  it.each([
    { argv: ['scan', 'a.json', ...OWN], file: 'suppressions.yml of this folder' },
    { argv: ['replay', 'a.json', ...OWN, '--data', 'd'], file: 'suppressions.yml of this folder' },
    {
      argv: ['scan', 'a.json', ...OWN, '--suppressions', './suppressions.yml'],
      file: './suppressions.yml',
    },
  ])('is named where it is used, and warned of: $argv', async ({ argv, file }) => {
    const { err } = await runCli(argv, { cwd: folder });
    expect(err).toContain(`Allow-list: ${file}, 2 entries in force.\n`);
    expect(err).toMatch(WIDE);
  });

  it('is not named where there is none', async () => {
    const cwd = folderWith({ 'a.json': jsonLines([sampleRecord()]), 'r.yml': sampleRule() });
    expect((await runCli(['scan', 'a.json', ...OWN], { cwd })).err).not.toContain('Allow-list');
  });
});

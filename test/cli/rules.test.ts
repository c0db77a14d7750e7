import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const cwd = folderWith({
  'good/one.yml': sampleRule(),
  'good/cases.yml': 'base: {}',
  'good/notes.txt': 'not: a rule',
  'good/.hidden.yml': 'not a rule',
  'bad/typo.yml': sampleRule({ level: 'hihg', id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a14' }),
  'bad/not-yaml.yml': 'title: [unclosed',
  'bad/binary.yml': new Uint8Array([0xff, 0xfe, 0x00, 0x41]),
  'bad/two.yml': `${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a15' })}---\n${sampleRule({ id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a16', detection: '{ sel: { a|nope: 1 }, condition: sel }' })}`,
  empty: '',
});
const rules = (argv: readonly string[]) => runCli(['rules', ...argv], { cwd });
const KEYS = ['file', 'line', 'column', 'ruleId', 'title', 'state', 'code', 'message'];

describe('rules check', () => {
  it('passes rules that load, and looks at nothing else in a folder', async () => {
    const { code, out, err } = await rules(['check', 'good', '--format', 'json']);
    expect(code).toBe(EXIT.ok);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual([
      {
        file: 'good/one.yml',
        line: 1,
        column: 1,
        ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
        title: 'Trail stopped',
        state: 'loaded',
        code: 'SIGMA_LOADED',
        message: expect.any(String),
      },
    ]);
  });

  it('prints one object a document, also for what is no YAML and no text', async () => {
    const { code, out } = await rules(['check', 'bad', '--format', 'ndjson']);
    expect(code).toBe(EXIT.error);
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const one of found) expect(Object.keys(one)).toEqual(KEYS);
    expect(found.map((one) => `${one.file} ${one.state} ${one.code}`)).toEqual([
      'bad/binary.yml refused SIGMA_YAML',
      'bad/not-yaml.yml refused SIGMA_YAML',
      'bad/two.yml loaded SIGMA_LOADED',
      'bad/two.yml refused SIGMA_MODIFIER',
      'bad/typo.yml refused SIGMA_ATTRIBUTE',
    ]);
  });

  it('counts documents by state for people', async () => {
    const { code, out, err } = await rules(['check', 'bad', 'good/one.yml']);
    expect(code).toBe(EXIT.error);
    expect(out.split('\n')[0]).toMatch(/^STATE +WHERE +TITLE +CODE +MESSAGE$/);
    expect(err).toBe('2 loaded, 0 need values, 4 refused\n');
  });

  it.each([
    { name: 'a path that is not there', path: 'nowhere', says: 'no such file or folder' },
    { name: 'a folder without rules', path: '.git-nothing', says: 'no such file or folder' },
  ])('fails on $name', async ({ path, says }) => {
    const { code, err } = await rules(['check', path]);
    expect(code).toBe(EXIT.error);
    expect(err).toContain(says);
  });
});

describe('rules list', () => {
  it('shows what would be run, with its source', async () => {
    const { code, out } = await rules(['list', '--no-builtin', '--rules', 'good', '--format', 'json']);
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(out)).toEqual([
      {
        ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
        title: 'Trail stopped',
        level: 'high',
        techniques: ['T1685.002'],
        source: 'own',
        file: 'good/one.yml',
      },
    ]);
  });

  it('lists the built-in pack, from its YAML where nothing was built', async () => {
    const root = folderWith({
      'rules/aws/x/rule.yml': sampleRule(),
      'rules/aws/x/cases.yml': 'base: {}',
      'package.json': '{"version":"0"}',
    });
    const { out } = await runCli(['rules', 'list', '--format', 'csv'], { cwd, root });
    expect(out).toBe(
      'ruleId,title,level,techniques,source,file\n' +
        '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11,Trail stopped,high,T1685.002,builtin,rules/aws/x/rule.yml\n',
    );
  });

  it('refuses a rule set that a scan would refuse', async () => {
    const { code, err } = await rules(['list', '--no-builtin', '--rules', 'bad']);
    expect(code).toBe(EXIT.error);
    expect(err).toContain('SIGMA_YAML');
  });
});

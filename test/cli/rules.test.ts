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
const KEYS = ['file', 'line', 'column', 'ruleId', 'title', 'state', 'code', 'message', 'notices'];

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
        notices: [],
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

  it('prints problems as compilers do, whole on any terminal, and a table of what loads', async () => {
    const { code, out, err } = await runCli(['rules', 'check', 'bad', 'good/one.yml'], {
      cwd,
      columns: 40,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(EXIT.error);
    const [problems, table] = out.split('\n\n').map((part) => part.trimEnd().split('\n'));
    expect(problems?.map((line) => line.split(' ', 2).join(' '))).toEqual([
      'bad/binary.yml:1:1 SIGMA_YAML',
      expect.stringMatching(/^bad\/not-yaml\.yml:\d+:\d+ SIGMA_YAML$/),
      expect.stringMatching(/^bad\/two\.yml:\d+:\d+ SIGMA_MODIFIER$/),
      expect.stringMatching(/^bad\/typo\.yml:4:\d+ SIGMA_ATTRIBUTE$/),
    ]);
    expect(problems?.some((line) => line.length > 40)).toBe(true);
    expect(out).not.toContain('…');
    expect(table?.map((line) => line.split(/ +/, 2).join(' '))).toEqual([
      'STATE WHERE',
      'loaded bad/two.yml:1:1',
      'loaded good/one.yml:1:1',
    ]);
    expect(err).toBe('2 loaded, 0 need values, 4 refused\n');
  });

  it('never cuts a place, also of a rule that loads', async () => {
    const file = 'a-folder-with-a-long-name/and-another-one/rule.yml';
    const { out } = await runCli(['rules', 'check', '.'], {
      cwd: folderWith({ [file]: sampleRule() }),
      columns: 40,
    });
    expect(out).toContain(`${file}:1:1`);
  });

  it('refuses a bad `trailhound` block at the line of each setting', async () => {
    const folder = folderWith({
      'r.yml': `${sampleRule()}trailhound:\n  windw: 30\n  "window": 2\n---\n${sampleRule({
        id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a17',
      })}trailhound: { why: 7 }\n`,
    });
    const { code, out, err } = await runCli(['rules', 'check', 'r.yml'], { cwd: folder });
    expect(code).toBe(EXIT.error);
    expect(out.trimEnd().split('\n')).toEqual([
      'r.yml:9:3 SIGMA_ATTRIBUTE trailhound.windw: unknown setting; did you mean window?',
      expect.stringMatching(/^r\.yml:10:3 SIGMA_ATTRIBUTE trailhound\.window: .*5 to 1440/),
      expect.stringMatching(/^r\.yml:19:1 SIGMA_ATTRIBUTE trailhound\.why: /),
    ]);
    expect(err).toBe('0 loaded, 0 need values, 2 refused\n');
    const scan = await runCli(['scan', '-', '--rules', 'r.yml'], { cwd: folder });
    expect(scan.code).toBe(EXIT.error);
    expect(scan.err).toContain('r.yml:9:3 SIGMA_ATTRIBUTE trailhound.windw');
  });

  it.each([
    { logsource: '{ product: aws, service: cloudtrial }', hint: '; did you mean service: cloudtrail?' },
    { logsource: '{ product: asw, service: cloudtrail }', hint: '; did you mean product: aws?' },
    { logsource: '{ product: windows, category: process_creation }', hint: '' },
    { logsource: '{ product: aws, service: cloudtrail }', hint: undefined },
    { logsource: '{ product: AWS, service: CloudTrail }', hint: undefined },
  ])('notes a rule for $logsource', async ({ logsource, hint }) => {
    const folder = folderWith({ 'r.yml': sampleRule({ logsource }) });
    const table = await runCli(['rules', 'check', 'r.yml'], { cwd: folder });
    const json = await runCli(['rules', 'check', 'r.yml', '--format', 'json'], { cwd: folder });
    const [{ notices }] = JSON.parse(json.out);
    expect(table.code).toBe(EXIT.ok);
    if (hint === undefined) expect(notices).toEqual([]);
    else {
      expect(notices).toEqual([expect.stringMatching(/^not for CloudTrail \(.*without effect here/)]);
      expect(notices[0].endsWith(`here${hint}`)).toBe(true);
      expect(table.out).toContain(`r.yml:1:1 notice: ${notices[0]}\n`);
    }
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { makeContext } from '../../cli/context.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { createProgram, descendants, pathOf } from '../../cli/program.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { brokenPipe, ROOT, runCli } from '../support/run-cli.ts';

const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
const program = createProgram(
  makeContext(
    [],
    {
      stdin: (async function* () {})(),
      stdout: silent(),
      stderr: silent(),
      env: {},
      cwd: ROOT,
      root: ROOT,
      clock: fakeClock(),
    },
    () => undefined,
  ),
  '0',
);
const COMMANDS = descendants(program).map((command) => pathOf(command).split(' ').slice(1));

describe('a mistake in the command line', () => {
  it.each([
    { name: 'a file name that a shell expanded', argv: ['scan', '-\u001b]0;pwn\u0007\u001b[31mX'] },
    { name: 'a command', argv: ['\u001b[31mscan'] },
    { name: 'a value', argv: ['scan', '--min-severity', '\u001b[31mhigh', 'x'] },
  ])('is shown without what a terminal would obey: $name', async ({ argv }) => {
    const { code, err } = await runCli(argv);

    expect(code).toBe(EXIT.usage);
    expect(err).toContain('\\u001b[31m');
    expect(err).not.toContain('\u001b');
  });
});

describe('help', () => {
  it.each(COMMANDS.map((words) => ({ name: words.join(' '), words })))(
    'of `$name` has an example that names it',
    async ({ words }) => {
      const { code, out, err } = await runCli([...words, '--help']);
      expect(code).toBe(EXIT.ok);
      expect(err).toBe('');
      expect(out).toContain(`Usage: trailhound ${words.join(' ')}`);
      expect(out.slice(out.indexOf('Examples:'))).toContain(`trailhound ${words.join(' ')}`);
    },
  );

  it('lists every command and every exit code', async () => {
    const { code, out } = await runCli(['--help']);
    expect(code).toBe(EXIT.ok);
    for (const [first] of COMMANDS) expect(out).toContain(`\n  ${first}`);
    for (const exit of Object.values(EXIT)) expect(out).toMatch(new RegExp(`\\n  ${exit} +\\S`));
  });

  it('is what a bare `trailhound` prints', async () => {
    expect(await runCli([])).toEqual(await runCli(['--help']));
  });

  it.each([
    { argv: ['help'], same: ['--help'] },
    { argv: ['help', 'scan'], same: ['scan', '--help'] },
    { argv: ['help', 'scan', 'x'], same: ['scan', '--help'] },
    { argv: ['--no-color', 'help', 'findings', 'list'], same: ['findings', 'list', '--help'] },
  ])('is also given by `$argv`', async ({ argv, same }) => {
    expect(await runCli(argv)).toEqual(await runCli(same));
  });

  it('shows ids of findings as they are', async () => {
    const { out } = await runCli(['findings', 'show', '--help']);
    expect(out).toMatch(/show [a-z2-7]{8}\n/);
    expect(out).toMatch(/show \d{8}T\d{4}Z-[a-z2-7]{16} /);
  });

  it('fits into a narrow terminal', async () => {
    const { out } = await runCli(['scan', '--help'], { columns: 80 });
    const options = out.slice(out.indexOf('Options:'), out.indexOf('A rule that'));
    expect(options.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(await runCli(['--version'])).toEqual({ code: EXIT.ok, out: `${version}\n`, err: '' });
  });
});

describe('misuse', () => {
  it.each([
    { argv: ['scna', 'x'], says: 'Did you mean scan?' },
    { argv: ['findings', 'lits'], says: 'Did you mean list?' },
    { argv: ['scan', '--fromat', 'csv', 'x'], says: 'Did you mean --format?' },
    { argv: ['scan'], says: "missing required argument 'path'" },
    { argv: ['scan', 'x', '--format', 'xml'], says: 'Allowed choices are table, json, ndjson, csv' },
    { argv: ['scan', 'x', '--fail-on', 'serious'], says: 'Allowed choices are informational, low' },
    { argv: ['scan', 'x', '--since', 'yesterday'], says: 'Expected a day (2026-03-01)' },
    { argv: ['scan', 'x', '--since', '2026-02-30'], says: 'Expected a day (2026-03-01)' },
    { argv: ['scan', 'x', '--since', '2026-03-02', '--until', '2026-03-01'], says: 'later than --until' },
    {
      argv: ['report', 'console-login', 'x', '--from', '2026-03-02', '--to', '2026-03-01'],
      says: 'later than --to',
    },
    { argv: ['collect', '--from', '2026-03-02', '--to', '2026-03-01'], says: '--from is later than --to' },
    { argv: ['collect', '--since', '2026-03-11'], says: '--since lies in the future' },
    { argv: ['collect', '--since', '100d'], says: '90 days of event history' },
    { argv: ['collect', '--since', '1d', '--table', 'T'], says: '--table needs --state-table' },
    { argv: ['collect', '--since', '1d', '--state-table', 'S'], says: 'go with --table' },
    { argv: ['collect', '--since', '1d', '--table-region', 'eu-west-1'], says: 'go with --table' },
    {
      argv: ['collect', '--since', '1d', '--table', 'T', '--state-table', 'S', '--data', '.trailhound'],
      says: 'give one of them',
    },
    { argv: ['report', 'console-login', '--aws', '--from', '100d'], says: '90 days of event history' },
    {
      argv: ['findings', 'list', '--since', '2026-03-02', '--until', '2026-03-01'],
      says: 'later than --until',
    },
    {
      argv: ['findings', 'export', '--since', '2026-03-02', '--until', '2026-03-01'],
      says: 'later than --until',
    },
    { argv: ['help', 'nope'], says: "unknown command 'nope'" },
    { argv: ['help', 'findigs'], says: 'Did you mean findings?' },
    { argv: ['help', 'findings', 'lits'], says: 'Did you mean list?' },
    { argv: ['scan', 'x', '--min-severity', 'high', '--fail-on', 'low'], says: 'could never be met' },
    { argv: ['scan', 'x', '--no-builtin'], says: '' },
    { argv: ['findings', 'list', '--limit', 'many'], says: 'whole number from 1 to 10000' },
    { argv: ['findings', 'list', '--limit', '0'], says: 'whole number from 1 to 10000' },
    { argv: ['findings', 'list', '--limit', '1e3'], says: 'whole number from 1 to 10000' },
    { argv: ['findings', 'list', '--account', '12345'], says: 'the 12 digits' },
    { argv: ['findings', 'list', '--day', '2026-3-1'], says: 'a day such as' },
    { argv: ['findings', 'list', '--table', 'T'], says: '--table needs --state-table' },
    { argv: ['findings', 'list', '--region', 'eu-west-1'], says: 'go with --table' },
    { argv: ['findings', 'close', 'abc'], says: "required option '--reason <text>'" },
    ...['--data', '--rule', '--principal', '--table'].map((option) => ({
      argv: ['findings', 'list', option, ''],
      says: `${option} <`,
    })),
    { argv: ['findings', 'ack', 'abc', '--by', ' '], says: "argument ' ' is invalid. It is empty." },
    { argv: ['replay', '--data', ''], says: 'It is empty.' },
    { argv: ['replay', '--rules', ''], says: 'It is empty.' },
    { argv: ['scan', 'x', '--suppressions', ''], says: 'It is empty.' },
    { argv: ['findings'], says: 'Usage: trailhound findings' },
    { argv: ['rules', 'check'], says: "missing required argument 'path'" },
    { argv: ['report', 'console-login'], says: 'one of the three' },
    { argv: ['report', 'console-login', 'x', '--aws'], says: 'one of the three' },
  ])('`$argv` fails before anything is started: $says', async ({ argv, says }) => {
    const { code, out, err } = await runCli(argv, { cwd: folderWith({}) });
    expect({ code, out }).toEqual({ code: argv.includes('--no-builtin') ? EXIT.error : EXIT.usage, out: '' });
    expect(err).toContain(says);
    expect(err).not.toMatch(/\n +at /);
  });

  it('says where help is', async () => {
    expect((await runCli(['scan', '--nope', 'x'])).err).toContain('See: trailhound scan --help');
  });
});

describe('errors', () => {
  it('are one line with the code, and what to do', async () => {
    const { code, err } = await runCli(['scan', 'no-such-file.json'], { cwd: folderWith({}) });
    expect(code).toBe(EXIT.error);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^error: .*no-such-file\.json: .* \(TH_INPUT_UNREADABLE\)$/),
      expect.stringMatching(/^ {2}A file or folder could not be read\./),
      '',
    ]);
  });

  it.each([
    { argv: ['replay', '--data', 'file'] },
    { argv: ['replay', '--data', 'file/below', '--fresh'] },
    { argv: ['replay', '--data', '/proc/nothing-can-be-made-here'] },
  ])('are one line for a data folder that cannot be used: $argv', async ({ argv }) => {
    const cwd = folderWith({ file: '', 'r.yml': sampleRule() });
    const { code, out, err } = await runCli([...argv, '--no-builtin', '--rules', 'r.yml'], { cwd });
    expect({ code, out }).toEqual({ code: EXIT.error, out: '' });
    expect(err).toMatch(/^(Rules: .*\n)?error: data folder .* --data \(TH_STORE_WRITE\)\n$/);
  });

  it.each([
    { name: 'no rules at all', argv: ['scan', 'a.json', '--no-builtin'] },
    { name: 'a folder without rules', argv: ['rules', 'check', 'empty'] },
    { name: 'no database yet', argv: ['findings', 'list'] },
  ])('give no general advice beside their own: $name', async ({ argv }) => {
    const cwd = folderWith({ 'a.json': '{}', 'empty/x.txt': '' });
    const { code, err } = await runCli(argv, { cwd });
    expect(code).toBe(EXIT.error);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('have a stack with --debug', async () => {
    const { err } = await runCli(['scan', 'no-such-file.json', '--debug'], { cwd: folderWith({}) });
    expect(err).toMatch(/\n +at /);
  });

  it('cannot be forged by a file name', async () => {
    const { err } = await runCli(['scan', 'a\u001b[31m\nerror: forged'], { cwd: folderWith({}) });
    expect(err).not.toContain('\u001b');
    expect(err.split('\n').filter((line) => line.startsWith('error:'))).toHaveLength(1);
  });
});

describe('colours', () => {
  const logs = folderWith({ 'a.json': jsonLines([sampleRecord()]), 'r.yml': sampleRule() });
  const scan = ['scan', 'a.json', '--no-builtin', '--rules', 'r.yml'];

  it.each([
    { name: 'a terminal', setting: { columns: 100 }, extra: [], colour: true },
    { name: 'a pipe', setting: {}, extra: [], colour: false },
    {
      name: 'a terminal with NO_COLOR',
      setting: { columns: 100, env: { NO_COLOR: '1' } },
      extra: [],
      colour: false,
    },
    {
      name: 'a terminal with an empty NO_COLOR',
      setting: { columns: 100, env: { NO_COLOR: '' } },
      extra: [],
      colour: true,
    },
    { name: 'a dumb terminal', setting: { columns: 100, env: { TERM: 'dumb' } }, extra: [], colour: false },
    { name: 'a pipe with FORCE_COLOR', setting: { env: { FORCE_COLOR: '1' } }, extra: [], colour: true },
    {
      name: 'a terminal with FORCE_COLOR=0',
      setting: { columns: 100, env: { FORCE_COLOR: '0' } },
      extra: [],
      colour: false,
    },
    {
      name: '--no-color',
      setting: { columns: 100, env: { FORCE_COLOR: '1' } },
      extra: ['--no-color'],
      colour: false,
    },
  ])('on $name: $colour', async ({ setting, extra, colour }) => {
    const { out } = await runCli([...scan, ...extra], { ...setting, cwd: logs });
    expect(out).toContain('Trail stopped');
    expect(out.includes('\u001b[')).toBe(colour);
  });
});

describe('a reader that goes away', () => {
  const many = Array.from({ length: 3000 }, (_, index) => sampleRecord({ eventID: `e-${index}` }));
  const logs = folderWith({ 'a.json': jsonLines(many), 'r.yml': sampleRule() });

  it.each(['ndjson', 'csv', 'json', 'table'])('ends %s output quietly', async (format) => {
    const argv = [
      'scan',
      'a.json',
      '--no-builtin',
      '--rules',
      'r.yml',
      '--output',
      'matches',
      '--format',
      format,
    ];
    const { code, err } = await runCli(argv, { cwd: logs, stdout: brokenPipe() });
    expect({ code, err }).toEqual({ code: EXIT.ok, err: '' });
  });

  it('is told of a full disk in one sentence', async () => {
    for (const argv of [
      ['scan', 'a.json', '--no-builtin', '--rules', 'r.yml', '--output', 'matches', '--format', 'ndjson'],
      ['rules', 'list', '--no-builtin', '--rules', 'r.yml'],
    ]) {
      const { code, err } = await runCli(argv, { cwd: logs, stdout: brokenPipe('ENOSPC') });
      expect(code).toBe(EXIT.error);
      expect(err.match(/error: .*/g)).toEqual([
        'error: output is cut off: the disk is full (TH_OUTPUT_WRITE)',
      ]);
      expect(err).not.toContain('report it');
    }
  });
});

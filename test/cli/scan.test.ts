import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const MILD = sampleRule({
  title: 'Trail started',
  id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12',
  level: 'low',
  detection: '{ sel: { eventName: StartLogging }, condition: sel }',
});
const records = [
  sampleRecord({ eventID: 'started', eventName: 'StartLogging', eventTime: '2026-03-01T08:00:00Z' }),
  sampleRecord({ eventID: 'stopped' }),
  sampleRecord({ eventID: 'stopped again', eventTime: '2026-03-03T09:30:00Z' }),
  sampleRecord({ eventID: 'harmless', eventName: 'DescribeTrails' }),
];
const cwd = folderWith({
  'logs/a.json': JSON.stringify({ Records: records.slice(0, 2) }),
  'logs/b.json.gz': gzipSync(jsonLines(records.slice(2))),
  'rules/stopped.yml': sampleRule(),
  'rules/deep/started.yaml': MILD,
  'rules/cases.yml': 'not: a rule',
  'broken/bad.yml': sampleRule({ detection: '{ sel: { eventName|lookalike: x }, condition: sel }' }),
  'damaged/a.json': `${jsonLines(records)}{"eventName":"secret-content`,
});
const RULES = ['--no-builtin', '--rules', 'rules'];
const scan = (argv: readonly string[], setting: object = {}) =>
  runCli(['scan', ...argv], { cwd, ...setting });
const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('scan --output matches', () => {
  it('prints one line of JSON a match, with exactly these keys in this order', async () => {
    const { code, out } = await scan(['logs', ...RULES, '--output', 'matches', '--format', 'ndjson']);
    expect(code).toBe(EXIT.ok);
    const rows = lines(out).map((line) => JSON.parse(line));
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(Object.keys(row).join(' ')).toBe(
        'type ruleId ruleTitle severity eventId eventTime eventSource eventName accountId region principal sourceIp file',
      );
    }
    expect(rows[1]).toEqual({
      type: 'event',
      ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11',
      ruleTitle: 'Trail stopped',
      severity: 'high',
      eventId: 'stopped',
      eventTime: '2026-03-01T09:00:00Z',
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      accountId: '123456789012',
      region: 'eu-central-1',
      principal: 'arn:aws:iam::123456789012:user/alice',
      sourceIp: '198.51.100.7',
      file: expect.stringMatching(/logs\/a\.json$/),
    });
  });

  it('gives the same rows in every format', async () => {
    const ids = ['started', 'stopped', 'stopped again'];
    const argv = ['logs', ...RULES, '--output', 'matches', '--format'];
    const json = JSON.parse((await scan([...argv, 'json'])).out);
    const csv = lines((await scan([...argv, 'csv'])).out);
    const table = lines((await scan([...argv, 'table'])).out);
    expect(json.map((row: { eventId: string }) => row.eventId)).toEqual(ids);
    expect(csv.slice(1).map((line) => line.split(',')[4])).toEqual(ids);
    expect(csv[0]?.split(',').slice(0, 13)).toEqual(Object.keys(json[0]));
    expect(table).toHaveLength(1 + ids.length);
  });

  it('prints an empty list as valid JSON', async () => {
    const { out } = await scan([
      'logs',
      ...RULES,
      '--output',
      'matches',
      '--format',
      'json',
      '--since',
      '2026-04-01',
    ]);
    expect(JSON.parse(out)).toEqual([]);
  });

  it('keeps everything that is not data away from standard output', async () => {
    const { out, err } = await scan(['logs', ...RULES, '--output', 'matches', '--format', 'ndjson']);
    expect(lines(out).every((line) => line.startsWith('{'))).toBe(true);
    expect(err).toMatch(/^3 matches; 4 events in 2 files, /);
  });

  it('reads standard input', async () => {
    const { out } = await scan(['-', ...RULES, '--output', 'matches', '--format', 'ndjson'], {
      stdin: jsonLines(records),
    });
    expect(lines(out).map((line) => JSON.parse(line).file)).toEqual(['-', '-', '-']);
  });
});

describe('scan --output findings', () => {
  it('lists them worst first, then oldest first', async () => {
    const { out, err } = await scan(['logs', ...RULES, '--format', 'json']);
    const found = JSON.parse(out);
    expect(
      found.map((one: { severity: string; firstSeen: string }) => [one.severity, one.firstSeen]),
    ).toEqual([
      ['high', '2026-03-01T09:00:00Z'],
      ['high', '2026-03-03T09:30:00Z'],
      ['low', '2026-03-01T08:00:00Z'],
    ]);
    expect(err).toMatch(/^3 matches in 3 findings; /);
  });

  it('draws a table that fits the terminal', async () => {
    const { out } = await scan(['logs', ...RULES], { columns: 72, env: { NO_COLOR: '1' } });
    expect(lines(out)).toHaveLength(4);
    expect(lines(out).filter((line) => line.length > 72)).toEqual([]);
    expect(lines(out)[1]).toMatch(/^high +2026-03-01 09:00 +1 {2}Trail stopped/);
  });
});

describe('what is left out', () => {
  it.each([
    { name: '--min-severity', argv: ['--min-severity', 'medium'], ids: ['stopped', 'stopped again'] },
    { name: '--since', argv: ['--since', '2026-03-02'], ids: ['stopped again'] },
    { name: '--until, whose day counts whole', argv: ['--until', '2026-03-01'], ids: ['started', 'stopped'] },
    { name: '--since so long ago', argv: ['--since', '8d'], ids: ['stopped again'] },
  ])('by $name', async ({ argv, ids }) => {
    const { out } = await scan(['logs', ...RULES, '--output', 'matches', '--format', 'ndjson', ...argv]);
    expect(lines(out).map((line) => JSON.parse(line).eventId)).toEqual(ids);
  });

  it('by a suppression, which is counted', async () => {
    const allow = folderWith({
      'allow.yml':
        'suppressions:\n  - { id: planned, rules: all, detection: { sel: { eventID: stopped }, condition: sel }, reason: x, owner: y, expires: 2027-01-01 }\n',
    });
    const { out, err } = await scan([
      'logs',
      ...RULES,
      '--output',
      'matches',
      '--format',
      'ndjson',
      '--suppressions',
      `${allow}/allow.yml`,
    ]);
    expect(lines(out).map((line) => JSON.parse(line).eventId)).toEqual(['started', 'stopped again']);
    expect(err).toContain('1 suppressed');
  });
});

describe('exit codes', () => {
  it.each([
    { name: 'nothing severe enough', argv: ['logs', '--fail-on', 'critical'], code: EXIT.ok },
    { name: 'something severe enough', argv: ['logs', '--fail-on', 'high'], code: EXIT.found },
    { name: 'something worse than asked for', argv: ['logs', '--fail-on', 'low'], code: EXIT.found },
    { name: 'found, but nobody asked', argv: ['logs'], code: EXIT.ok },
    { name: 'damaged input', argv: ['damaged'], code: EXIT.partial },
    { name: 'damaged input and something severe', argv: ['damaged', '--fail-on', 'high'], code: EXIT.found },
    { name: 'a path that is not there', argv: ['missing'], code: EXIT.error },
    { name: 'a refused rule', argv: ['logs', '--rules', 'broken'], code: EXIT.error },
    { name: 'a folder without rules', argv: ['logs', '--rules', 'logs'], code: EXIT.error },
  ])('$name: $code', async ({ argv, code }) => {
    expect((await scan([...argv, ...RULES])).code).toBe(code);
  });

  it('damaged input is named with its place and never quoted', async () => {
    const { err } = await scan(['damaged', ...RULES]);
    expect(err).toMatch(/unreadable: .*damaged\/a\.json, line 5: /);
    expect(err).toContain('1 input could not be read');
    expect(err).not.toContain('secret-content');
  });

  it('a refused rule is named with file, line and cause, and nothing is searched', async () => {
    const { out, err } = await scan(['logs', ...RULES, '--rules', 'broken']);
    expect(out).toBe('');
    expect(err).toMatch(/broken\/bad\.yml:\d+:\d+ SIGMA_MODIFIER /);
    expect(err).toContain('TH_RULES_REFUSED');
  });
});

describe('--fail-on where nothing was searched', () => {
  const folder = folderWith({
    'empty/notes.txt': 'hello',
    'digest/a.json': '{"digestStartTime":"2026-03-01T00:00:00Z"}',
    'rules/r.yml': sampleRule(),
    'sound/a.json': jsonLines([sampleRecord({ eventName: 'DescribeTrails' })]),
  });
  const at = (argv: readonly string[]) =>
    runCli(['scan', ...argv, '--no-builtin', '--rules', 'rules'], { cwd: folder });

  it.each([
    { name: 'a folder without logs', argv: ['empty', '--fail-on', 'high'], code: EXIT.partial, said: true },
    { name: 'a digest', argv: ['digest', '--fail-on', 'high'], code: EXIT.partial, said: true },
    {
      name: 'standard input that is empty',
      argv: ['-', '--fail-on', 'high'],
      code: EXIT.partial,
      said: true,
    },
    { name: 'a folder without logs, unasked', argv: ['empty'], code: EXIT.ok, said: false },
    { name: 'one event', argv: ['sound', '--fail-on', 'high'], code: EXIT.ok, said: false },
  ])('$name: $code', async ({ argv, code, said }) => {
    const { code: found, err } = await at(argv);
    expect(found).toBe(code);
    expect(err.includes('--fail-on high was not checked: nothing was searched.')).toBe(said);
  });

  it.each([
    {
      argv: ['sound', '--since', '2026-03-02'],
      said: 'no event lies in the span, 2026-03-02T00:00:00Z to now.',
    },
    { argv: ['sound', '--min-severity', 'critical'], said: 'No rule is of severity critical or worse' },
  ])('says what filters leave out: $argv', async ({ argv, said }) => {
    const { code, err } = await at(argv);
    expect(code).toBe(EXIT.ok);
    expect(err).toContain(said);
  });
});

describe('what is not searched', () => {
  const broken = '{"eventName":"x",\n'.repeat(5);
  const folder = folderWith({
    'rules/r.yml': sampleRule(),
    'packed/a.zip': 'PK\u0003\u0004..........',
    'packed/b.json.bz2': 'BZh91AY&SY........',
    'packed/c.json.xz': Buffer.from('fd377a585a00000000000000', 'hex'),
    'packed/d.7z': Buffer.from('377abcaf271c000000000000', 'hex'),
    'packed/e.parquet': 'PAR1............',
    'packed/f.tar.gz': gzipSync('f.json\u0000\u0000\u0000000644 ustar'),
    'packed/g.tgz': gzipSync('f.json\u0000\u0000\u0000000644 ustar'),
    'packed/notes.txt': 'nothing',
    'packed/sound.json': jsonLines([sampleRecord()]),
    'bad/a.json': broken,
    'bad/b.json': broken,
    'bad/c.json': '{"eventName":',
    ...Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`many/${n}.json`, broken])),
  });
  const at = (argv: readonly string[]) =>
    runCli([...argv, '--no-builtin', '--rules', 'rules'], { cwd: folder });
  const named = (err: string, label: string): string[] =>
    lines(err).flatMap((line) =>
      line.startsWith(`${label}: `) ? [/\w+\/[\w.]+(?=[:,] )/.exec(line)?.[0] ?? ''] : [],
    );
  const PACKED = ['a.zip', 'b.json.bz2', 'c.json.xz', 'd.7z', 'e.parquet', 'f.tar.gz', 'g.tgz'];

  it.each([
    { command: 'scan', argv: ['scan', 'packed'], code: EXIT.partial },
    { command: 'scan that is met', argv: ['scan', 'packed', '--fail-on', 'high'], code: EXIT.found },
    {
      command: 'scan that is not met',
      argv: ['scan', 'packed', '--fail-on', 'critical'],
      code: EXIT.partial,
    },
    { command: 'replay', argv: ['replay', 'packed'], code: EXIT.partial },
  ])('packed files are named by $command', async ({ argv, code }) => {
    const found = await at(argv);
    expect(found.code).toBe(code);
    expect(named(found.err, 'not searched')).toEqual(PACKED.map((file) => `packed/${file}`));
    expect(found.err).toContain('a.zip: zip file, which is not read; unpack it first');
  });

  it('packed files are named by a report', async () => {
    const { code, err } = await runCli(['report', 'console-login', 'packed'], { cwd: folder });
    expect(code).toBe(EXIT.partial);
    expect(named(err, 'not searched')).toHaveLength(PACKED.length);
  });

  it('files that are passed over count as files', async () => {
    expect((await at(['scan', 'packed'])).err).toContain('1 event in 9 files');
  });

  it.each(['scan', 'replay'])('each bad file is named by %s, with three places at most', async (command) => {
    const { code, err } = await at([command, 'bad', '--data', 'other'].slice(0, command === 'scan' ? 2 : 4));
    expect(code).toBe(EXIT.partial);
    expect(named(err, 'unreadable')).toEqual([
      ...Array(3).fill('bad/a.json'),
      ...Array(3).fill('bad/b.json'),
      'bad/c.json',
    ]);
    expect(lines(err).filter((line) => line === '  and 2 more in this file')).toHaveLength(2);
  });

  it('each of very many bad files is still named', async () => {
    const { err } = await at(['scan', 'many']);
    expect(new Set(named(err, 'unreadable'))).toHaveProperty('size', 60);
    expect(named(err, 'unreadable')).toHaveLength(50 * 3 + 10);
  });
});

describe('what a folder hides', () => {
  const folder = folderWith({
    'rules/r.yml': sampleRule(),
    'wrapped/a.json': jsonLines([{ help: `got ${JSON.stringify(sampleRecord()).slice(0, -9)}` }]),
    'promised/y.gz': 'no gzip',
    'untimed/a.json': jsonLines([
      sampleRecord({ eventTime: 'noon' }),
      sampleRecord({ eventID: 'other', eventTime: undefined }),
      sampleRecord({ eventID: 'old', eventTime: '2020-01-01T00:00:00Z' }),
    ]),
    'buses/a.json': jsonLines(
      Array.from({ length: 100 }, (_, n) => ({ 'detail-type': `plan ${n}`, detail: { a: 1 } })),
    ),
    ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`kinds/a.x${n}`, 'words'])),
    'kinds/b.x0': 'words',
    'links/in/a.json': jsonLines([sampleRecord()]),
  });
  symlinkSync(folder, join(folder, 'links', 'up'));
  symlinkSync('/dev/null', join(folder, 'links', 'device'));
  const at = (argv: readonly string[]) =>
    runCli([...argv, '--no-builtin', '--rules', 'rules'], { cwd: folder });

  it.each([
    { path: 'wrapped', said: 'a.json, byte 0: holds what looks like CloudTrail records in a wrapping' },
    { path: 'promised', said: 'y.gz, byte 0: neither packed, as its name says, nor JSON' },
  ])('is a fault with its place: $path', async ({ path, said }) => {
    const { code, err } = await at(['scan', path]);
    expect(code).toBe(EXIT.partial);
    expect(err).toContain(said);
  });

  it('keeps events without a usable time whatever the span, and counts them', async () => {
    const argv = ['scan', 'untimed', '--output', 'matches', '--format', 'ndjson'];
    const { out, err } = await at([...argv, '--since', '2026-01-01', '--until', '2026-02-01']);
    expect(lines(out)).toHaveLength(2);
    expect(err).toContain('1 event outside the span, 2 events without a usable time were kept; 3 events in');
    expect((await at(argv)).err).not.toContain('usable time');
  });

  it('quotes no event and stays short where it tells what was passed over', async () => {
    expect((await at(['scan', 'buses'])).err).toContain('Passed over: 100 other EventBridge event\n');
    const passed = lines((await at(['scan', 'kinds'])).err).find((line) => line.startsWith('Passed over'));
    expect(passed?.split(', ')).toHaveLength(21);
    expect(passed).toMatch(/: 2 not JSON \(\.x0\), .*, 10 of other kinds$/);
  });

  it('names a device, and a link that is not followed', async () => {
    const { code, err } = await at(['scan', 'links']);
    expect(code).toBe(EXIT.ok);
    expect(err).toMatch(/not searched: .*links\/up: link to a folder around the one that was asked for\n/);
    expect(err).toMatch(/not searched: .*links\/device: not a regular file\n/);
    expect(err).toContain('1 match in 1 finding');
  });
});

describe('hostile records', () => {
  const hostile = folderWith({
    'a.json': jsonLines([
      sampleRecord({
        eventID: '=HYPERLINK("http://198.51.100.1","x")',
        sourceIPAddress: '\u001b[2J\u009b31m\r\nhigh forged\u202e',
        userIdentity: { type: 'IAMUser', userName: '@SUM(1)', arn: '@SUM(1)' },
      }),
    ]),
    'r.yml': sampleRule(),
  });
  const read = async (format: string) =>
    (
      await runCli(
        ['scan', 'a.json', '--no-builtin', '--rules', 'r.yml', '--output', 'matches', '--format', format],
        { cwd: hostile },
      )
    ).out;

  it('cannot run a formula in a spreadsheet', async () => {
    const csv = await read('csv');
    expect(csv).toContain(`"'=HYPERLINK(""http://198.51.100.1"",""x"")"`);
    expect(csv).toContain(`,'@SUM(1),`);
    expect(lines(csv)).toHaveLength(2);
  });

  it.each(['csv', 'table', 'ndjson', 'json'])('cannot steer a terminal through %s', async (format) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
    expect(await read(format)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('stay as they are for a JSON parser', async () => {
    expect(JSON.parse(await read('ndjson')).sourceIp).toBe('\u001b[2J\u009b31m\r\nhigh forged\u202e');
  });
});

describe('progress', () => {
  it('is drawn on a terminal and wiped at the end', async () => {
    const { err } = await scan(['logs', ...RULES], { columns: 100, env: { NO_COLOR: '1' } });
    expect(err).toContain('\r\u001b[K');
    expect(err).toMatch(/\d events {2}[\d,]+\/s/);
    expect(err.lastIndexOf('\r\u001b[K')).toBeLessThan(err.indexOf('3 matches'));
  });

  it('is not drawn anywhere else', async () => {
    expect((await scan(['logs', ...RULES])).err).not.toContain('\r');
  });
});

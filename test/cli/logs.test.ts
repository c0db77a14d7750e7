import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { OWN_TRACES, withNeighbours } from '../support/app-traces.ts';
import { folderWith } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const java = withNeighbours(OWN_TRACES['java']!);
const cwd = folderWith({
  'app/a.log': `${java.join('\r\n')}\r\n`,
  'app/b.log.gz': gzipSync(
    [
      '{"level":30,"time":1772355600000,"msg":"begins"}',
      '{"level":50,"time":1772355601000,"msg":"no stock for order 7"}',
      '{"level":50,"time":1772355602000,"msg":"no stock for order 8"}',
      '{"level":40,"time":1772355603000,"msg":"slow, password=hunter2"}',
    ].join('\n'),
  ),
  'app/c.bin': Buffer.from([0, 1, 2]),
  'rules/refund.yml': `title: Refund
id: 3f1f9a52-3f53-4a53-9e0b-0b8b3a6d8f11
level: high
logsource: { category: application }
detection: { refund: { message|startswith: refund }, condition: refund }
`,
  'shop.log': '2026-03-01 09:00:00 INFO shop - refund of 7\n',
  'allowed.yml': `suppressions:
  - id: stock
    rules: all
    detection: { stock: { message|contains: stock }, condition: stock }
    reason: sold out
    owner: shop@example.com
    expires: 2026-12-31
`,
});
const logs = (argv: readonly string[], setting: object = {}) =>
  runCli(['logs', ...argv], { cwd, ...setting });
const rowsOf = (out: string): readonly Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('logs --format ndjson', () => {
  it('prints one object an error, with exactly these keys in this order', async () => {
    const { code, out, err } = await logs(['app', '--format', 'ndjson']);
    const rows = rowsOf(out);

    expect(code).toBe(EXIT.ok);
    for (const row of rows)
      expect(Object.keys(row).join(' ')).toBe('file lines level kind fingerprint template message');
    expect(rows).toMatchObject([
      { file: expect.stringMatching(/app\/a\.log$/), lines: [2, 8], level: 'error', kind: 'exception' },
      {
        file: expect.stringMatching(/b\.log\.gz$/),
        lines: [2, 2],
        kind: 'log',
        message: 'no stock for order 7',
      },
      { lines: [3, 3], template: 'no stock for order <*>', fingerprint: rows[1]?.['fingerprint'] },
    ]);
    expect(err).toMatch(/^3 errors; 7 entries of 13 lines in 2 files/m);
  });

  it.each([
    ['warn', 4],
    ['fatal', 1],
    ['all', 7],
  ])('prints what is at level %s or worse', async (level, count) => {
    expect(rowsOf((await logs(['app', '--level', level, '--format', 'ndjson'])).out)).toHaveLength(count);
  });

  it('masks secrets, and prints entries without a level as having none', async () => {
    const stdin = 'plain words\nusing token=abcdef\n';
    const { out } = await logs(['-', '--level', 'all', '--format', 'ndjson'], { stdin });

    expect(rowsOf(out)).toMatchObject([
      { file: '-', lines: [1, 1], level: null, kind: null, message: 'plain words' },
      { message: expect.stringContaining('(removed)') },
    ]);
    expect(out).not.toContain('abcdef');
  });

  it('keeps to a span of time', async () => {
    const span = ['--since', '2026-03-01T09:00:02Z', '--until', '2026-03-01T09:00:02Z'];

    expect(rowsOf((await logs(['app/b.log.gz', ...span, '--format', 'ndjson'])).out)).toHaveLength(1);
  });

  it('takes hostile bytes for what they are', async () => {
    const stdin = Buffer.from([
      0x1b,
      0x5b,
      0x32,
      0x4a,
      0x20,
      ...Buffer.from('ERROR \u202e boom'),
      0xff,
      0x0a,
    ]);
    const { out } = await logs(['-', '--format', 'ndjson', '--level', 'all'], { stdin });

    expect(rowsOf(out)).toHaveLength(1);
    expect(out.includes('\u001b') || out.includes('\u202e')).toBe(false);
  });
});

describe('logs, for people', () => {
  it('prints a table of kinds, worst and most frequent first', async () => {
    const { out } = await logs(['app']);

    expect(out.split('\n')[0]).toMatch(/^SEVERITY +COUNT +FIRST +LAST +LEVEL +KIND +TEMPLATE$/);
    expect(out.split('\n')[1]).toMatch(
      /^medium +2 +2026-03-01 09:00 +2026-03-01 09:00 +error +log +no stock/,
    );
    expect(out.split('\n')[2]).toMatch(
      /^medium +1 .* exception +java\.lang\.IllegalStateException at com\.example/,
    );
  });

  it('prints spikes and rates below', async () => {
    const many = Array.from(
      { length: 150 },
      (_, n) => `2026-03-01 09:00:00 ERROR app - order ${n} not placed`,
    );
    const { out } = await logs(['-'], { stdin: many.join('\n') });

    expect(out).toMatch(/\nWHAT +FROM +TO +COUNT +EXPECTED +TEMPLATE\nrate +2026-03-01 09:00/);
  });

  it('prints findings as an account would have them', async () => {
    const { out } = await logs(['app', '--output', 'findings', '--format', 'json']);

    expect(JSON.parse(out)).toMatchObject([
      { ruleId: 'trailhound:log-error' },
      { ruleId: 'trailhound:log-error' },
    ]);
  });

  it('searches with own rules too', async () => {
    const { out, code } = await logs([
      'shop.log',
      '--rules',
      'rules',
      '--format',
      'ndjson',
      '--fail-on',
      'high',
    ]);

    expect(rowsOf(out)).toMatchObject([{ kind: 'rule', level: 'info', message: 'refund of 7' }]);
    expect(code).toBe(EXIT.found);
  });

  it('leaves out what an allow-list covers, and says so', async () => {
    const { out, err } = await logs(['app', '--suppressions', 'allowed.yml', '--format', 'ndjson']);

    expect(rowsOf(out)).toHaveLength(1);
    expect(err).toMatch(/^1 error, 2 suppressed;/m);
  });
});

describe('logs, when something is wrong', () => {
  it.each([
    ['nothing to read', []],
    ['both a path and a group', ['app', '--group', '/app/web']],
    ['a level that is none', ['app', '--level', 'ERROR']],
    ['a span that ends before it begins', ['app', '--since', '2026-03-02', '--until', '2026-03-01']],
  ])('refuses %s', async (_name, argv) => {
    expect((await logs(argv)).code).toBe(EXIT.usage);
  });

  it('names a path that is not there', async () => {
    const { code, err } = await logs(['none.log']);

    expect(code).toBe(EXIT.error);
    expect(err).toContain('none.log: no such file or folder');
  });

  it('reads what lies before damage, says so, and exits with 3', async () => {
    const damaged = folderWith({
      'a.gz': gzipSync('ERROR a\n'.repeat(5_000)).subarray(0, 60),
      'b.log': 'ERROR b\n',
    });
    const { code, err, out } = await runCli(['logs', '.', '--format', 'ndjson'], { cwd: damaged });

    expect(code).toBe(EXIT.partial);
    expect(err).toMatch(/unreadable: .*a\.gz: /);
    expect(rowsOf(out).some(({ message }) => message === 'b')).toBe(true);
  });

  it('does not pass a check that saw nothing', async () => {
    expect((await logs(['-', '--fail-on', 'low'], { stdin: '' })).code).toBe(EXIT.partial);
  });
});

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailhound-metrics-'));
const START = Date.UTC(2026, 2, 1);
const STEP = 300_000;
const stamp = (step: number): string => new Date(START + step * STEP).toISOString().replace('.000Z', 'Z');

/** Two days of a quiet series with three bad points at step 200. */
const VALUES = Array.from({ length: 576 }, (_, step) =>
  step >= 200 && step < 203 ? 95 + (step - 200) : 20 + (step % 7),
);
const csv = (values: readonly (number | string)[]): string =>
  `timestamp,value\n${values.map((value, step) => `${stamp(step)},${value}`).join('\n')}\n`;
const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const CPU = file('cpu.csv', csv(VALUES));
const LIMIT = ['--above', '90', '--for', '3/3', '--no-baseline'] as const;
const lines = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const ANOMALY = {
  ...{ series: CPU, start: stamp(200), end: stamp(202), peak: 97, expected: 90 },
  ...{ score: expect.any(Number), kind: 'threshold' },
};

describe('trailhound metrics', () => {
  it('prints one object for each anomaly, with these keys and no others', async () => {
    const { code, out, err } = await runCli(['metrics', CPU, ...LIMIT, '--format', 'ndjson']);
    expect(code).toBe(0);
    expect(lines(out)).toEqual([ANOMALY]);
    expect(Object.keys(lines(out)[0] as object)).toEqual([
      'series',
      'start',
      'end',
      'peak',
      'expected',
      'score',
      'kind',
    ]);
    expect(err).toBe('1 anomaly in 1 of 1 series, 576 points\n');
  });

  it('prints null as the end of one that lasts', async () => {
    const path = file('lasts.csv', csv([...VALUES.slice(0, 210), 99, 98, 99]));
    const { out, err } = await runCli(['metrics', path, ...LIMIT, '--format', 'ndjson']);
    expect(lines(out)).toMatchObject([{ end: stamp(202) }, { start: stamp(210), end: null, peak: 99 }]);
    expect(err).toBe('2 anomalies in 1 of 1 series, 213 points; 1 lasts\n');
  });

  it('prints a table with a chart of each, and an array as JSON', async () => {
    const table = await runCli(['metrics', CPU, ...LIMIT]);
    const [head, row] = table.out.split('\n');
    expect(head).toMatch(/^SERIES +KIND +START +END +PEAK +EXPECTED +SCORE +CHART$/);
    expect(row).toMatch(
      /cpu\.csv +threshold +2026-03-01T16:40:00Z +2026-03-01T16:50:00Z +97 +90 +[\d.]+ +[▁▂▃▄]+[▇█]{3}[▁▂▃▄]+$/,
    );
    const json = await runCli(['metrics', CPU, ...LIMIT, '--format', 'json']);
    expect(JSON.parse(json.out)).toEqual([ANOMALY]);
    const none = await runCli(['metrics', CPU, '--above', '200', '--no-baseline', '--format', 'json']);
    expect(none).toMatchObject({ code: 0, out: '[]\n', err: 'Nothing unusual in 1 series, 576 points\n' });
  });

  it('finds what is unlike the series itself, without being told anything', async () => {
    const values = Array.from(
      { length: 288 * 14 },
      (_, step) => 50 + 20 * Math.sin((step / 288) * 2 * Math.PI) + (step % 5),
    );
    values.fill(400, 288 * 13, 288 * 13 + 24);
    const path = file('day.csv', csv(values));
    const { out } = await runCli(['metrics', path, '--format', 'ndjson']);
    const found = lines(out) as readonly { start: string; end: string | null; peak: number }[];
    expect(
      found.some(
        ({ start, peak }) => start >= stamp(288 * 13) && start <= stamp(288 * 13 + 24) && peak === 400,
      ),
    ).toBe(true);
  });

  it('says which series were too short to learn from', async () => {
    const { code, err } = await runCli(['metrics', file('short.csv', csv(VALUES.slice(0, 190)))]);
    expect(code).toBe(0);
    expect(err).toBe(
      'Nothing unusual in 1 series, 190 points\n' +
        'too short to learn from: 1 of 1 series has less than a day, or fewer than 61 points; thresholds: --above, --below\n',
    );
  });

  it('calls a level that stayed a shift', async () => {
    const steps = Array.from({ length: 288 * 10 }, (_, step) => (step < 288 * 8 ? 40 : 20) + (step % 5) / 5);
    const { out } = await runCli(['metrics', file('level.csv', csv(steps)), '--format', 'ndjson']);
    expect(lines(out)).toMatchObject([{ kind: 'shift', start: stamp(288 * 8), end: expect.any(String) }]);
  });

  it('names a series by its path as given, and by its column where there are several', async () => {
    mkdirSync(join(folder, 'in', 'deep'), { recursive: true });
    const two = `time;cpu;mem;host\n${VALUES.map((value, step) => `${Math.floor((START + step * STEP) / 1_000)};${value};${100 - value};a`).join('\n')}`;
    writeFileSync(join(folder, 'in', 'deep', 'two.csv.gz'), gzipSync(two));
    writeFileSync(join(folder, 'in', 'notes.md'), '# no table');
    const { code, out, err } = await runCli(['metrics', join(folder, 'in'), ...LIMIT, '--format', 'ndjson']);
    expect(code).toBe(0);
    expect(lines(out)).toMatchObject([
      { series: join(folder, 'in', 'deep', 'two.csv.gz:cpu'), start: stamp(200) },
    ]);
    expect(err).toBe('Passed over: 1 file that is no table\n1 anomaly in 1 of 2 series, 1,152 points\n');
    const stdin = await runCli(['metrics', '-', ...LIMIT, '--format', 'ndjson'], { stdin: csv(VALUES) });
    expect(lines(stdin.out)).toEqual([{ ...ANOMALY, series: '-' }]);
  });

  it('names bad rows by file and line, judges the rest, and exits with 3', async () => {
    const rows = csv(VALUES).split('\n');
    rows[10] = 'soon,5';
    rows[20] = `${stamp(19)},\u001b[31mred`;
    const path = file('bad.csv', rows.join('\n'));
    const { code, out, err } = await runCli(['metrics', path, ...LIMIT, '--format', 'ndjson']);
    expect(code).toBe(3);
    expect(lines(out)).toHaveLength(1);
    expect(err).toContain(`${path}:11: found "soon", expected a time such as 2026-03-01T09:00:00Z\n`);
    expect(err).toContain(`${path}:21: found "`);
    expect(err).not.toContain('\u001b');
  });

  it('shows the first faults of a file and counts the others', async () => {
    const path = file('worse.csv', csv([1, ...Array.from({ length: 30 }, () => 'x')]));
    const { err } = await runCli(['metrics', path, '--format', 'ndjson']);
    expect(err.match(/expected a number/g)).toHaveLength(3);
    expect(err).toContain('  and 27 more in this file\n');
  });

  it.each([
    { name: 'any anomaly, and there is one', args: [CPU, ...LIMIT, '--fail-on', 'any'], code: 2 },
    { name: 'one that lasts, and there is none', args: [CPU, ...LIMIT, '--fail-on', 'open'], code: 0 },
    {
      name: 'any, and nothing is unusual',
      args: [CPU, '--above', '200', '--no-baseline', '--fail-on', 'any'],
      code: 0,
    },
    {
      name: 'any, and no point lies in the span',
      args: [CPU, '--since', '2030-01-01', '--fail-on', 'any'],
      code: 3,
    },
  ])('exits by --fail-on: $name', async ({ args, code }) => {
    expect((await runCli(['metrics', ...args])).code).toBe(code);
  });

  it('judges only the span that is asked for', async () => {
    const { out } = await runCli(['metrics', CPU, ...LIMIT, '--since', '2026-03-02', '--format', 'ndjson']);
    expect(out).toBe('');
  });

  it.each([
    { args: [], says: /name CSV files, or give --aws/ },
    { args: ['--aws', CPU], says: /leave out the paths/ },
    { args: [CPU, '--config', 'x'], says: /go with --aws/ },
    { args: [CPU, '--for', '3/3'], says: /--for goes with/ },
    { args: [CPU, '--no-baseline'], says: /nothing can be found/ },
    { args: [CPU, '--above', 'high'], says: /Expected a number/ },
    { args: [CPU, '--above', '1', '--for', '5/3'], says: /Expected M\/N/ },
    { args: ['--aws', '--above', '1'], says: /come from the watches/ },
    { args: [CPU, '--above', '5', '--below', '10'], says: /--below is higher than --above/ },
  ])('refuses $args', async ({ args, says }) => {
    const { code, err } = await runCli(['metrics', ...args]);
    expect(code).toBe(64);
    expect(err).toMatch(says);
  });

  it('says once that nothing can be read, and what is missing', async () => {
    const before = { ...process.env };
    const nobody = {
      AWS_PROFILE: 'nobody',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    Object.assign(process.env, nobody, { AWS_EC2_METADATA_DISABLED: 'true' });
    try {
      const { code, out, err } = await runCli([
        'metrics',
        '--aws',
        '--region',
        'eu-west-1',
        '--format',
        'ndjson',
      ]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err.match(/failed with CredentialsProviderError/g)).toHaveLength(1);
      expect(err).toMatch(/Are AWS credentials set/);
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  it('refuses a span of an account that has not begun', async () => {
    const { code, err } = await runCli(['metrics', '--aws', '--since', '2999-01-01']);
    expect(code).toBe(64);
    expect(err).toMatch(/--since lies in the future/);
  });

  it('says what is wrong with watches, and asks AWS nothing', async () => {
    const path = file('watches.yml', 'watches:\n  - { namespace: AWS/EC2, statistic: Mean }\n');
    const { code, err } = await runCli(['metrics', '--aws', '--config', path]);
    expect(code).toBe(1);
    expect(err).toContain('metrics.watches[0].statistic: found "Mean", expected Average');
  });

  it('fails for a path that is not there', async () => {
    const { code, err } = await runCli(['metrics', join(folder, 'none.csv')]);
    expect(code).toBe(1);
    expect(err).toContain('no such file or folder');
  });
});

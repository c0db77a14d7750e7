import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { runCli } from '../support/run-cli.ts';

const NEXT_MORNING = '2026-03-18T06:00:00Z';
const folder = folderWith({});

// The made-up day is 2026-03-17.
beforeAll(async () => {
  const { code, err } = await runCli(['replay'], { cwd: folder, clock: fakeClock(NEXT_MORNING) });
  if (code !== EXIT.ok) throw new Error(err);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (argv: readonly string[], now = NEXT_MORNING) =>
  runCli(['digest', ...argv], { cwd: folder, clock: fakeClock(now) });
const asJson = async (argv: readonly string[], now = NEXT_MORNING) =>
  JSON.parse((await run([...argv, '--format', 'json'], now)).out);

describe('digest', () => {
  it('prints the last 24 hours as text', async () => {
    const { code, out, err } = await run([]);

    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toMatch(/^7 THINGS NEED YOU\n/);
    expect(out).toContain('2026-03-17 06:00 to 2026-03-18 06:00 UTC, 24 h');
    expect(out).toContain('Root user signed in to the console without a second factor');
  });

  it('covers the day of the newest finding where nothing was seen since, and says so', async () => {
    const { out, err } = await run([], '2026-04-20T00:00:00Z');

    expect(out).toContain('2026-03-17 00:00 to 2026-03-18 00:00 UTC, 24 h');
    expect(err).toContain('2026-03-17, the day of the newest finding');
  });

  it.each([
    {
      argv: ['--from', '2026-03-17', '--to', '2026-03-17'],
      from: '2026-03-17T00:00:00Z',
      to: '2026-03-18T00:00:00Z',
      now: 27,
      before: 0,
    },
    {
      argv: ['--from', '2026-03-18', '--to', '2026-03-18'],
      from: '2026-03-18T00:00:00Z',
      to: '2026-03-19T00:00:00Z',
      now: 0,
      before: 27,
    },
    {
      argv: ['--from', '2026-03-17T14:00:00Z', '--to', '2026-03-17T15:00:00Z'],
      from: '2026-03-17T14:00:00Z',
      to: '2026-03-17T15:00:00Z',
      now: 16,
      before: 3,
    },
    { argv: ['--since', '7d'], from: '2026-03-11T06:00:00Z', to: NEXT_MORNING, now: 27, before: 0 },
    {
      argv: ['--to', '2026-03-17'],
      from: '2026-03-17T00:00:00Z',
      to: '2026-03-18T00:00:00Z',
      now: 27,
      before: 0,
    },
    {
      argv: ['--from', '2025-01-01', '--to', '2025-01-31'],
      from: '2025-01-01T00:00:00Z',
      to: '2025-02-01T00:00:00Z',
      now: 0,
      before: 0,
    },
  ])('covers what is asked for: $argv', async ({ argv, from, to, now, before }) => {
    const digest = await asJson(argv);

    expect(digest.range).toMatchObject({ from, to });
    expect(digest.findings.total).toEqual({ now, before });
  });

  it('says where the findings are when the range asked for has none', async () => {
    const { out, err } = await run(['--since', '7d'], '2026-04-20T00:00:00Z');

    expect(out).toContain('2026-04-13 00:00 to 2026-04-20 00:00 UTC');
    expect(err).toContain(
      'The newest finding is of 2026-03-17: --from 2026-03-17 --to 2026-03-17 shows that day.',
    );
    expect((await run(['--since', '7d'])).err).toBe('');
  });

  it('says "at least" of failed sign-ins, of which findings count more than they keep', async () => {
    const { logins } = await asJson([]);

    expect(logins).toMatchObject({ failures: 15, atLeast: { successes: false, failures: true, unseen: 27 } });
    expect((await run([])).out).toMatch(/Failed: +at least 15 /);
  });

  it('lists no finding twice among what needs somebody', async () => {
    const { attention } = await asJson([]);
    const ids = attention.flatMap(({ findingId }: { findingId?: string }) => findingId ?? []);

    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(attention)).not.toContain('out of the ordinary');
  });

  it.each([
    { file: 'page.html', begins: '<!doctype html>' },
    { file: 'page.md', begins: '# 7 things need you' },
    { file: 'page.json', begins: '{\n  "schema": "trailhound.digest/1"' },
    { file: 'page.txt', begins: '7 THINGS NEED YOU' },
    { file: 'plain', begins: '7 THINGS NEED YOU' },
  ])(
    'writes $file in the form that its name says, and nothing to standard output',
    async ({ file, begins }) => {
      writeFileSync(join(folder, file), 'what was there before');
      const { code, out, err } = await run(['--out', file]);

      expect([code, out]).toEqual([EXIT.ok, '']);
      expect(readFileSync(join(folder, file), 'utf8').startsWith(begins)).toBe(true);
      expect(err).toMatch(new RegExp(`7 things need you\\. Written to ${file} \\(`));
    },
  );

  it('names suppressions of the allow-list, and those that end', async () => {
    const entry = (id: string, expires: string) =>
      `  - { id: ${id}, rules: all, detection: { sel: { eventName: Never }, condition: sel }, reason: r, owner: o, expires: ${expires} }\n`;
    writeFileSync(
      join(folder, 'allow.yml'),
      `suppressions:\n${entry('old', '2026-03-01')}${entry('soon', '2026-03-25')}${entry('late', '2027-03-25')}`,
    );
    const { suppressions } = await asJson(['--suppressions', 'allow.yml']);

    expect(suppressions).toMatchObject({ source: 'allow.yml', inForce: 2, expiresSoon: 1, expired: 1 });
  });

  it.each([
    {
      argv: ['--from', '2026-03-18', '--to', '2026-03-17'],
      code: EXIT.usage,
      said: '--from is later than --to',
    },
    { argv: ['--from', '7d', '--since', '7d'], code: EXIT.usage, said: 'cannot be used with' },
    { argv: ['--format', 'pdf'], code: EXIT.usage, said: 'text, html, markdown, json' },
    { argv: ['--data', 'nowhere'], code: EXIT.error, said: 'no findings here yet' },
    { argv: ['--table', 'findings'], code: EXIT.usage, said: '--state-table' },
    { argv: ['--region', 'eu-west-1'], code: EXIT.usage, said: '--region go with --table' },
    { argv: ['--out', 'no/such/folder/x.html'], code: EXIT.error, said: 'cannot be written (ENOENT)' },
    { argv: ['--suppressions', 'absent.yml'], code: EXIT.error, said: 'absent.yml' },
  ])('ends with $code: $argv', async ({ argv, code, said }) => {
    const ended = await run(argv);

    expect([ended.code, ended.out]).toEqual([code, '']);
    expect(ended.err).toContain(said);
  });
});

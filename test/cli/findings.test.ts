import { cpSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const LOGIN = sampleRule({
  title: 'Root signed in',
  id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a13',
  level: 'critical',
  detection: '{ sel: { eventName: ConsoleLogin }, condition: sel }',
});
const records = [
  sampleRecord({ eventID: 'first' }),
  sampleRecord({ eventID: 'second', eventTime: '2026-03-02T10:00:00Z', sourceIPAddress: '=1+1' }),
  sampleRecord({
    eventID: 'third',
    eventTime: '2026-03-03T10:00:00Z',
    recipientAccountId: '210987654321',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::210987654321:user/bob\u001b[31m', userName: 'bob' },
  }),
  sampleRecord({
    eventID: 'login',
    eventTime: '2026-03-04T10:00:00Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'No' },
  }),
];
const filled = folderWith({
  'a.json': jsonLines(records),
  'r/stopped.yml': sampleRule(),
  'r/login.yml': LOGIN,
});
const folders = [filled];

beforeAll(async () => {
  const { code, err } = await runCli(['replay', 'a.json', '--no-builtin', '--rules', 'r'], { cwd: filled });
  if (code !== EXIT.ok) throw new Error(err);
}, 30_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const run = (argv: readonly string[], cwd = filled) => runCli(['findings', ...argv], { cwd });
const list = async (
  argv: readonly string[],
  cwd = filled,
): Promise<{ findingId: string; firstSeen: string; status: string }[]> =>
  JSON.parse((await run(['list', '--format', 'json', ...argv], cwd)).out);
/** A copy that a test may change. */
function copy(): string {
  const folder = folderWith({});
  folders.push(folder);
  cpSync(`${filled}/.trailhound`, `${folder}/.trailhound`, { recursive: true });
  return folder;
}
const days = (found: readonly { firstSeen: string }[]): string[] =>
  found.map((one) => one.firstSeen.slice(8, 10));

describe('findings list', () => {
  it('takes -d for the data folder, as replay does', async () => {
    const elsewhere = folderWith({});
    folders.push(elsewhere);
    expect(await list(['-d', `${filled}/.trailhound`], elsewhere)).toHaveLength(4);
  });

  it.each([
    { argv: [], expected: ['04', '03', '02', '01'] },
    { argv: ['--status', 'all'], expected: ['04', '03', '02', '01'] },
    { argv: ['--status', 'closed'], expected: [] },
    { argv: ['--severity', 'critical'], expected: ['04'] },
    { argv: ['--rule', '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a11'], expected: ['03', '02', '01'] },
    { argv: ['--principal', 'arn:aws:iam::123456789012:user/alice'], expected: ['02', '01'] },
    { argv: ['--account', '210987654321'], expected: ['03'] },
    { argv: ['--account', '123456789012', '--day', '2026-03-02'], expected: ['02'] },
    { argv: ['--day', '2026-03-03'], expected: ['03'] },
    { argv: ['--since', '2026-03-02', '--until', '2026-03-03'], expected: ['03', '02'] },
    { argv: ['--severity', 'high', '--status', 'open', '--since', '2026-03-03'], expected: ['03'] },
    { argv: ['--limit', '2'], expected: ['04', '03'] },
  ])('$argv: $expected', async ({ argv, expected }) => {
    expect(days(await list(argv))).toEqual(expected);
  });

  it.each([
    { filter: [] },
    { filter: ['--severity', 'high'] },
    { filter: ['--severity', 'high', '--status', 'open'] },
  ])('goes on where the page before ended: $filter', async ({ filter }) => {
    const seen: string[] = [];
    let after: string[] = [];
    for (let page = 0; page < 6; page += 1) {
      const { out, err } = await run(['list', '--format', 'json', '--limit', '1', ...filter, ...after]);
      seen.push(...days(JSON.parse(out)));
      const cursor = /--after (\S+)/.exec(err)?.[1];
      if (cursor === undefined) break;
      after = ['--after', cursor];
    }
    expect(seen).toEqual(filter.length === 0 ? ['04', '03', '02', '01'] : ['03', '02', '01']);
  });

  it('takes the title of a rule as well as its id, in any case', async () => {
    expect(days(await list(['--rule', 'TRAIL stopped']))).toEqual(['03', '02', '01']);
    const { out } = await run(['export', '--rule', 'root signed in']);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    { argv: ['--principal', 'ALICE'], expected: ['02', '01'] },
    { argv: ['--principal', 'root'], expected: ['04'] },
    { argv: ['--principal', 'root', '--account', '210987654321'], expected: [] },
  ])('takes a principal as WHO shows it: $argv', async ({ argv, expected }) => {
    expect(days(await list(argv))).toEqual(expected);
    const { out } = await run(['export', ...argv]);
    expect(out.split('\n').filter((line) => line !== '')).toHaveLength(expected.length);
  });

  it('says how a principal is written where nobody has that name', async () => {
    const { err } = await run(['list', '--principal', 'alcie']);
    expect(err).toMatch(
      /^No finding fits all of: principal alcie\.\nA principal is given whole: --principal arn:aws:\S+, or as WHO shows it: --principal "/,
    );
    expect(err).not.toContain('\u001b');
  });

  it.each([
    {
      argv: ['--limit', '3', '--status', 'all'],
      said: '3 findings\nMore exist: raise --limit, or narrow with --until.\n',
    },
    { argv: ['--limit', '4', '--status', 'all'], said: '4 findings\n' },
    { argv: ['--limit', '2', '--day', '2026-03-01'], said: '1 finding\n' },
  ])('says whether more exist where queries are merged: $argv', async ({ argv, said }) => {
    expect((await run(['list', ...argv])).err).toBe(said);
  });

  it('refuses --after where it does nothing', async () => {
    const { err: first } = await run(['list', '--limit', '1']);
    const cursor = /--after (\S+)/.exec(first)?.[1] ?? '';
    const { code, out, err } = await run(['list', '--status', 'all', '--after', cursor]);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain('--after cannot be used with this list');
  });

  it.each([80, 100, 200])(
    'fits a terminal of %i columns; its ids are whole and other commands take them',
    async (columns) => {
      const { out } = await runCli(['findings', 'list'], { cwd: filled, columns, env: { NO_COLOR: '1' } });
      const rows = out.trimEnd().split('\n');
      expect(rows).toHaveLength(5);
      expect(rows.filter((row) => row.length > columns)).toEqual([]);
      expect(out).toContain('Root signed in');
      expect(out).toContain('  alice');
      const ids = (await list([])).map((one) => one.findingId);
      for (const [index, row] of rows.slice(1).entries()) {
        const shown = row.split(' ').at(-1) ?? '';
        expect(shown).toHaveLength(8);
        expect(JSON.parse((await run(['show', shown, '--format', 'json'])).out).findingId).toBe(ids[index]);
      }
    },
  );

  it('escapes what an attacker wrote', async () => {
    const csv = (await run(['list', '--format', 'csv'])).out;
    expect(csv).toContain(`,'=1+1,`);
    expect(csv + (await run(['list'])).out).not.toContain('\u001b');
  });

  it('says so when there is none', async () => {
    const { code, err } = await run(['list', '--status', 'suppressed']);
    expect({ code, err }).toEqual({ code: EXIT.ok, err: 'No suppressed finding.\n' });
  });

  it.each([
    {
      argv: ['--severity', 'low', '--rule', 'nope', '--since', '2026-03-02'],
      said: 'No finding fits all of: severity low, rule nope in this span.\n',
    },
    {
      argv: ['--since', '2026-03-09'],
      said: 'No open finding in this span. `--status all` shows the others.\n',
    },
  ])('names the filters that leave nothing: $argv', async ({ argv, said }) => {
    expect((await run(['list', ...argv])).err).toBe(said);
  });

  it('says so when the table holds none at all', async () => {
    const cwd = folderWith({
      'a.json': jsonLines([sampleRecord({ eventName: 'X' })]),
      'r.yml': sampleRule(),
    });
    folders.push(cwd);
    await runCli(['replay', 'a.json', '--no-builtin', '--rules', 'r.yml'], { cwd });
    for (const argv of [[], ['--status', 'all'], ['--severity', 'low', '--principal', 'x']]) {
      expect((await run(['list', ...argv], cwd)).err).toBe('There are no findings at all.\n');
    }
  });

  it('does not create a database by looking', async () => {
    const cwd = folderWith({});
    folders.push(cwd);
    const { code, err } = await run(['list'], cwd);
    expect(code).toBe(EXIT.error);
    expect(err).toContain('no findings here yet');
    expect(err).not.toContain('Check the table name');
    expect((await run(['list'], cwd)).err).toBe(err);
  });

  it('refuses a cursor of another query', async () => {
    const { err } = await run(['list', '--limit', '1']);
    const cursor = /--after (\S+)/.exec(err)?.[1] ?? '';
    expect((await run(['list', '--severity', 'high', '--after', cursor])).code).toBe(EXIT.usage);
  });
});

describe('findings show', () => {
  it.each(['show', 'ack'])('%s refuses an empty id as a slip of the command line', async (command) => {
    const { code, err } = await run([command, '']);
    expect(err).toContain('the id is empty: give at least 4 characters of the id');
    expect(code).toBe(command === 'show' ? EXIT.usage : EXIT.error);
  });

  it('prints what a person needs', async () => {
    const [id] = (await list(['--severity', 'critical'])).map((one) => one.findingId);
    const { code, out } = await run(['show', id!]);
    expect(code).toBe(EXIT.ok);
    for (const text of ['CRITICAL: Root signed in', 'arn:aws:iam::123456789012:root', 'Status: open', id!]) {
      expect(out).toContain(text);
    }
  });

  it('takes as much of an id as is unambiguous', async () => {
    const [id] = (await list(['--severity', 'critical'])).map((one) => one.findingId);
    const digest = id!.split('-').at(-1)!;
    for (const part of [id!, id!.slice(0, 13), digest, digest.slice(0, 4)]) {
      expect(JSON.parse((await run(['show', part, '--format', 'json'])).out)).toMatchObject({
        findingId: id,
      });
    }
  });

  it('names the candidates of an ambiguous piece', async () => {
    const { code, err } = await run(['show', '2026']);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('"2026" stands for 4 findings');
    for (const { findingId } of await list([])) expect(err).toContain(findingId);
  });

  it('asks for more than would match by luck', async () => {
    const { code, err } = await run(['show', '202']);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('at least 4 characters');
  });

  it('says when there is none', async () => {
    const { code, err } = await run(['show', 'nonsense']);
    expect(code).toBe(EXIT.error);
    expect(err).toContain('(TH_STORE_NOT_FOUND)');
  });
});

describe('changing findings', () => {
  it('walks through the states, with who and why', async () => {
    const cwd = copy();
    const [id] = (await list(['--severity', 'critical'])).map((one) => one.findingId);
    const by = ['--by', 'dana'];
    const said = [];
    for (const argv of [
      ['ack', id!, '--note', 'on it', ...by],
      ['close', id!, '--reason', 'ticket 7', ...by],
      ['reopen', id!, ...by],
      ['suppress', id!, '--reason', 'test week', ...by],
    ]) {
      const { code, out, err } = await run(argv, cwd);
      expect({ code, out }).toEqual({ code: EXIT.ok, out: '' });
      said.push(err.trim().replace(`${id}: `, ''));
    }
    expect(said).toEqual([
      'open -> acknowledged',
      'acknowledged -> closed',
      'closed -> open',
      'open -> suppressed',
    ]);
    const { notes } = JSON.parse((await run(['show', id!, '--format', 'json'], cwd)).out);
    expect(notes.map((note: { by: string }) => note.by)).toEqual(['dana', 'dana', 'dana', 'dana']);
    expect((await run(['show', id!], cwd)).out).toContain('ticket 7');
  });

  it('changes the others when one cannot be changed, and fails', async () => {
    const cwd = copy();
    const ids = (await list(['--severity', 'high'])).map((one) => one.findingId);
    const { code, err } = await run(['close', ids[0]!, 'nonsense', ids[1]!, '--reason', 'x'], cwd);
    expect(code).toBe(EXIT.error);
    expect(err).toContain('there is no finding "nonsense"');
    expect(await list(['--status', 'closed'], cwd)).toHaveLength(2);
  });

  it('says why a step is not possible', async () => {
    const cwd = copy();
    const [id] = (await list(['--severity', 'critical'])).map((one) => one.findingId);
    const { code, err } = await run(['reopen', id!], cwd);
    expect(code).toBe(EXIT.error);
    expect(err).toContain(`${id}: `);
  });

  it('names the user of the system where nobody is named', async () => {
    const cwd = copy();
    const [id] = (await list(['--severity', 'critical'])).map((one) => one.findingId);
    await runCli(['findings', 'ack', id!], { cwd, env: { USER: 'erin' } });
    const { notes } = JSON.parse((await run(['show', id!, '--format', 'json'], cwd)).out);
    expect(notes[0].by).toBe('erin');
  });
});

describe('replay --fresh', () => {
  it.each([
    { name: 'asked for', argv: ['--fresh'], env: {}, again: true },
    {
      name: 'asked for as `npm start --fresh`, which npm keeps to itself',
      argv: [],
      env: { npm_config_fresh: 'true' },
      again: true,
    },
    { name: 'not asked for', argv: [], env: {}, again: false },
  ])('starts over when it is $name', async ({ argv, env, again }) => {
    const cwd = copy();
    cpSync(`${filled}/r`, `${cwd}/r`, { recursive: true });
    const replay = ['replay', `${filled}/a.json`, '--no-builtin', '--rules', 'r', ...argv];
    const { code, err } = await runCli(replay, { cwd, env });
    expect(code).toBe(EXIT.ok);
    expect(err.includes('Starting over: ')).toBe(again);
    expect(err.includes('Nothing new: ')).toBe(!again);
  });
});

describe('findings export', () => {
  it('prints all findings whole', async () => {
    const { code, out, err } = await run(['export']);
    expect(code).toBe(EXIT.ok);
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found).toHaveLength(4);
    for (const one of found)
      expect(one).toMatchObject({ evidence: [expect.anything()], notes: [], status: 'open' });
    expect(err).toBe('4 findings exported\n');
  });

  it('gives the same findings in every format', async () => {
    const ids = (await run(['export', '--format', 'ndjson'])).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).findingId);
    expect(
      JSON.parse((await run(['export', '--format', 'json'])).out).map(
        (one: { findingId: string }) => one.findingId,
      ),
    ).toEqual(ids);
    const csv = (await run(['export', '--format', 'csv'])).out.trimEnd().split('\n');
    expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual(ids);
  });

  it('takes filters', async () => {
    expect((await run(['export', '--severity', 'critical'])).out.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('report console-login --findings', () => {
  it('reads sign-ins out of the evidence', async () => {
    const { code, out } = await runCli(['report', 'console-login', '--findings', '--format', 'json'], {
      cwd: filled,
    });
    expect(code).toBe(EXIT.ok);
    const { rows } = JSON.parse(out);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      user: 'root',
      kind: 'root',
      day: '2026-03-04',
      sourceIp: '198.51.100.7',
    });
  });
});

describe('a remark', () => {
  it.each([
    {
      name: 'a reason that would be cut',
      argv: ['close', 'abcd', '--reason', 'x'.repeat(281)],
      says: 'At most 280',
    },
    {
      name: 'a note that would be cut',
      argv: ['ack', 'abcd', '--note', 'x'.repeat(281)],
      says: 'it has 281',
    },
    { name: 'a reason of blanks', argv: ['close', 'abcd', '--reason', ' '], says: 'It is empty' },
  ])('is refused: $name', async ({ argv, says }) => {
    const { code, err } = await runCli(['findings', ...argv]);

    expect(code).toBe(EXIT.usage);
    expect(err).toContain(says);
  });
});

import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { signInsFromAws } from '../../cli/report/sign-ins-from-aws.ts';
import { fail, ok } from '../../src/core/result.ts';
import { parseTime } from '../../src/core/time.ts';
import { folderWith, jsonLines, sampleRecord } from '../support/cli-samples.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { runCli } from '../support/run-cli.ts';

const login = (eventID: string, eventTime: string, change: object = {}): object =>
  sampleRecord({
    eventID,
    eventTime,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { MFAUsed: 'Yes' },
    ...change,
  });
const refused = { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' };
const attempts = [
  login('a', '2026-03-01T09:00:00Z'),
  login('b', '2026-03-01T08:59:00Z', refused),
  login('c', '2026-03-02T09:00:00Z', {
    userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
    additionalEventData: { MFAUsed: 'No' },
  }),
  login('d', '2026-03-03T09:00:00Z', {
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Admin/=cmd|carol' },
    additionalEventData: { MFAUsed: 'No' },
  }),
  login('e', '2026-03-03T10:00:00Z', {
    ...refused,
    userIdentity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS', accountId: '123456789012' },
  }),
];
const cwd = folderWith({
  'a.json': jsonLines([...attempts, sampleRecord()]),
  'shuffled.json': jsonLines([...attempts].reverse().concat(attempts)),
  'damaged.json': `${jsonLines(attempts)}{"cut`,
  'none.json': jsonLines([sampleRecord()]),
});
const report = (argv: readonly string[], setting: object = {}) =>
  runCli(['report', 'console-login', ...argv], { cwd, ...setting });

describe('report console-login', () => {
  it('tells root, federated and unknown apart, unusual ones first', async () => {
    const { code, out } = await report(['a.json', '--format', 'json']);
    expect(code).toBe(EXIT.ok);
    const { schema, totals, rows } = JSON.parse(out);
    expect(schema).toBe('trailhound.console-login/1');
    expect(totals).toMatchObject({ successes: 3, failures: 2, unclear: 0, users: 4 });
    expect(
      rows.map((row: { user: string; kind: string; reasons: { code: string }[] }) => [
        row.user,
        row.kind,
        row.reasons.map((one) => one.code),
      ]),
    ).toEqual([
      ['root', 'root', ['root', 'no-mfa']],
      ['(unknown user name)', 'iam-user', []],
      ['Admin/=cmd|carol', 'federated', []],
      ['alice', 'iam-user', []],
    ]);
  });

  it('says the same for any order and for repeated deliveries', async () => {
    const plain = await report(['a.json', '--format', 'json']);
    expect((await report(['shuffled.json', '--format', 'json'])).out).toBe(plain.out);
    expect((await report(['a.json', 'shuffled.json', '--format', 'json'])).out).toBe(plain.out);
  });

  it('prints bars, MFA and reasons for people', async () => {
    const { out } = await report(['a.json']);
    expect(out).toContain(
      'Console sign-ins: 3 successes, 2 failures; 4 users, 1 address, 2026-03-01 08:59 to 2026-03-03 10:00 UTC',
    );
    expect(out).toContain('█');
    expect(out).toMatch(/2026-03-02 +root +root .* no +the root user signed in; signed in without MFA/);
    expect(out).toMatch(/2026-03-03 +Admin\/=cmd\|carol +federated .* federated/);
  });

  it('does not take a user who is called root for the root', async () => {
    const named = login('n', '2026-03-02T09:00:00Z', {
      userIdentity: { type: 'IAMUser', userName: 'root', arn: 'arn:aws:iam::123456789012:user/root' },
    });
    const folder = folderWith({ 'a.json': jsonLines([...attempts, named]) });
    const { out } = await report(['a.json', '--format', 'json'], { cwd: folder });
    const { rows, byUser } = JSON.parse(out);
    expect(byUser.map((one: { name: string }) => one.name).sort()).toContain('user/root');
    expect(
      rows.filter((one: { user: string }) => /root/.test(one.user)).map((one: { kind: string }) => one.kind),
    ).toEqual(['root', 'iam-user']);
  });

  it('fits a narrow terminal', async () => {
    const { out } = await report(['a.json'], { columns: 80, env: { NO_COLOR: '1' } });
    const table = out.slice(out.indexOf('By user, address'));
    expect(table.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints CSV that no spreadsheet runs', async () => {
    const { out } = await report(['a.json', '--format', 'csv']);
    const rows = out.trimEnd().split('\n');
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatch(/^accountId,user,kind,sourceIp,day,successes,failures,unclear,mfaYes,mfaNo,/);
    expect(rows[1]).toMatch(
      /^123456789012,root,root,198\.51\.100\.7,2026-03-02,1,0,0,0,1,0,0,.*,root no-mfa,/,
    );
  });

  it.each([
    { argv: ['--from', '2026-03-02'], expected: 3 },
    { argv: ['--to', '2026-03-01'], expected: 2 },
    { argv: ['--from', '2026-03-02', '--to', '2026-03-02'], expected: 1 },
  ])('keeps to a span: $argv', async ({ argv, expected }) => {
    const { totals } = JSON.parse((await report(['a.json', '--format', 'json', ...argv])).out);
    expect(totals.successes + totals.failures).toBe(expected);
  });

  it('says what --top leaves out', async () => {
    const { out } = await report(['a.json', '--top', '1']);
    expect(out).toContain('3 more; --top 0 shows all');
    expect((await report(['a.json', '--top', '0'])).out).not.toContain('more;');
  });

  it('names damaged input, reports the rest and exits with 3', async () => {
    const { code, out, err } = await report(['damaged.json', '--format', 'json']);
    expect(code).toBe(EXIT.partial);
    expect(JSON.parse(out).totals.successes).toBe(3);
    expect(err).toMatch(/unreadable: .*damaged\.json, line 6: /);
  });

  it('keeps sign-ins without a usable time whatever the span', async () => {
    const folder = folderWith({ 'odd.json': jsonLines([login('odd', 'noon'), ...attempts]) });
    const { out, err } = await runCli(
      ['report', 'console-login', 'odd.json', '--from', '2026-03-03', '--format', 'json'],
      { cwd: folder },
    );
    expect(JSON.parse(out).totals).toMatchObject({ successes: 2, failures: 1 });
    expect(err).toContain('3 sign-ins outside the span');
  });

  it('says when there was no sign-in', async () => {
    expect((await report(['none.json'])).out).toBe('No console sign-in found.\n');
  });
});

describe('signInsFromAws', () => {
  const at = parseTime('2026-03-01T09:00:00Z')!;
  const request = { regions: ['us-east-1', 'us-east-2', 'us-east-1'], from: at, to: at };
  const page = (records: readonly object[]) =>
    ok({ events: records.map((record) => ({ record: JSON.stringify(record), at })) });

  it('asks each region once for ConsoleLogin alone, and joins what they answer', async () => {
    const asked: unknown[] = [];
    const found = await signInsFromAws(request, {
      clock: fakeClock(),
      reader: {
        page: async ({ region, attribute }) => {
          asked.push([region, attribute]);
          return page(region === 'us-east-1' ? attempts.slice(0, 2) : [login('z', '2026-03-01T09:00:00Z')]);
        },
      },
    });
    expect(asked).toEqual([
      ['us-east-1', { key: 'EventName', value: 'ConsoleLogin' }],
      ['us-east-2', { key: 'EventName', value: 'ConsoleLogin' }],
    ]);
    expect(found.signIns).toHaveLength(3);
    expect(found).toMatchObject({ unreadable: 0, incomplete: [] });
  });

  it('names a region that cannot be read, and unreadable records, and keeps the rest', async () => {
    const found = await signInsFromAws(request, {
      clock: fakeClock(),
      reader: {
        page: async ({ region }) =>
          region === 'us-east-2'
            ? fail('busy')
            : ok({
                events: [
                  { record: '{"cut', at },
                  { record: JSON.stringify(attempts[0]), at },
                ],
              }),
      },
    });
    expect(found.signIns).toHaveLength(1);
    expect(found.unreadable).toBe(1);
    expect(found.incomplete).toEqual([expect.stringContaining('us-east-2')]);
  });
});

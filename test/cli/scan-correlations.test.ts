import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, jsonLines, sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const TRIES = `${sampleRule({
  title: 'A secret was read',
  id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a12',
  level: 'low',
  detection: '{ sel: { eventName: GetSecretValue }, condition: sel }',
})}name: secret_read
---
title: Many secrets
id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a13
level: high
correlation:
  type: value_count
  rules: [secret_read]
  group-by: [userIdentity.arn, awsRegion]
  timespan: 5m
  condition: { field: requestParameters.secretId, gte: 3 }
`;
/** One beside it that is worse, and holds later. */
const DELETIONS = `${sampleRule({
  title: 'A secret was deleted',
  id: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a14',
  level: 'low',
  detection: '{ sel: { eventName: DeleteSecret }, condition: sel }',
})}name: secret_deleted
---
title: Secrets deleted
id: 6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a15
level: critical
correlation: { type: event_count, rules: [secret_deleted], timespan: 5m, condition: { gte: 2 } }
`;
const reads = (who: string, minutes: readonly number[], change: object = {}): object[] =>
  minutes.map((minute, at) =>
    sampleRecord({
      eventID: `${who}-${at}`,
      eventName: 'GetSecretValue',
      eventTime: `2026-03-01T09:${String(minute).padStart(2, '0')}:00Z`,
      userIdentity: { type: 'IAMUser', userName: who, arn: `arn:aws:iam::123456789012:user/${who}` },
      requestParameters: { secretId: `secret-${at}` },
      ...change,
    }),
  );
const cwd = folderWith({
  'rules/secrets.yml': TRIES,
  'rules/stopped.yml': sampleRule(),
  // Newest first, and over two files.
  'logs/a.json': jsonLines([...reads('bob', [9, 5, 1]), ...reads('carol', [1, 2, 3]).slice(1)]),
  'logs/b.json': jsonLines([sampleRecord(), ...reads('carol', [1, 2, 3]).slice(0, 2)]),
  'untimed/a.json': jsonLines(reads('dan', [1, 2, 3], { eventTime: 'noon' })),
  'worse/secrets.yml': `${DELETIONS}---\n${TRIES}`,
  'several/a.json': jsonLines([
    ...reads('erin', [21, 22, 23]),
    ...reads('bob', [6, 7, 8]),
    ...reads('dora', [10], { eventName: 'DeleteSecret' }),
    ...reads('ed', [11], { eventName: 'DeleteSecret' }),
  ]),
  'allow.yml':
    'suppressions:\n  - { id: batch, rules: all, detection: { sel: { userIdentity.userName: carol }, condition: sel }, reason: x, owner: y, expires: 2027-01-01 }\n',
});
const scan = (argv: readonly string[], setting: object = {}) =>
  runCli(['scan', ...argv, '--no-builtin', '--rules', 'rules'], { cwd, ...setting });
const matches = async (argv: readonly string[], format: string) =>
  (await scan([...argv, '--output', 'matches', '--format', format])).out;
const lines = (text: string): string[] => text.trimEnd().split('\n');

const CAROL = {
  type: 'correlation',
  ruleId: '6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a13',
  ruleTitle: 'Many secrets',
  severity: 'high',
  group: { 'userIdentity.arn': 'arn:aws:iam::123456789012:user/carol', awsRegion: 'eu-central-1' },
  count: 3,
  firstEventTime: '2026-03-01T09:01:00Z',
  lastEventTime: '2026-03-01T09:03:00Z',
  eventIds: ['carol-0', 'carol-1', 'carol-2'],
};

describe('scan with correlations', () => {
  it('prints an episode with exactly these keys in this order, each event once, and nothing of a silent rule', async () => {
    const rows = lines(await matches(['logs'], 'ndjson')).map((line) => JSON.parse(line));

    expect(rows.map(({ type, ruleTitle }) => [type, ruleTitle])).toEqual([
      ['event', 'Trail stopped'],
      ['correlation', 'Many secrets'],
    ]);
    expect(rows[1]).toEqual(CAROL);
    expect(JSON.stringify(rows[1])).toBe(JSON.stringify(CAROL));
  });

  it('prints the same in every format', async () => {
    const json = JSON.parse(await matches(['logs'], 'json'));
    const csv = lines(await matches(['logs'], 'csv'));
    const table = lines(await matches(['logs'], 'table'));

    expect(json[1]).toEqual(CAROL);
    expect(csv[0]).toMatch(/^type,ruleId,.*,file,group,count,firstEventTime,lastEventTime,eventIds$/);
    expect(csv[2]).toMatch(/^correlation,.*,2026-03-01T09:03:00Z,carol-0 carol-1 carol-2$/);
    expect(new Set(csv.map((line) => line.replace(/"[^"]*(""[^"]*)*"/g, '').split(',').length))).toEqual(
      new Set([18]),
    );
    expect(table[2]).toMatch(/^SEVERITY +FROM +TO +EVENTS +CORRELATION +GROUP$/);
    expect(table[3]).toMatch(/^high .* 3 {2}Many secrets +arn=arn:aws:iam::123456789012:user\/carol awsReg/);
  });

  it('tells the worst first, then the oldest; CSV has account and principal where the events agree', async () => {
    const argv = ['scan', 'several', '--no-builtin', '--rules', 'worse', '--output', 'matches', '--format'];
    const csv = lines((await runCli([...argv, 'csv'], { cwd })).out).slice(1);
    const table = lines((await runCli([...argv, 'table'], { cwd })).out).slice(1);

    expect(csv.map((line) => line.split(',').slice(2, 11).join(','))).toEqual([
      'Secrets deleted,critical,,,,,123456789012,,',
      'Many secrets,high,,,,,123456789012,,arn:aws:iam::123456789012:user/bob',
      'Many secrets,high,,,,,123456789012,,arn:aws:iam::123456789012:user/erin',
    ]);
    expect(table.map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
      'critical 2026-03-01 09:10:00',
      'high 2026-03-01 09:06:00',
      'high 2026-03-01 09:21:00',
    ]);
  });

  it('makes findings of them, and counts them', async () => {
    const { out, err } = await scan(['logs']);

    expect(lines(out).slice(-2).join('\n')).toMatch(/ 3 +Many secrets +GetSecretValue +carol/);
    expect(err).toMatch(/^1 match and 1 correlation in 2 findings; 8 events in 2 files/);
  });

  it.each([
    { argv: ['--fail-on', 'high'], code: EXIT.found },
    { argv: ['--fail-on', 'critical'], code: EXIT.ok },
  ])('counts for the exit code: $argv', async ({ argv, code }) => {
    const found = await runCli(['scan', 'logs', ...argv, '--no-builtin', '--rules', 'rules/secrets.yml'], {
      cwd,
    });
    expect(found.code).toBe(code);
  });

  it.each([
    {
      name: 'an allow-list that covers its events',
      argv: ['--suppressions', 'allow.yml'],
      said: '1 suppressed',
    },
    { name: 'its severity', argv: ['--min-severity', 'critical'], said: '0 matches' },
    {
      name: 'a span that takes one of its events away',
      argv: ['--since', '2026-03-01T09:02:00Z'],
      said: '0 matches',
    },
  ])('is left out by $name', async ({ argv, said }) => {
    const { out, err } = await scan(['logs', ...argv, '--output', 'matches', '--format', 'ndjson']);

    expect(out).not.toContain('"correlation"');
    expect(err).toContain(said);
  });

  it('goes by its own severity, not by that of the rules behind it', async () => {
    expect(lines(await matches(['logs', '--min-severity', 'high'], 'ndjson'))).toHaveLength(2);
  });

  it('counts events without a usable time together, and claims no time for them', async () => {
    const rows = lines(await matches(['untimed'], 'ndjson')).map((line) => JSON.parse(line));
    expect(rows).toMatchObject([{ type: 'correlation', count: 3, firstEventTime: '', lastEventTime: '' }]);
  });
});

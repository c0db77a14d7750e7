import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { AWS_LINT_CODES } from '#app/lint/aws-lint-codes';
import { SIGMA_LINT_CODES } from '#sigma/lint/lint-note';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith, sampleRule } from '../support/cli-samples.ts';
import { runCli } from '../support/run-cli.ts';

const described = { description: 'd', status: 'test' };
const ids = [0, 1, 2, 3, 4, 5, 6].map((digit) => `6f0f1c1e-5c0e-4b36-9d3c-2b0f6f0a7a2${digit}`);
const id = (number: number): string => ids[number] ?? '';
const event = (source: string, name: string): string =>
  `{ sel: { eventSource: ${source}.amazonaws.com, eventName: ${name} }, condition: sel }`;
const CASES =
  'base: { eventName: x }\ncases:\n  - { name: one, expect: match }\n  - { name: two, set: { eventName: y }, expect: no-match }\n';

const cwd = folderWith({
  'good/a/rule.yml': sampleRule({
    ...described,
    title: 'good',
    id: id(0),
    detection: event('iam', 'CreateUser'),
  }),
  'good/a/cases.yml': CASES,
  'wrong/rule.yml': sampleRule({
    ...described,
    title: 'wrong',
    id: id(1),
    detection: event('sts', 'CreateGroup'),
  }),
  'wrong/cases.yml': CASES,
  'odd/rule.yml': sampleRule({
    ...described,
    title: 'odd',
    id: id(2),
    tags: '[attack.t1562.008]',
    detection: event('iam', 'DeleteGroup'),
  }),
  'odd/cases.yml': CASES.replace(/.*no-match.*\n/, ''),
  'without/rule.yml': sampleRule({
    ...described,
    title: 'without',
    id: id(3),
    detection: event('kms', 'DisableKey'),
  }),
  'broken-cases/rule.yml': sampleRule({
    ...described,
    title: 'broken',
    id: id(4),
    detection: event('kms', 'CancelKeyDeletion'),
  }),
  'broken-cases/cases.yml': 'cases: []\n',
  'refused/rule.yml': sampleRule({ ...described, title: 'refused', id: id(5), level: 'hihg' }),
  'elsewhere/rule.yml': sampleRule({
    ...{ ...described, title: 'elsewhere', id: id(6), logsource: '{ product: aws, service: cloudtrial }' },
    trailhoud: '{ window: 60 }',
  }),
  'elsewhere/cases.yml': CASES,
});
const lint = (...argv: readonly string[]) =>
  runCli(['rules', 'lint', '--no-builtin', ...argv], { cwd, env: { NO_COLOR: '1' } });
const KEYS = [
  'file',
  'line',
  'column',
  'level',
  'code',
  'ruleId',
  'title',
  'message',
  'found',
  'allowed',
  'suggestion',
];

describe('rules lint', () => {
  it('says nothing of a rule that is in order', async () => {
    const { code, out, err } = await lint('good');
    expect({ code, out, err }).toEqual({
      ...{ code: EXIT.ok, out: '' },
      err: '1 rule looked over: 0 errors, 0 warnings, 0 notices\n',
    });
  });

  it('prints what is wrong as compilers do, and exits with 1', async () => {
    const { code, out, err } = await lint('wrong');
    expect(code).toBe(EXIT.error);
    expect(out).toMatch(
      /^wrong\/rule\.yml:7:64 error LINT_EVENT_NAME CreateGroup is an event of iam\.amazonaws\.com/,
    );
    expect(err).toMatch(/1 error, 0 warnings, 0 notices\n$/);
  });

  it.each([
    ['odd', EXIT.ok, ['rule.yml:5:8 warning LINT_ATTACK_OLD', 'cases.yml:1:1 warning LINT_CASES']],
    ['without', EXIT.ok, ['rule.yml:1:1 notice LINT_NO_CASES']],
    ['broken-cases', EXIT.error, ['cases.yml:1:1 error LINT_CASES']],
    ['refused', EXIT.error, ['rule.yml:4:8 error SIGMA_ATTRIBUTE']],
    ['elsewhere', EXIT.ok, ['rule.yml:1:1 notice LINT_LOGSOURCE', 'rule.yml:1:1 warning LINT_SETTING']],
  ])('of %s: exit %d, %j', async (folder, expected, lines) => {
    const { code, out } = await lint(folder);
    const found = new Set(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ', 3).join(' ')),
    );
    expect(code).toBe(expected);
    expect([...found].sort()).toEqual(lines.map((line) => `${folder}/${line}`).sort());
  });

  it('exits with 1 for a warning where it is asked to be strict, and not for a notice', async () => {
    expect((await lint('odd', '--strict')).code).toBe(EXIT.error);
    expect((await lint('without', '--strict')).code).toBe(EXIT.ok);
  });

  it.each(['json', 'ndjson'])('prints %s with the same keys for each', async (format) => {
    const { out } = await lint('wrong', 'without', '--format', format);
    const rows =
      format === 'json'
        ? JSON.parse(out)
        : out
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line));
    for (const row of rows) expect(Object.keys(row)).toEqual(KEYS);
    expect(rows[1]).toMatchObject({
      ...{
        file: 'wrong/rule.yml',
        line: 7,
        column: 64,
        level: 'error',
        code: 'LINT_EVENT_NAME',
        ruleId: id(1),
      },
      ...{ title: 'wrong', found: '"CreateGroup"', suggestion: 'eventSource: iam.amazonaws.com' },
    });
  });

  it('compares with the built-in pack, unless told not to', async () => {
    const own = folderWith({
      'rule.yml': sampleRule({
        ...{ ...described, level: 'low', id: id(0), title: 'narrow' },
        detection:
          "{ s: { eventSource: cloudtrail.amazonaws.com, eventName: StopLogging, errorCode|exists: false, requestParameters.name: 'x' }, f: { errorCode|exists: true }, condition: s and not f }",
      }),
    });
    const codes = async (...argv: readonly string[]) =>
      (await runCli(['rules', 'lint', 'rule.yml', '--format', 'json', ...argv], { cwd: own })).out;
    expect(await codes()).toContain('LINT_CONTAINED');
    expect(await codes('--no-builtin')).not.toContain('LINT_CONTAINED');
  });

  it('escapes what rules say', async () => {
    const hostile = folderWith({
      'r.yml': sampleRule({ detection: '{ s: { "event\\u001b[31mName": x }, condition: s }' }),
    });
    const { out } = await runCli(['rules', 'lint', 'r.yml', '--no-builtin'], {
      cwd: hostile,
      env: { NO_COLOR: '1' },
    });
    expect(out).toContain('LINT_FIELD');
    expect(out).not.toContain('\u001b');
  });
});

describe('the built-in pack', () => {
  it('has nothing that could be found', async () => {
    const { out, code } = await runCli(['rules', 'lint', 'rules', '--no-builtin', '--strict']);
    expect(out).toBe('');
    expect(code).toBe(EXIT.ok);
  });
});

const RULES = '../shared/data/sigma-aws/rules';
const suite = existsSync(RULES) ? describe : describe.skip;
suite(`SigmaHQ's rules for AWS${existsSync(RULES) ? '' : ` (skipped: ${RULES} is not here)`}`, () => {
  it('hold these mistakes and no others, each looked at', async () => {
    const { out } = await runCli(['rules', 'lint', RULES, '--no-builtin', '--format', 'json']);
    const rows = JSON.parse(out) as readonly { file: string; code: string; level: string; found: string }[];
    const found = rows
      .filter(({ level }) => level !== 'notice')
      .map((row) => `${row.file.replace(/.*\/aws_/, '')} ${row.code} ${row.found}`);
    expect(readdirSync(RULES).length).toBeGreaterThan(50);
    expect(found).toEqual([
      'delete_saml_provider.yml LINT_FIELD status',
      'elasticache_security_group_modified_or_deleted.yml LINT_EVENT_NAME "AuthorizeCacheSecurityGroupEgress"',
      'elasticache_security_group_modified_or_deleted.yml LINT_EVENT_NAME "RevokeCacheSecurityGroupEgress"',
      'route_53_domain_transferred_lock_disabled.yml LINT_EVENT_NAME "DisableDomainTransferLock"',
      'route_53_domain_transferred_to_another_account.yml LINT_EVENT_NAME "TransferDomainToAnotherAwsAccount"',
      's3_data_management_tampering.yml LINT_EVENT_NAME "PutEncryptionConfiguration"',
      's3_data_management_tampering.yml LINT_EVENT_NAME "PutLifecycleConfiguration"',
      's3_data_management_tampering.yml LINT_EVENT_NAME "PutReplicationConfiguration"',
      's3_data_management_tampering.yml LINT_EVENT_NAME "ReplicateObject"',
    ]);
  });
});

describe('docs/guides/lint.md', () => {
  const guide = readFileSync('docs/guides/lint.md', 'utf8');
  const codes = Object.keys({ ...SIGMA_LINT_CODES, ...AWS_LINT_CODES }).sort();

  it('explains every code, and none that does not exist', () => {
    const explained = new Set(guide.match(/\bLINT_[A-Z_]+\b/g) ?? []);
    expect([...explained].sort()).toEqual(codes);
  });
});

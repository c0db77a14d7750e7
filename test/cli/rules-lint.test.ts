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
  'spared/rule.yml': sampleRule({
    ...{ ...described, title: 'spared', name: 'spared', id: id(0) },
    detection: event('ec2', 'StopInstances'),
  }),
  'spared/filter.yml':
    'title: sparing\nlogsource: { product: aws }\nfilter: { rules: [spared], f: { userIdentity.arn|endswith: role/night }, condition: not f }\n',
  'spared/cases.yml': CASES,
  'shared/a.yml': sampleRule({
    ...{ ...described, title: 'shared a', id: id(1), detection: event('ec2', 'CreateVpc') },
  }),
  'shared/b.yml': sampleRule({
    ...{ ...described, title: 'shared b', id: id(2), detection: event('ec2', 'DeleteVpc') },
  }),
  'shared/cases.yml': CASES,
  'idle/rule.yml': sampleRule({
    ...{ ...described, title: 'idle', name: 'idle', id: id(3) },
    detection: event('ec2', 'StartInstances'),
  }),
  'idle/filters.yml':
    'title: a\nlogsource: { product: aws }\nfilter: { rules: [ghost], f: { userIdentity.arn: x }, condition: not f }\n---\n' +
    'title: b\nlogsource: { product: aws }\nfilter: { rules: [idle], f: { eventName: StopInstances }, condition: not f }\n',
  'idle/cases.yml': CASES,
  'keeping/filter.yml':
    'title: a\nlogsource: { product: aws, service: cloudtrail }\nfilter: { rules: any, sel: { userIdentity.arn: x }, condition: sel }\n',
  ...Object.fromEntries(
    ['CreateTopic', 'DeleteTopic', 'DeleteTopik'].map((name, index) => [
      `bare/${index}.yml`,
      sampleRule({ ...described, title: name, id: id(index), detection: event('sns', name) }),
    ]),
  ),
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
    ['spared', EXIT.ok, []],
    ['shared', EXIT.error, ['cases.yml:1:1 error LINT_CASES']],
    ['idle', EXIT.ok, ['filters.yml:3:18 warning LINT_FILTER', 'filters.yml:7:70 warning LINT_FILTER']],
    ['elsewhere', EXIT.ok, ['rule.yml:1:1 notice LINT_LOGSOURCE', 'rule.yml:1:1 warning LINT_SETTING']],
  ])('of %s: exit %d, %j', async (folder, expected, lines) => {
    const { code, out } = await lint(folder);
    const found = new Set(
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ', 3).join(' ')),
    );
    expect(code).toBe(expected);
    expect([...found].sort()).toEqual(lines.map((line) => `${folder}/${line}`).sort());
  });

  it.each(['spared', 'shared', 'odd', 'broken-cases'])(
    'judges the cases of %s as `rules test` does: whose they are, and whether they can be read',
    async (folder) => {
      const tested = await runCli(['rules', 'test', '--no-builtin', folder, '--format', 'json'], { cwd });
      const unusable = JSON.parse(tested.out).flatMap(
        (one: { readonly cases: number; readonly faults: readonly { readonly message: string }[] }) =>
          one.cases === 0 ? one.faults.map(({ message }) => message) : [],
      );
      const linted = await lint(folder, '--format', 'json');
      const said = JSON.parse(linted.out).filter(
        (one: { readonly code: string; readonly level: string }) =>
          one.code === 'LINT_CASES' && one.level === 'error',
      );
      expect(said.map((one: { readonly message: string }) => one.message)).toEqual([...new Set(unusable)]);
    },
  );

  it('counts filters, and looks at one whose rules are not there', async () => {
    const alone = await lint('keeping');
    expect(alone.out).toContain(
      'keeping/filter.yml:3:18 warning LINT_FILTER filter: no rule of its log source',
    );
    expect(alone.err).toBe('0 rules, 1 filter looked over: 0 errors, 2 warnings, 0 notices\n');
  });

  it('finds filters of built-in rules that keep what they most likely mean to exclude', async () => {
    const { code, out, err } = await runCli(['rules', 'lint', 'keeping', '--strict'], {
      cwd,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(EXIT.error);
    expect(out).toBe(
      'keeping/filter.yml:3:64 warning LINT_FILTER its condition has no not, so its rules match only what it matches; to exclude that, say not\n',
    );
    expect(err).toBe('0 rules, 1 filter looked over: 0 errors, 1 warning, 0 notices\n');
  });

  it('names rules without cases in one line, and each in what machines read', async () => {
    const table = await lint('bare');
    expect(table.out.split('\n')).toEqual([
      expect.stringMatching(/^bare\/2\.yml:\d+:\d+ error LINT_EVENT_NAME .*did you mean DeleteTopic\?$/),
      'notice LINT_NO_CASES 3 rules have no cases.yml beside them: nothing proves what they find (--format ndjson names them)',
      '',
    ]);
    expect(table.err).toBe('3 rules looked over: 1 error, 0 warnings, 3 notices\n');
    const { out } = await lint('bare', '--format', 'ndjson');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.filter(({ code }) => code === 'LINT_NO_CASES').map(({ file }) => file)).toEqual([
      'bare/0.yml',
      'bare/1.yml',
      'bare/2.yml',
    ]);
  });

  it.each([
    ['error', ['LINT_EVENT_NAME']],
    ['warning', ['LINT_EVENT_NAME', 'LINT_ATTACK_OLD', 'LINT_CASES']],
    ['notice', ['LINT_EVENT_NAME', 'LINT_ATTACK_OLD', 'LINT_CASES', 'LINT_NO_CASES']],
  ])('shows what is of level %s or worse; the rest counts all the same', async (level, codes) => {
    const argv = ['wrong', 'odd', 'without', '--level', level];
    const { code, out, err } = await lint(...argv, '--format', 'json');
    const shown = JSON.parse(out).map((one: { readonly code: string }) => one.code);
    expect(new Set(shown)).toEqual(new Set(codes));
    expect(err).toBe('3 rules looked over: 1 error, 2 warnings, 1 notice\n');
    expect(code).toBe(EXIT.error);
    expect((await lint('odd', '--level', 'error', '--strict')).code).toBe(EXIT.error);
    expect((await lint('odd', '--level', 'error')).code).toBe(EXIT.ok);
  });

  it('passes over codes that are ignored, as if they were not found', async () => {
    const ignoring = ['--ignore', 'LINT_EVENT_NAME', '--ignore', 'lint_attack_old', '--ignore', 'LINT_CASES'];
    const { code, out, err } = await lint('wrong', 'odd', '--strict', ...ignoring);
    expect({ code, out, err }).toEqual({
      ...{ code: EXIT.ok, out: '' },
      err: '2 rules looked over: 0 errors, 0 warnings, 0 notices\n',
    });
  });

  it.each([
    ['LINT_NO_CASE', 'There is no such check; did you mean LINT_NO_CASES?'],
    ['SIGMA_ATTRIBUTE', 'There is no such check.'],
  ])('cannot ignore %s', async (ignored, message) => {
    const { code, err } = await lint('wrong', '--ignore', ignored);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(message);
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

  it('shows what is really printed', async () => {
    const [, words = '', printed] = /```text\n\$ npx trailhound (.+)\n([\s\S]*?)```/.exec(guide) ?? [];
    const { code, out, err } = await runCli(words.split(' '));
    expect({ code, printed: out + err }).toEqual({ code: EXIT.error, printed });
  });
});

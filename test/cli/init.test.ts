import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readDeployment } from '#config/deployment/settings';
import { EXIT } from '../../cli/exit-codes.ts';
import { folderWith } from '../support/cli-samples.ts';
import { refusingAws } from '../support/refusing-aws.ts';
import { runCli } from '../support/run-cli.ts';

const init = (words: string, cwd: string, env: Readonly<Record<string, string>> = {}) =>
  runCli(['init', ...words.split(' ').filter(Boolean)], { cwd, env });
const textOf = (folder: string, file = 'trailhound.yml') => readFileSync(join(folder, file), 'utf8');

describe('init --offline', () => {
  it('writes a file that is read back, and says what it watches, what it costs and what comes next', async () => {
    const folder = folderWith({});
    const { code, out, err } = await init('--yes --offline --region eu-west-1 --email a@example.com', folder);

    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(readDeployment('trailhound.yml', textOf(folder))).toMatchObject({
      ok: true,
      value: { regions: ['us-east-1', 'eu-west-1'], alerts: { email: ['a@example.com'] } },
    });
    expect(readdirSync(folder)).toEqual(['trailhound.yml']);
    expect(out).toMatch(/\d+ rules over event history every 5 minutes, in us-east-1, eu-west-1/);
    expect(out).toMatch(/What it will not see\n(?: {2}.*\n)+/);
    expect(out).toContain('How many events the account has is not known. With a million a month: $0.');
    for (const next of [
      'npx cdk bootstrap',
      'npx cdk deploy',
      'sends to a@example.com',
      'npx trailhound doctor',
    ])
      expect(out).toContain(next);
  });

  it('takes the region of the environment', async () => {
    const folder = folderWith({});
    await init('--yes --offline', folder, { AWS_REGION: 'ap-southeast-2' });
    expect(textOf(folder)).toContain('regions: ["ap-southeast-2"]');
  });

  it('asks nothing where nobody is there to answer', async () => {
    const folder = folderWith({});
    expect(await init('--offline', folder)).toMatchObject({ code: EXIT.ok });
    expect(existsSync(join(folder, 'trailhound.yml'))).toBe(true);
  });

  it('opens the doors that it is told to', async () => {
    const folder = folderWith({ 'cdk.json': '{}' });
    const { code, out } = await init(
      '--yes --offline --source eventbridge --log-group trail-logs --bucket trail-bucket --file deploy.yml',
      folder,
    );
    expect(code).toBe(EXIT.ok);
    expect(readDeployment('deploy.yml', textOf(folder, 'deploy.yml'))).toMatchObject({
      ok: true,
      value: {
        sources: {
          eventHistory: undefined,
          logGroups: ['trail-logs'],
          eventBridge: { readOnlyEvents: 'none' },
          buckets: [{ name: 'trail-bucket' }],
        },
      },
    });
    expect(out).not.toContain('There is no cdk.json here');
  });

  it.each([
    {
      words: '--source eventbridge --region eu-west-1',
      says: ['npx cdk bootstrap\n', 'npx cdk deploy --all\n'],
    },
    {
      words: '--file other.yml',
      says: ['--config other.yml\n', 'bootstrap -c config=other.yml\n', 'deploy --all -c config=other.yml\n'],
    },
  ])('says how what it wrote is priced and deployed: $words', async ({ words, says }) => {
    const { out } = await init(`--yes --offline ${words}`, folderWith({}));
    for (const one of says) expect(out).toContain(one);
  });

  it('never overwrites without being told to', async () => {
    const folder = folderWith({ 'trailhound.yml': 'mine' });
    const refused = await init('--yes --offline', folder);
    expect(refused).toMatchObject({ code: EXIT.usage, out: '' });
    expect(refused.err).toContain('--force');
    expect(textOf(folder)).toBe('mine');

    expect((await init('--yes --offline --force', folder)).code).toBe(EXIT.ok);
    expect(textOf(folder)).toContain('sources:');
    expect(readdirSync(folder)).toEqual(['trailhound.yml']);
  });

  it.each([
    { words: '--email nobody', code: EXIT.error, says: 'nothing was written' },
    { words: '--region Frankfurt', code: EXIT.usage, says: 'Expected a region' },
    { words: '--source logs', code: EXIT.usage, says: '--log-group' },
    { words: '--source event-history,objects', code: EXIT.usage, says: '--bucket' },
    { words: '--file no/such/trailhound.yml', code: EXIT.error, says: 'cannot be written (ENOENT)' },
  ])('writes nothing that would not be a deployment: $words', async ({ words, code, says }) => {
    const folder = folderWith({});
    const run = await init(`--yes --offline ${words}`, folder);
    expect(run).toMatchObject({ code, out: '' });
    expect(run.err).toContain(says);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('init in an account that tells nothing', () => {
  const aws = refusingAws();

  it('names what was refused, and goes on with the defaults', async () => {
    aws.refusal = 'AccessDeniedException';
    const folder = folderWith({});
    const { code, out, err } = await init('--yes', folder);
    expect(code).toBe(EXIT.ok);
    expect(err).toBe('Looking at the account in us-east-1; nothing is changed.\n');
    expect(out).toContain('passed over: cloudtrail:DescribeTrails was refused (AccessDeniedException)');
    expect(out).toContain('passed over: logs:DescribeLogGroups was refused (AccessDeniedException)');
    expect(out).not.toContain(aws.message);
    expect(out).not.toContain('no trail\n');
    expect(readDeployment('trailhound.yml', textOf(folder)).ok).toBe(true);
  });

  it('says that there are no valid credentials, and asks no more', async () => {
    aws.refusal = 'UnrecognizedClientException';
    aws.calls.length = 0;
    const folder = folderWith({});
    const { code, out } = await init('--yes', folder);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('no valid AWS credentials (UnrecognizedClientException). Are AWS credentials set');
    expect(aws.calls).toHaveLength(1);
  });

  it('calls nobody with --offline', async () => {
    aws.calls.length = 0;
    await init('--yes --offline', folderWith({}));
    expect(aws.calls).toEqual([]);
  });

  it('finds the file of somebody who was faster', async () => {
    const folder = folderWith({});
    aws.refusal = 'AccessDeniedException';
    const running = init('--yes', folder);
    writeFileSync(join(folder, 'trailhound.yml'), 'theirs');
    expect((await running).code).toBe(EXIT.usage);
    expect(textOf(folder)).toBe('theirs');
  });
});

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { awsAccountSurvey } from '#adapters/aws/account-survey';
import { systemClock } from '#adapters/aws/system-clock';
import { surveyAccount } from '#app/survey-account';
import { readDeployment } from '#config/deployment/settings';
import { EXIT } from '../../cli/exit-codes.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { runCli } from '../support/run-cli.ts';

const REGION = 'eu-south-2';
const GROUP = 'init-trail-logs';
const DAY_MS = 86_400_000;

describeWithEmulator('init against an account', (emulator) => {
  const use = () => ({ ...emulator.client(), region: REGION });
  const survey = () => {
    const { endpoint, credentials } = emulator.client();
    return awsAccountSurvey(REGION, { endpoint, credentials });
  };
  const before = { ...process.env };

  beforeAll(async () => {
    const { accessKeyId, secretAccessKey } = emulator.client().credentials;
    process.env['AWS_ENDPOINT_URL'] = emulator.endpoint();
    process.env['AWS_ACCESS_KEY_ID'] = accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey;
    const logs = new CloudWatchLogsClient(use());
    for (const logGroupName of [GROUP, 'my-application', '/aws/lambda/mine'])
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
    await new S3Client({ ...use(), forcePathStyle: true }).send(
      new CreateBucketCommand({
        Bucket: 'init-trail-bucket',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    const trails = new CloudTrailClient(use());
    await trails.send(
      new CreateTrailCommand({
        ...{ Name: 'main', S3BucketName: 'init-trail-bucket', IsMultiRegionTrail: true },
      }),
    );
    // The emulator keeps a log group only when a trail is changed.
    await trails.send(
      new UpdateTrailCommand({
        Name: 'main',
        CloudWatchLogsLogGroupArn: `arn:aws:logs:${REGION}:000000000000:log-group:${GROUP}:*`,
        CloudWatchLogsRoleArn: 'arn:aws:iam::000000000000:role/trail',
      }),
    );
    await trails.send(new StartLoggingCommand({ Name: 'main' }));
    const metrics = new CloudWatchClient(use());
    const put = (
      Namespace: string,
      MetricName: string,
      Name: string,
      Value: string,
      ago: number,
      value: number,
    ) =>
      metrics.send(
        new PutMetricDataCommand({
          Namespace,
          MetricData: [
            {
              MetricName,
              Dimensions: [{ Name, Value }],
              Value: value,
              Timestamp: new Date(systemClock.now() - ago),
            },
          ],
        }),
      );
    await put('AWS/Logs', 'IncomingLogEvents', 'LogGroupName', GROUP, DAY_MS, 700_000);
    await put('AWS/Logs', 'IncomingLogEvents', 'LogGroupName', GROUP, 3 * DAY_MS, 700_000);
    await put('CWAgent', 'mem_used_percent', 'InstanceId', 'i-1', 60_000, 50);
  });
  afterAll(() => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  it('sees trail, log group, free slots, traffic, application logs and agent', async () => {
    const facts = await surveyAccount(REGION, { survey: survey(), clock: systemClock });
    expect(facts.refused).toEqual([]);
    expect(facts.trails).toMatchObject([
      {
        ...{ name: 'main', homeRegion: REGION, isMultiRegion: true, isOrganization: false },
        ...{ isLogging: true, recorded: 'all', filters: 0, eventsPerMonth: 3_041_667 },
        ...{ logGroup: { name: GROUP, region: REGION }, bucket: 'init-trail-bucket' },
      },
    ]);
    expect(facts).toMatchObject({ applicationGroups: { count: 2, more: false }, hasAgentMetrics: true });
  });

  it('writes a deployment that reads the log group, and prices it by its traffic', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'trailhound-init-'));
    const { code, out } = await runCli(['init', '--yes', '--region', REGION], { cwd, clock: systemClock });
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(
      `trail main: on, every region, all management events, into log group ${GROUP} in ${REGION} and bucket init-trail-bucket`,
    );
    expect(out).toContain('With 3,041,667 events a month, as the log group took in over the last 14 days');
    const file = readFileSync(join(cwd, 'trailhound.yml'), 'utf8');
    expect(readDeployment('trailhound.yml', file)).toMatchObject({
      ok: true,
      value: {
        regions: ['us-east-1', REGION],
        sources: { eventHistory: { everyMinutes: 5 }, logGroups: [GROUP] },
      },
    });
  });

  it('leaves a log group without a free slot alone', async () => {
    const logs = new CloudWatchLogsClient(use());
    for (const filterName of ['one', 'two'])
      await logs.send(
        new PutSubscriptionFilterCommand({
          ...{ logGroupName: GROUP, filterName, filterPattern: '' },
          destinationArn: `arn:aws:lambda:${REGION}:000000000000:function:${filterName}`,
        }),
      );
    const cwd = mkdtempSync(join(tmpdir(), 'trailhound-init-'));
    const { out } = await runCli(['init', '--yes', '--region', REGION], { cwd, clock: systemClock });
    expect(out).toMatch(/off logs: .* has both of its 2 subscription filters already/);
  });
});

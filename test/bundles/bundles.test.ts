import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EmbeddedDynamo, openEmbeddedDynamo } from '#adapters/local/embedded-dynamo';
import { epochMs, isoFromMs } from '#core/time';
import { loadRules } from '#sigma/load/load';
import { buildLambdas } from '../../scripts/build-lambdas.mjs';
import { type Bundle, tooLarge } from '../../scripts/check-bundles.mjs';
import { sampleRecord, sampleRule } from '../support/cli-samples.ts';
import { rawItems } from '../support/dynamo-tables.ts';
import { ROOT } from '../support/run-cli.ts';
import { type FakeAws, fakeAws } from './fake-aws.ts';
import { type BundleRun, runBundle } from './run-bundle.ts';

const BUCKET = 'kept-here';
const KEY = 'aws/lambda/async/watch-logs/2026/03/01/2026-03-01T09.00.00-1';
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:watch-logs';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
/** An hour old: the collector reads back as far as that, and not further. */
const AT = isoFromMs(epochMs(Date.now() - 1_800_000));

/** A call by a user of its own, so that each makes a finding of its own. */
const callBy = (userName: string): object =>
  sampleRecord({
    eventID: `id-${userName}`,
    eventTime: AT,
    userIdentity: { type: 'IAMUser', userName, arn: `arn:aws:iam::123456789012:user/${userName}` },
  });

const ANSWERS = {
  LookupEvents: JSON.stringify({
    Events: [{ EventId: 'id-history', CloudTrailEvent: JSON.stringify(callBy('history')) }],
  }),
  Publish: '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
  GetQueueAttributes: JSON.stringify({ Attributes: { ApproximateNumberOfMessages: '0' } }),
  DescribeLogGroups: '{"logGroups":[]}',
  DescribeSubscriptionFilters: '{"subscriptionFilters":[]}',
  [`GET /${BUCKET}/log.json.gz`]: gzipSync(JSON.stringify({ Records: [callBy('object')] })),
  [`GET /${BUCKET}/`]: `<ListBucketResult><KeyCount>1</KeyCount><IsTruncated>false</IsTruncated><Contents><Key>${KEY}</Key><LastModified>2026-03-01T09:00:00.000Z</LastModified><Size>200</Size></Contents></ListBucketResult>`,
  [`GET /${BUCKET}/${KEY}`]: JSON.stringify({
    ...{ version: '1.0', timestamp: '2026-03-01T09:00:00.000Z', requestPayload: { again: 1 } },
    requestContext: {
      ...{ requestId: '1', functionArn: `${ARN}:$LATEST`, condition: 'RetriesExhausted' },
      approximateInvokeCount: 3,
    },
  }),
  [`DELETE /${BUCKET}/${KEY}`]: '',
  [`POST /2015-03-31/functions/${ARN}/invocations`]: '{}',
};

let folder: string;
let bundles: readonly Bundle[];
let db: EmbeddedDynamo;
let aws: FakeAws;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailhound-bundles-'));
  bundles = await buildLambdas(ROOT, folder);
  // As the stack lays it beside the functions.
  for (const { name } of bundles.filter(({ needsRegex }) => needsRegex))
    await copyFile(join(folder, 'lambdas', 'regex.cjs'), join(folder, 'lambdas', name, 'regex.cjs'));
  // A Unicode class without regard to case: its tables are far from the code that reads them.
  const detection = "{ sel: { 'eventName|re|i': '^stop\\p{Lu}\\p{L}+$' }, condition: sel }";
  const ruleSet = loadRules([{ file: 'rule.yml', text: sampleRule({ detection }) }]);
  await writeFile(join(folder, 'rules.json'), JSON.stringify(ruleSet));
  db = await openEmbeddedDynamo(join(folder, 'tables'));
  aws = await fakeAws(ANSWERS);
}, 60_000);
afterAll(async () => {
  await db.close();
  await aws.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  aws.seen.splice(0);
});

const tables = () => ({
  TRAILHOUND_FINDINGS_TABLE: db.findingsTable,
  TRAILHOUND_STATE_TABLE: db.stateTable,
});
const triage = () => ({ ...tables(), TRAILHOUND_RULES_FILE: join(folder, 'rules.json') });

function run(
  name: string,
  event: unknown,
  settings: Readonly<Record<string, string>>,
  credentials: Readonly<Record<string, string>> = {
    ...{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' },
  },
): Promise<BundleRun> {
  return runBundle(join(folder, 'lambdas', name, 'index.mjs'), event, {
    ...{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: aws.endpoint, AWS_ENDPOINT_URL_DYNAMODB: db.endpoint },
    ...{ PATH: process.env['PATH'] ?? '', HOME: folder },
    ...credentials,
    ...settings,
  });
}

const calls = (): readonly string[] => aws.seen.map(({ call }) => call);

/** Users whose calls have become findings. */
async function foundUsers(): Promise<readonly string[]> {
  const items = JSON.stringify(await rawItems(db.db, db.findingsTable));
  return [...new Set([...items.matchAll(/user\/(\w+)/g)].map(([, name]) => name ?? ''))].sort();
}

const logsEvent = (userName: string) => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        ...{ messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: 'g', logStream: 's' },
        subscriptionFilters: ['f'],
        logEvents: [{ id: '1', timestamp: Date.parse(AT), message: JSON.stringify(callBy(userName)) }],
      }),
    ).toString('base64'),
  },
});
const envelope = (userName: string) => ({
  ...{ version: '0', id: '1', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.cloudtrail' },
  ...{ account: '123456789012', time: AT, region: 'eu-west-1', resources: [], detail: callBy(userName) },
});
const notification = {
  Records: [
    {
      messageId: 'm-1',
      body: JSON.stringify({
        Records: [
          {
            ...{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', awsRegion: 'eu-west-1' },
            s3: { bucket: { name: BUCKET }, object: { key: 'log.json.gz', size: 200 } },
          },
        ],
      }),
    },
  ],
};

describe('each function, as bundled, in a process of its own', () => {
  it.each([
    { name: 'watch-logs', event: logsEvent('log'), user: 'log', expected: { events: 1 } },
    { name: 'watch-events', event: envelope('bus'), user: 'bus', expected: { events: 1 } },
    { name: 'watch-objects', event: notification, user: 'object', expected: { batchItemFailures: [] } },
    { name: 'collect-cloudtrail', event: {}, user: 'history', expected: { failed: [] } },
  ])(
    '$name makes a finding',
    async ({ name, event, user, expected }) => {
      const { answer, thrown } = await run(name, event, triage());
      expect(thrown).toEqual([]);
      expect(answer).toMatchObject(expected);
      expect(await foundUsers()).toContain(user);
    },
    30_000,
  );

  it('notify publishes what is pending, signed with the credentials of the environment', async () => {
    await run('watch-events', envelope('pending'), triage());
    const { answer, thrown } = await run('notify', {}, { ...tables(), TRAILHOUND_TOPIC_ARN: TOPIC });
    expect(thrown).toEqual([]);
    expect(answer).toMatchObject({ failed: 0, unmarked: 0 });
    const published = aws.seen.filter(({ call }) => call === 'Publish');
    expect(published.some(({ body }) => body.includes('pending'))).toBe(true);
    expect(new Set(published.map(({ signedBy }) => signedBy))).toEqual(new Set(['AKIDEXAMPLE']));
  }, 30_000);

  it('redrive invokes what failed again, and deletes it', async () => {
    const { answer, thrown } = await run(
      'redrive',
      {},
      {
        ...{ TRAILHOUND_STATE_TABLE: db.stateTable, TRAILHOUND_FAILURES_BUCKET: BUCKET },
        TRAILHOUND_REDRIVE_FUNCTIONS: ARN,
      },
    );
    expect(thrown).toEqual([]);
    expect(answer).toMatchObject({ delivered: 1, failed: 0 });
    expect(aws.seen.find(({ call }) => call.startsWith('POST'))?.body).toBe('{"again":1}');
    expect(calls()).toContain(`DELETE /${BUCKET}/${KEY}`);
  }, 30_000);

  it('watch-self asks every service that it looks at', async () => {
    const { thrown } = await run(
      'watch-self',
      {},
      {
        ...tables(),
        ...{ TRAILHOUND_ALERT_TOPIC_ARN: TOPIC, TRAILHOUND_HEALTH_TOPIC_ARN: `${TOPIC}-health` },
        ...{ TRAILHOUND_LOG_GROUPS: 'trail', TRAILHOUND_WATCH_LOGS_ARN: ARN },
        ...{ TRAILHOUND_FAILURES_BUCKET: BUCKET, TRAILHOUND_DEAD_LETTERS_URL: `${aws.endpoint}/1/dead` },
      },
    );
    expect(thrown).toEqual([]);
    expect(calls()).toEqual(
      expect.arrayContaining(['GetQueueAttributes', 'DescribeSubscriptionFilters', `GET /${BUCKET}/`]),
    );
    // The topics are unknown to the service that answers, which is a problem worth a message.
    expect(calls()).toContain('Publish');
  }, 30_000);

  it('prints nothing but lines of JSON, and its metrics as CloudWatch reads them', async () => {
    const { printed } = await run('watch-events', envelope('metrics'), {
      ...triage(),
      TRAILHOUND_DEPLOYMENT: 'Trailhound/Watch',
      // What Powertools would take a name of its own from.
      POWERTOOLS_SERVICE_NAME: 'other',
    });
    const lines = printed.map((line) => JSON.parse(line) as Record<string, unknown>);
    const metrics = lines.filter((line) => '_aws' in line);
    expect(metrics).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Namespace: 'Trailhound', Dimensions: [['deployment']] }] },
        ...{ deployment: 'Trailhound/Watch', EventsRead: 1 },
      },
    ]);
    expect(metrics[0]).not.toHaveProperty('service');
  }, 30_000);

  it('says what is missing when there are no credentials, and asks nobody for them', async () => {
    const { thrown } = await run('watch-events', envelope('nobody'), triage(), {});
    expect(thrown.join('\n')).toMatch(
      /CredentialsProviderError: no AWS credentials .* left out of the bundle/,
    );
    expect(calls()).toEqual([]);
  }, 30_000);
});

describe('a function that matches', () => {
  /** Does something while a function has other regular expressions beside it, or none. */
  async function withBeside<T>(name: string, code: string | undefined, act: () => Promise<T>): Promise<T> {
    const path = join(folder, 'lambdas', name, 'regex.cjs');
    await rm(path);
    if (code !== undefined) await writeFile(path, code);
    try {
      return await act();
    } finally {
      await copyFile(join(folder, 'lambdas', 'regex.cjs'), path);
    }
  }

  it.each(['watch-events', 'watch-metrics'])(
    'does not start without its regular expressions: %s',
    async (name) => {
      const { thrown } = await withBeside(name, undefined, () => run(name, envelope('early'), triage()));
      expect(thrown).toEqual([expect.stringMatching(/^TrailhoundError: .*regex\.cjs: not there/)]);
      expect(calls()).toEqual([]);
    },
    30_000,
  );

  it.each([
    { eventSource: 'cloudtrail.amazonaws.com', loads: 1 },
    { eventSource: 'other.amazonaws.com', loads: 0 },
  ])(
    'loads them when a text first meets one, and not before: $loads for an event of $eventSource',
    async ({ eventSource, loads }) => {
      const detection =
        "{ sel: { eventSource: cloudtrail.amazonaws.com, 'eventName|re': '^(Stop)+L' }, condition: sel }";
      await writeFile(
        join(folder, 'asking.json'),
        JSON.stringify(loadRules([{ file: 'rule.yml', text: sampleRule({ detection }) }])),
      );
      const telling = `console.log('{"loaded":true}'); module.exports = require('../regex.cjs');`;
      const event = envelope('asked');
      const { printed, thrown } = await withBeside('watch-events', telling, () =>
        run(
          'watch-events',
          { ...event, detail: { ...event.detail, eventSource } },
          { ...triage(), TRAILHOUND_RULES_FILE: join(folder, 'asking.json') },
        ),
      );
      expect(thrown).toEqual([]);
      expect(printed.filter((line) => line.includes('"loaded"'))).toHaveLength(loads);
    },
    30_000,
  );
});

describe('the bundles', () => {
  it('are all smaller than they may be', () => {
    expect(bundles.length).toBeGreaterThanOrEqual(7);
    expect(tooLarge(bundles)).toEqual([]);
  });

  it('of functions that match have regular expressions beside them, and not in them', async () => {
    const needing = bundles.filter(({ needsRegex }) => needsRegex).map(({ name }) => name);
    expect(needing.sort()).toEqual([
      ...['collect-cloudtrail', 'pull-logs', 'watch-events', 'watch-intake', 'watch-logs', 'watch-metrics'],
      'watch-objects',
    ]);
    const beside = await readFile(join(folder, 'lambdas', 'regex.cjs'), 'utf8');
    expect(beside).toContain('RE2JSException');
    for (const { name } of bundles) {
      const code = await readFile(join(folder, 'lambdas', name, 'index.mjs'), 'utf8');
      expect([name, code.includes('regex.cjs')]).toEqual([name, needing.includes(name)]);
      expect([name, code.includes('RE2JSException')]).toEqual([name, false]);
    }
  });

  it('carry no reader of YAML, no schema library and no sources of credentials', () => {
    const carried = new Set(bundles.flatMap(({ packages }) => Object.keys(packages)));
    for (const name of [
      'yaml',
      're2js',
      'zod',
      'dynalite',
      '@aws-sdk/nested-clients',
      '@aws-sdk/credential-provider-ini',
    ])
      expect(carried).not.toContain(name);
  });

  it('name one that is too large, and what makes it so', () => {
    const packages = { a: 1_000, b: 9_000, c: 2_500, d: 1, e: 2, f: 3 };
    const large: Bundle = { name: 'watch-logs', bytes: 12_506, packages, readsRules: true, needsRegex: true };
    expect(tooLarge([large, { ...large, bytes: 12_000 }], 12_000)).toEqual([
      'watch-logs: 12506 bytes, and 12000 are allowed. Most of it: b 9 kB, c 3 kB, a 1 kB, f 1 kB, e 1 kB',
    ]);
  });
});

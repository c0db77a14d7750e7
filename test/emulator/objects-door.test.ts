import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { dynamoFindingStore } from '#adapters/aws/dynamo-finding-store';
import { dynamoQuarantine } from '#adapters/aws/dynamo-quarantine';
import { systemClock } from '#adapters/aws/system-clock';
import { createHandler } from '#lambdas/watch-objects/handler';
import { wireObjects } from '#lambdas/wiring/objects';
import type { TestTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import {
  compiledRules,
  functionEnvironment,
  functionGround,
  TRAIL_STOPPED,
} from '../support/emulator-functions.ts';
import { sampleRecord } from '../support/shapes.ts';

const RULES = compiledRules(TRAIL_STOPPED);

const SOON = { getRemainingTimeInMillis: () => 120_000 };
const PREFIX = 'AWSLogs/123456789012';
const FOLDER = `${PREFIX}/CloudTrail/eu-central-1/2026/03/01`;
const DIGEST = `${PREFIX}/CloudTrail-Digest/eu-central-1/2026/03/01/123456789012_CloudTrail-Digest_x.json.gz`;
const MIB = 1024 * 1024;

const call = (n: number, eventName = 'StopLogging') =>
  sampleRecord({ eventName, eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}` });
const packed = (records: readonly unknown[]) => gzipSync(JSON.stringify({ Records: records }));
/** About 50 MB, of which every thousandth record matches. */
const large = () => {
  const records = Array.from({ length: 68_000 }, (_, n) =>
    call(1000 + n, n % 1000 === 0 ? 'StopLogging' : 'DescribeTrails'),
  );
  return JSON.stringify({ Records: records });
};

const encoded = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

describeWithEmulator('the objects function, wired as deployed, against the emulator', (emulator) => {
  let tables: TestTables;
  let s3: S3Client;
  let bucket: string;
  beforeEach(async () => {
    tables = await functionGround(emulator);
    s3 = new S3Client(emulator.client());
    bucket = `trail-${randomUUID().slice(0, 8)}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });

  const handlerHere = () =>
    createHandler(
      wireObjects({
        ...functionEnvironment(tables, RULES),
      }),
    );
  const put = async (Key: string, Body: Buffer) =>
    (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId;
  const notified = (key: string, versionId?: string) => ({
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
    s3: { bucket: { name: bucket }, object: { key: encoded(key), ...(versionId && { versionId }) } },
  });
  const queue = (...bodies: readonly unknown[]) =>
    ({
      Records: bodies.map((body, n) => ({ messageId: `m${n}`, body: JSON.stringify(body) })),
    }) as unknown as SQSEvent;
  const findings = async () =>
    (await dynamoFindingStore(tables).query({ by: 'severity', severity: 'high' }, { limit: 50 })).findings;
  const quarantined = () => dynamoQuarantine({ ...tables, clock: systemClock }).list(10);

  it('counts the records of every kind of object once, and keeps what is broken with its place', async () => {
    const odd = `${FOLDER}/März 1+2 (日本).json.gz`;
    const cut = packed(Array.from({ length: 500 }, (_, n) => call(100 + n)));
    await put(`${FOLDER}/a.json.gz`, packed([call(1), call(2)]));
    await put(odd, packed([call(3)]));
    await put(`${FOLDER}/cut.json.gz`, cut.subarray(0, cut.length - 40));
    await put(DIGEST, gzipSync('{"digestStartTime":"2026-03-01T08:00:00Z"}'));
    const event = queue(
      { Records: [notified(`${FOLDER}/a.json.gz`), notified(DIGEST)] },
      { Type: 'Notification', Message: JSON.stringify({ Records: [notified(odd)] }) },
      {
        ...{ source: 'aws.s3', 'detail-type': 'Object Created' },
        detail: { bucket: { name: bucket }, object: { key: odd } },
      },
      { Records: [notified(`${FOLDER}/cut.json.gz`)] },
      { Records: [notified(`${FOLDER}/never written.json.gz`)] },
      { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
    );
    const handler = handlerHere();

    for (let run = 0; run < 2; run += 1)
      expect(await handler(event, SOON)).toEqual({ batchItemFailures: [] });
    const [finding] = await findings();
    expect(finding?.count).toBeGreaterThan(3 + 300);
    expect(finding?.count).toBeLessThan(3 + 500);
    const kept = await quarantined();
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual(
      expect.objectContaining({
        source: `s3://${bucket}/${FOLDER}/never written.json.gz`,
        reason: expect.stringContaining('no longer exists'),
      }),
    );
    const broken = kept.find(({ source }) => source === `s3://${bucket}/${FOLDER}/cut.json.gz`);
    expect(broken?.reason).toMatch(/^gzip that is cut off behind/);
    expect(broken?.offset).toBeGreaterThan(100_000);
  });

  it('reads the version that it was told of', async () => {
    const versions = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    await s3.send(new PutBucketVersioningCommand(versions));
    const first = await put('a.json', packed([call(1), call(2)]));
    await put('a.json', packed([call(3)]));
    expect(first).toBeDefined();

    await handlerHere()(queue({ Records: [notified('a.json', first)] }), SOON);
    expect(await findings()).toMatchObject([{ count: 2 }]);
  });

  it('hands back what cannot be read, and nothing else', async () => {
    await put('a.json.gz', packed([call(1)]));
    const here = handlerHere();
    const event = queue({ Records: [notified('a.json.gz')] }, { Records: [notified('b')] });
    const endpoint = process.env['AWS_ENDPOINT_URL'];
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
    try {
      expect(await here(event, SOON)).toEqual({
        batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }],
      });
    } finally {
      delete process.env['AWS_ENDPOINT_URL_S3'];
    }
    expect(process.env['AWS_ENDPOINT_URL']).toBe(endpoint);
    expect(await handlerHere()(event, SOON)).toEqual({ batchItemFailures: [] });
    expect(await findings()).toMatchObject([{ count: 1 }]);
  }, 30_000);

  it('reads every record of an object of 50 MB', async () => {
    const text = large();
    expect(text.length).toBeGreaterThan(45 * MIB);
    await put('large.json.gz', gzipSync(text, { level: 1 }));
    const handler = handlerHere();
    const answer = await handler(queue({ Records: [notified('large.json.gz')] }), SOON);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await findings()).toMatchObject([{ count: 68 }]);
    expect(await quarantined()).toEqual([]);
  }, 60_000);
});

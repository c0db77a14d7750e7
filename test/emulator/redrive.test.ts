import { randomUUID } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, expect, it } from '@jest/globals';
import { dynamoClient } from '#adapters/aws/dynamo-client';
import { dynamoStateStore } from '#adapters/aws/dynamo-state-store';
import { learnFailures } from '#adapters/aws/health-failures';
import { lambdaRedelivery } from '#adapters/aws/lambda-redelivery';
import { s3FailedDeliveries } from '#adapters/aws/s3-failed-deliveries';
import { systemClock } from '#adapters/aws/system-clock';
import { type RedriveDeps, redrive } from '#app/redrive';
import { epochMs } from '#core/time';
import type { WaitingDelivery } from '#ports/failed-deliveries';
import { createTables } from '../support/dynamo-tables.ts';
import { describeWithEmulator } from '../support/emulator.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { quietLog } from '../support/quiet-log.ts';

const OURS = 'arn:aws:lambda:us-east-1:000000000000:function:watch-logs';
const keyOf = (name: string, id: string): string =>
  `aws/lambda/async/${name}/2026/03/01/2026-03-01T09.00.00-${id}`;
const recordOf = (functionArn: string, requestPayload: unknown): string =>
  JSON.stringify({
    ...{ version: '1.0', timestamp: '2026-03-01T09:00:00.000Z', requestPayload },
    requestContext: { functionArn: `${functionArn}:$LATEST`, condition: 'RetriesExhausted' },
  });

describeWithEmulator('failed deliveries in an emulated bucket', (emulator) => {
  let s3: S3Client;
  let bucket: string;
  beforeEach(async () => {
    s3 = new S3Client(emulator.client());
    bucket = `failures-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  const listed = async (): Promise<WaitingDelivery[]> => {
    const found: WaitingDelivery[] = [];
    for await (const page of s3FailedDeliveries({ s3, bucket }).list()) found.push(...page);
    return found;
  };

  it('lists what Lambda wrote over several pages, and nothing else', async () => {
    const keys = Array.from({ length: 1_030 }, (_, index) =>
      keyOf('watch-logs', `${index}`.padStart(4, '0')),
    );
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => put(key, '{}')));
    }
    await put('given-up/aws/lambda/async/x', '{}');
    await put('other', '{}');
    const found = await listed();
    expect(found.map(({ key }) => key).sort()).toEqual(keys);
    expect(found[0]).toMatchObject({ bytes: 2, keptAt: expect.any(Number) });
  }, 60_000);

  it.each(['with blank', 'a+b%41', 'ä€', "quote'&<>", 'line\nfeed'])(
    'reads, gives up and forgets a key that holds %j',
    async (name) => {
      const key = `aws/lambda/async/${name}`;
      const store = s3FailedDeliveries({ s3, bucket });
      await put(key, 'text');
      const [delivery] = await listed();
      expect(delivery!.key).toBe(key);
      expect(await store.read(delivery!)).toEqual({ ok: true, value: 'text' });
      await store.giveUp(key, 'because – of this');
      expect(await listed()).toEqual([]);
      const kept = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: `given-up/${key}` }));
      expect(kept.Metadata).toEqual({ reason: 'because ? of this' });
      // Everything may be repeated: another run may have been faster.
      await store.giveUp(key, 'again');
      await store.remove(key);
      expect(await store.read(delivery!)).toBeUndefined();
    },
  );

  it('says which call failed when there is no bucket', async () => {
    const none = s3FailedDeliveries({ s3, bucket: `none-${randomUUID()}` });
    await expect(none.remove('x')).rejects.toMatchObject({ code: 'TH_REDRIVE' });
    await expect(none.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'TH_REDRIVE',
      message: expect.stringMatching(/ListObjectsV2 .*NoSuchBucket/),
    });
  });

  it('is worked through by two runs at once, each delivery once, and seen by the health check', async () => {
    const { db, stateTable } = await createTables(dynamoClient(emulator.client()));
    const delivered: string[] = [];
    const clock = fakeClock();
    const deps: RedriveDeps = {
      deliveries: s3FailedDeliveries({ s3, bucket }),
      redelivery: {
        invoke: async (_arn, payload) => {
          if (payload === '"bad"') return { outcome: 'failed', reason: 'Unhandled error' };
          delivered.push(payload);
          return { outcome: 'delivered' };
        },
      },
      state: dynamoStateStore({ db, stateTable }),
      metrics: { add: () => undefined, flush: () => undefined },
      clock,
      log: quietLog,
      settings: { attempts: 1, functions: [OURS], repeating: [] },
    };
    const run = () =>
      redrive(deps, { deadline: epochMs(clock.now() + 60_000), end: epochMs(clock.now() + 60_000) });
    for (let index = 0; index < 30; index += 1)
      await put(keyOf('watch-logs', `${index}`), recordOf(OURS, index));
    await put(keyOf('watch-logs', 'bad'), recordOf(OURS, 'bad'));
    await put(keyOf('else', 'forged'), recordOf(`${OURS}-else`, {}));
    expect(await learnFailures(s3, bucket)).toMatchObject({ ok: true, value: { waiting: 32, givenUp: 0 } });
    await Promise.all([run(), run()]);
    expect(delivered.map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, index) => index),
    );
    expect(await learnFailures(s3, bucket)).toEqual({
      ok: true,
      value: { waiting: 0, givenUp: 2, isCut: false },
    });
    expect((await run()).waiting).toBe(0);
  });

  it('invokes a function that really runs, and tells its errors from its answers', async () => {
    const arn = await functionThat(`async (event) => {
      if (event.sleep) await new Promise((done) => setTimeout(done, 60_000));
      if (event.bad) throw new RangeError('secret');
      return { seen: event };
    }`);
    const redelivery = lambdaRedelivery(new LambdaClient({ ...emulator.client(), maxAttempts: 1 }));
    expect(await redelivery.invoke(arn, '{}', 30_000)).toEqual({ outcome: 'delivered' });
    expect(await redelivery.invoke(arn, '{"bad":true}', 30_000)).toEqual({
      outcome: 'failed',
      reason: expect.stringMatching(/^Unhandled error [\w.]+$/),
    });
    expect(await redelivery.invoke(`${arn}-none`, '{}', 30_000)).toEqual({
      outcome: 'failed',
      reason: 'Lambda refused: ResourceNotFoundException',
    });
    expect(await redelivery.invoke(arn, '{"sleep":true}', 500)).toEqual({
      outcome: 'failed',
      reason: 'no answer in time',
    });
  }, 60_000);

  /** Deploys a function of this code and answers its ARN. */
  async function functionThat(code: string): Promise<string> {
    const cloudformation = new CloudFormationClient(emulator.client());
    const StackName = `redrive-${randomUUID().slice(0, 8)}`;
    const Properties = {
      ...{
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Timeout: 10,
        Role: 'arn:aws:iam::000000000000:role/x',
      },
      Code: { ZipFile: `exports.handler = ${code};` },
    };
    const template = {
      Resources: { Fn: { Type: 'AWS::Lambda::Function', Properties } },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Fn', 'Arn'] } } },
    };
    await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
    for (let tries = 0; tries < 100; tries += 1) {
      const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
      const { StackStatus, Outputs } = Stacks?.[0] ?? {};
      if (StackStatus === 'CREATE_COMPLETE') return Outputs?.[0]?.OutputValue ?? '';
      await systemClock.sleep(100);
    }
    throw new Error('the stack was not created in ten seconds');
  }
});

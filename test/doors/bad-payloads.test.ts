import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { inflate } from '#adapters/codec/inflate';
import { splitRecords } from '#adapters/codec/record-splitter';
import { memoryObjectReader } from '#adapters/local/memory-object-reader';
import { takeIn } from '#app/take-in';
import { addCounts } from '#app/triage';
import { unwrap } from '#core/unwrap';
import { createHandler } from '#lambdas/watch-logs/handler';
import { createHandler as createObjectsHandler } from '#lambdas/watch-objects/handler';
import { controlMessage, logsData, packed, sampleRecord } from '../support/shapes.ts';
import { triaging } from '../support/triaging.ts';
import { objectMessages } from './envelopes.ts';

const MIB = 1024 * 1024;
const records = ['1', '2', '3'].map((eventID) => sampleRecord({ eventID }));
const whole = logsData(records);
const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64');
/** Grows about a thousandfold: 400 KB of base64 that come to 300 MB, as much as a payload of AWS may. */
const bomb = (): string => base64(gzipSync(Buffer.alloc(300 * MIB)));
/** As often as a real payload is packed at most, and below the limit. */
const large = (): string => packed({ ...whole, padding: ' '.repeat(40 * MIB) });

interface Broken {
  readonly name: string;
  readonly data: () => string;
  readonly reason: string;
  /** In a stream that anybody may write to, it is somebody else's. */
  readonly passedAs?: string;
}

const BROKEN: readonly Broken[] = [
  { name: 'no base64', data: () => '{"hunter2"}', reason: 'not base64' },
  {
    name: 'base64 of words',
    data: () => base64('hunter2 and more'),
    reason: 'not JSON: it does not begin with { or [',
    passedAs: 'text that is not JSON',
  },
  {
    name: 'base64 of bytes',
    data: () => base64(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
    reason: 'bytes that are not valid UTF-8',
  },
  {
    name: 'a gzip bomb',
    data: bomb,
    reason: 'gzip that unpacks to more than 67108864 bytes (limit)',
  },
  {
    name: 'gzip that is cut short',
    data: () => base64(Buffer.from(packed(whole), 'base64').subarray(0, -20)),
    reason: 'gzip that is cut off before its end',
  },
  {
    name: 'gzip of JSON that is cut short',
    data: () => base64(gzipSync(JSON.stringify(whole).slice(0, -20))),
    reason: 'JSON that is cut off before its end',
  },
];

async function handled(payload: unknown) {
  const deps = triaging();
  const counts = await createHandler(deps)({ awslogs: { data: payload } } as CloudWatchLogsEvent);
  return { counts, quarantined: deps.quarantined, said: deps.said.join() };
}

describe('a payload of CloudWatch Logs', () => {
  it.each(BROKEN)('goes to quarantine with the reason when it is $name', async ({ data, reason }) => {
    const { counts, quarantined, said } = await handled(data());

    expect(counts).toEqual({ ...addCounts(), quarantined: 1 });
    expect(quarantined).toMatchObject([{ source: 'watch-logs', reason }]);
    expect(said).toContain(reason);
    expect(said).not.toContain('hunter2');
  });

  it.each(BROKEN)('costs the others of its stream nothing when it is $name', ({ data, reason, passedAs }) => {
    const good = { kinesis: { data: packed(whole) } };
    const stream = { Records: [good, { kinesis: { data: data() } }, good] };
    const found = unwrap(stream, inflate);
    const read = splitRecords(Buffer.from(JSON.stringify(stream)));

    expect(found.records).toHaveLength(6);
    expect(found.faults).toMatchObject(passedAs === undefined ? [{ reason }] : []);
    expect(found.passed).toEqual(passedAs === undefined ? [] : [{ kind: passedAs, count: 1 }]);
    expect(read.filter(({ type }) => type === 'record')).toHaveLength(6);
    expect(read.filter(({ type }) => type !== 'record')).toMatchObject([
      passedAs === undefined ? { type: 'fault', reason } : { type: 'passed', kind: passedAs },
    ]);
  });

  it('is read when it is packed as well as can be', async () => {
    expect((await handled(large())).counts).toMatchObject({ events: 3, quarantined: 0 });
  });

  it('is read when it is not packed, or packed in two parts', async () => {
    const text = JSON.stringify(whole);
    const parts = Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))]);

    expect((await handled(base64(text))).counts).toMatchObject({ events: 3, quarantined: 0 });
    expect((await handled(base64(parts))).counts).toMatchObject({ events: 3, quarantined: 0 });
  });

  it.each([
    { name: 'a probe', data: controlMessage },
    { name: 'a probe without log events', data: { ...controlMessage, logEvents: [] } },
    { name: 'a batch without log events', data: { ...whole, logEvents: [] } },
  ])('is no fault and no event when it is $name', async ({ data }) => {
    const { counts, quarantined } = await handled(packed(data));

    expect(counts).toEqual(addCounts());
    expect(quarantined).toEqual([]);
    expect(unwrap({ awslogs: { data: packed(data) } }, inflate)).toMatchObject({ records: [], faults: [] });
  });

  it.each(['SAMPLE_MESSAGE', '', 7, null])(
    'is read, and told, when it is of the unknown type %j',
    async (messageType) => {
      const data = packed({ ...whole, messageType });
      const { counts, quarantined } = await handled(data);

      expect(counts).toMatchObject({ events: 3, quarantined: 1 });
      expect(quarantined).toMatchObject([
        {
          source: `${whole.logGroup}:${whole.logStream}`,
          reason: 'messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE; its log events were read',
        },
      ]);
      expect(unwrap({ awslogs: { data } }, inflate).records).toHaveLength(3);
    },
  );

  it.each([null, 5, 'x', [], { message: 5 }, { id: '1' }, { message: '{"cut":' }, { message: '\0' }])(
    'loses nothing but the log event that is %j',
    async (bad) => {
      const [first, ...rest] = whole.logEvents;
      const { counts } = await handled(packed({ ...whole, logEvents: [first, bad, ...rest] }));

      expect(counts).toMatchObject({ events: 3, quarantined: 1 });
    },
  );
});

describe('an object of a bucket', () => {
  const log = { Records: records };
  const text = JSON.stringify(log);
  const BAD: readonly { readonly name: string; readonly bytes: () => Buffer; readonly reason: RegExp }[] = [
    { name: 'a gzip bomb', bytes: () => Buffer.from(bomb(), 'base64'), reason: /more than 500 times.*limit/ },
    { name: 'empty', bytes: () => Buffer.alloc(0), reason: /^empty where packed logs were expected/ },
    { name: 'no gzip', bytes: () => Buffer.from('hunter2'), reason: /^text that is not JSON/ },
    { name: 'gzip of words', bytes: () => gzipSync('hunter2'), reason: /^text that is not JSON/ },
    { name: 'gzip of gzip', bytes: () => gzipSync(gzipSync(text)), reason: /gzip that holds a gzip file/ },
    { name: 'of another format', bytes: () => Buffer.from('PK\u0003\u0004hunter2'), reason: /a zip file/ },
    {
      name: 'gzip of bytes',
      bytes: () => gzipSync(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
      reason: /not valid UTF-8|not JSON/,
    },
    {
      name: 'a list of hostile records',
      bytes: () => gzipSync(`{"Records":[{"a":${'['.repeat(5000)}${']'.repeat(5000)}}]}`),
      reason: /nested more than 100 levels deep \(limit\)/,
    },
  ];

  /** Between two good ones, all in one message. */
  async function handledObject(bytes: Buffer) {
    const good = (n: number) =>
      gzipSync(JSON.stringify({ Records: [sampleRecord({ eventID: `good ${n}` })] }));
    const objects = new Map([
      ['s3://trail/1.json.gz', good(1)],
      ['s3://trail/bad.json.gz', bytes],
      ['s3://trail/2.json.gz', good(2)],
    ]);
    const deps = {
      ...triaging(),
      reader: memoryObjectReader(objects),
      ...{ objectsAtOnce: 1, batch: { records: 500, bytes: 4 * MIB }, stopMarginMs: 0 },
    };
    const event = objectMessages(['1.json.gz', 'bad.json.gz', '2.json.gz']);
    const answer = await createObjectsHandler(deps)(event, { getRemainingTimeInMillis: () => 60_000 });
    const [finding] = await deps.findings.pendingAlerts(1);
    return { answer, deps, events: finding?.count };
  }

  it.each(BAD)(
    'costs the others nothing, and is kept with its place, when it is $name',
    async ({ bytes, reason }) => {
      const { answer, deps, events } = await handledObject(bytes());

      expect(answer).toEqual({ batchItemFailures: [] });
      expect(events).toBe(2);
      expect(new Set(deps.quarantined.map(({ source }) => source))).toEqual(
        new Set(['s3://trail/bad.json.gz']),
      );
      expect(deps.quarantined.length).toBeLessThan(3);
      expect(deps.quarantined.at(-1)?.reason).toMatch(reason);
      expect(deps.quarantined[0]?.reason + deps.said.join()).not.toContain('hunter2');
    },
    30_000,
  );

  it.each([
    { name: 'gzip', bytes: gzipSync(text).subarray(0, -12) },
    { name: 'JSON', bytes: gzipSync(text.slice(0, -30)) },
  ])('gives the records before its end when its $name is cut short', async ({ bytes }) => {
    const { answer, deps, events } = await handledObject(bytes);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(events).toBe(4);
    expect(deps.quarantined).toMatchObject([
      { source: 's3://trail/bad.json.gz', reason: expect.stringMatching(/cut off/) },
    ]);
    expect(deps.quarantined[0]?.offset).toBeGreaterThan(1000);
  });
});

describe('wrapping in wrapping in wrapping', () => {
  type Wrap = (text: string) => unknown;
  const sns: Wrap = (Message) => ({ Type: 'Notification', MessageId: 'm', TopicArn: 't', Message });
  const snsToLambda: Wrap = (Message) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message } }] });
  const sqs: Wrap = (body) => ({ Records: [{ messageId: 'q', eventSource: 'aws:sqs', body }] });
  const kinesis: Wrap = (text) => ({ Records: [{ kinesis: { data: base64(text) } }] });
  const bus: Wrap = (text) => ({
    ...{ version: '0', id: 'e', source: 'own.bus', account: '123456789012', resources: [] },
    ...{ 'detail-type': 'forwarded', detail: JSON.parse(text) },
  });
  const message: Wrap = (text) => logsData([JSON.parse(text)]);
  const wraps = { sns, snsToLambda, sqs, kinesis, bus, message };
  const names = Object.keys(wraps) as (keyof typeof wraps)[];
  const thrice = names.flatMap((a) => names.flatMap((b) => names.map((c) => [a, b, c] as const)));
  const envelope = (record: unknown) => ({ 'detail-type': 'AWS API Call via CloudTrail', detail: record });
  const nested = (kinds: readonly (keyof typeof wraps)[], value: unknown): unknown =>
    kinds.reduceRight<unknown>((inside, kind) => wraps[kind](JSON.stringify(inside)), value);

  it.each(thrice)('gives its records from %s in %s in %s, through every door', async (...kinds) => {
    for (const inside of [envelope(records[0]), { Records: [records[0]] }]) {
      const value = nested(kinds, inside);
      const text = JSON.stringify(value);

      expect(unwrap(value, inflate)).toMatchObject({ records: [{ record: records[0] }], faults: [] });
      expect(splitRecords(Buffer.from(text))).toMatchObject([{ type: 'record', record: records[0] }]);
      const taken = await takeIn([{ text, origin: 'test', offset: 0 }], { ...triaging(), inflate });
      expect(taken).toMatchObject({ events: 1, quarantined: 0 });
    }
  });

  it('loses nothing around what is broken inside', () => {
    const good = JSON.stringify(envelope(records[0]));
    const bodies = [good, good.slice(0, -9), '{"Type":"Notification","Message":"{"}', good];
    const queue = { Records: bodies.map((body, n) => ({ messageId: `${n}`, eventSource: 'aws:sqs', body })) };
    const found = unwrap(sns(JSON.stringify(sqs(JSON.stringify(queue)))), inflate);

    expect(found.records).toHaveLength(2);
    expect(found.faults).toEqual([
      { reason: 'JSON that is cut off before its end', raw: good.slice(0, -9) },
      { reason: 'JSON that is cut off before its end', raw: '{' },
    ]);
  });

  it('takes the lines of a message apart, however it is wrapped', () => {
    const lines = records.map((record) => JSON.stringify(record)).join('\n');

    expect(unwrap(sqs(JSON.stringify(sns(lines))), inflate)).toMatchObject({
      records: [{}, {}, {}],
      faults: [],
    });
    expect(unwrap(kinesis(`started\n${lines}`), inflate)).toMatchObject({
      records: [{}, {}, {}],
      faults: [{ reason: 'not JSON: it does not begin with { or [', raw: 'started' }],
    });
  });

  it('is a fault beyond a limit that is named', () => {
    expect(unwrap(nested(Array(6).fill('sqs'), records[0]), inflate)).toMatchObject({
      records: [],
      faults: [{ reason: 'wrapped more than 8 deep (limit)' }],
    });
    expect(unwrap(nested(Array(10).fill('bus'), records[0]), inflate)).toMatchObject({
      records: [],
      faults: [{ reason: 'wrapped more than 8 deep (limit)' }],
    });
  });
});

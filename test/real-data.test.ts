import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inflate } from '#adapters/codec/inflate';
import { readLogFiles } from '#adapters/local/log-files';
import { epochMs } from '#core/time';
import { unwrap } from '#core/unwrap';
import type { Unwrapped } from '#core/unwrapped';
import { watchedEvent } from '#core/watched-event';
import type { ReadItem } from '#ports/read-item';

const DATA = resolve('../shared/data');
const describeWithData = existsSync(DATA) ? describe : describe.skip;
const NOW = epochMs(Date.UTC(2030, 0, 1));

const linesOf = (name: string): unknown[] =>
  readFileSync(`${DATA}/${name}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const open = (value: unknown): Unwrapped => unwrap(value, inflate);

async function read(...names: string[]) {
  const found = {
    records: 0,
    faults: [] as ReadItem[],
    passed: {} as Record<string, number>,
    keys: new Set<string>(),
  };
  for await (const batch of readLogFiles(names.map((name) => `${DATA}/${name}`))) {
    for (const item of batch) {
      if (item.type === 'fault') found.faults.push(item);
      if (item.type === 'passed') found.passed[item.kind] = (found.passed[item.kind] ?? 0) + item.count;
      if (item.type !== 'record') continue;
      found.records += 1;
      found.keys.add(watchedEvent(item.record, { origin: item.file, now: NOW }).key);
    }
  }
  return found;
}

describeWithData('public recordings (skipped where ../shared/data is absent)', () => {
  it.each([
    { folder: 'stratus', records: 239 },
    { folder: 'stratus-2022', records: 10 },
    { folder: 'invictus', records: 1359 },
  ])(
    '$folder: $records events, each with a key of its own, nothing unreadable',
    async ({ folder, records }) => {
      const found = await read(folder);

      expect(found).toMatchObject({ records, faults: [] });
      expect(found.keys.size).toBe(records);
    },
  );

  it('the same events packed and unpacked, printed and compact, are the same events', async () => {
    const twice = await read('trailscraper');
    const plain = await read('trailscraper/*1505Z*.json', 'trailscraper/*smoke*.json');

    expect(twice.faults).toEqual([]);
    expect(twice.records).toBeGreaterThan(plain.records);
    expect(twice.keys).toEqual(plain.keys);
  });

  it('eventbridge: 13 payloads carry an event, the others pass by kind', async () => {
    const found = await read('eventbridge');

    expect(found).toMatchObject({ records: 13, faults: [] });
    expect(found.passed).toMatchObject({
      'GuardDuty Finding': 2,
      'EC2 Instance State-change Notification': 1,
      'AWS Health Event': 1,
      'Security Hub Findings - Custom Action': 2,
    });
  });

  it('lambda-events: every payload of another kind passes without harm', async () => {
    const found = await read('lambda-events');

    expect(found).toMatchObject({ records: 0, faults: [] });
    expect(found.passed).toMatchObject({
      'S3 notification': 3,
      'aws:dynamodb event': 2,
      'Object Created': 1,
      'EC2 Instance State-change Notification': 1,
      'SNS message that is not JSON': 1,
      'SQS message that is not JSON': 1,
    });
    expect(found.passed['log line that is not JSON']).toBeGreaterThan(3);
  });

  it('streamalert: each payload gives its events, and so do its three shapes', () => {
    const payloads = linesOf('streamalert/tests.ndjson').map((line) =>
      open((line as { payload: unknown }).payload),
    );
    const shapes = ['cloudtrail_events', 'cloudwatch_cloudtrail', 'cloudwatch_rds_aurora'].map((name) => {
      const [test] = JSON.parse(readFileSync(`${DATA}/streamalert/shapes/${name}.json`, 'utf8'));
      return open(test.data);
    });

    expect(payloads.map(({ records, faults }) => [records.length > 0, faults.length])).toEqual(
      payloads.map(() => [true, 0]),
    );
    expect(payloads).toHaveLength(24);
    expect(shapes.map(({ records }) => records.length)).toEqual([1, 1, 0]);
    expect(shapes.map(({ passed }) => passed)).toEqual([
      [],
      [],
      [{ kind: 'log line that is not JSON', count: 1 }],
    ]);
  });

  it('panther: each of 230 samples is an event of which something can be said', () => {
    const samples = linesOf('panther/tests.ndjson').map((line) => (line as { event: unknown }).event);
    const records = samples.flatMap((sample) => open(sample).records.map((each) => each.record));
    const events = records.map((record) => watchedEvent(record, { origin: '', now: NOW }));

    expect(events).toHaveLength(230);
    expect(events.filter((event) => event.eventName === '')).toEqual([]);
    expect(events.filter((event) => event.principal === 'unknown').length).toBeLessThan(10);
  });
});

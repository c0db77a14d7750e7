import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type MemoryObject, memoryObjectReader } from '#adapters/local/memory-object-reader';
import { type EpochMs, epochMs } from '#core/time';
import type { ObjectPlace, ObjectReader } from '#ports/object-reader';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging, unreachable } from '../../test/support/triaging.ts';
import { type ObjectMessage, type ReadObjectsDeps, readObjects } from './read-objects.ts';

const KEY = 'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/03/01/a.json.gz';
const DIGEST = 'AWSLogs/123456789012/CloudTrail-Digest/eu-central-1/2026/03/01/x_CloudTrail-Digest_y.json.gz';
const EVER = { begin: epochMs(4e12), end: epochMs(4e12) };

const stops = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) =>
    sampleRecord({ eventID: `11111111-2222-4333-8444-${String(from + n).padStart(12, '0')}` }),
  );
const logFile = (count: number, from = 0) => gzipSync(JSON.stringify({ Records: stops(count, from) }));
const message = (id: string, ...keys: readonly string[]): ObjectMessage => ({
  id,
  objects: keys.map((key) => ({ bucket: 'trail', key })),
});

function reading(objects: Readonly<Record<string, MemoryObject>>, changes: Partial<ReadObjectsDeps> = {}) {
  const opened: string[] = [];
  const all = new Map(Object.entries(objects).map(([key, object]) => [`s3://trail/${key}`, object]));
  const base = triaging();
  const deps = {
    ...base,
    reader: memoryObjectReader(all, opened),
    objectsAtOnce: 2,
    batch: { records: 100, bytes: 1_000_000 },
    ...changes,
  };
  return { deps, opened };
}

describe('reading objects', () => {
  it('stores the records of all objects, and counts a repetition once', async () => {
    const { deps } = reading({ [KEY]: logFile(250), b: logFile(3, 250) });
    const report = await readObjects([message('1', KEY, 'b')], EVER, deps);

    expect(report).toMatchObject({ failed: [], objects: 2, counts: { events: 253, quarantined: 0 } });
    expect((await deps.findings.pendingAlerts(9)).map(({ count }) => count)).toEqual([253, 253]);
    await readObjects([message('1', KEY, 'b')], EVER, deps);
    expect((await deps.findings.pendingAlerts(9)).map(({ count }) => count)).toEqual([253, 253]);
  });

  it.each([
    { by: 'records', batch: { records: 100, bytes: 1e9 }, most: 100 },
    { by: 'bytes', batch: { records: 1e9, bytes: 50_000 }, most: 70 },
  ])('keeps batches small, by $by', async ({ batch, most }) => {
    const sizes: number[] = [];
    const { deps } = reading({ a: logFile(1000) }, { batch });
    const record: typeof deps.findings.record = (deltas, settings) => {
      sizes.push(Math.max(...deltas.map(({ events }) => events.length)));
      return deps.findings.record(deltas, settings);
    };
    const report = await readObjects([message('1', 'a')], EVER, {
      ...deps,
      findings: { ...deps.findings, record },
    });

    expect(report.counts.events).toBe(1000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
    expect(sizes.length).toBeGreaterThanOrEqual(10);
  });

  it('reads an object that several messages name once', async () => {
    const { deps, opened } = reading({ a: logFile(2) });
    const report = await readObjects([message('1', 'a'), message('2', 'a', 'a')], EVER, deps);

    expect(report).toMatchObject({ failed: [], objects: 1, counts: { events: 2 } });
    expect(opened).toEqual(['s3://trail/a']);
  });

  it('reads few objects at a time, however many a message names', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `k${n}`);
    const { deps } = reading(Object.fromEntries(keys.map((key, n) => [key, logFile(1, n)])));
    let open = 0;
    let most = 0;
    const reader: ObjectReader = {
      open: async (place) => {
        open += 1;
        most = Math.max(most, open);
        const opened = await deps.reader.open(place);
        open -= 1;
        return opened;
      },
    };
    const report = await readObjects([message('1', ...keys)], EVER, { ...deps, reader });

    expect(report).toMatchObject({ failed: [], objects: 40, counts: { events: 40 } });
    expect(most).toBe(2);
  });

  it('keeps two versions of an object apart', async () => {
    const { deps, opened } = reading({ a: logFile(1), 'a?versionId=7': logFile(1, 1) });
    const objects = [
      { bucket: 'trail', key: 'a' },
      { bucket: 'trail', key: 'a', versionId: '7' },
    ];

    expect((await readObjects([{ id: '1', objects }], EVER, deps)).counts.events).toBe(2);
    expect(opened).toEqual(['s3://trail/a', 's3://trail/a?versionId=7']);
  });

  it('does not take a key that looks like a version for the version', async () => {
    const opened: ObjectPlace[] = [];
    const reader: ObjectReader = {
      open: async (place) => {
        opened.push(place);
        return { ok: false, error: 'gone' };
      },
    };
    const { deps } = reading({}, { reader });
    const version = { bucket: 'trail', key: 'a', versionId: '7' };
    const key = { bucket: 'trail', key: 'a?versionId=7' };
    await readObjects([{ id: '1', objects: [version, key] }], EVER, deps);

    expect(opened).toEqual([version, key]);
  });

  it('passes digest files over without opening them, and nothing that only resembles one', async () => {
    const log = `CloudTrail-Digest/${KEY}`;
    const { deps, opened } = reading({ [log]: logFile(1) });
    const report = await readObjects([message('1', DIGEST, `org/${DIGEST}`, log)], EVER, deps);

    expect(report).toMatchObject({ failed: [], counts: { events: 1, quarantined: 0 } });
    expect(opened).toEqual([`s3://trail/${log}`]);
  });

  it('reads Insight records', async () => {
    const insight = { eventVersion: '1.08', eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight' };
    const { deps } = reading({ a: gzipSync(JSON.stringify({ Records: [insight] })) });

    expect((await readObjects([message('1', 'a')], EVER, deps)).counts).toMatchObject({
      events: 1,
      quarantined: 0,
    });
  });

  it.each([
    { refusal: 'gone', says: 'no longer exists' },
    { refusal: 'archived', says: 'archive storage' },
  ] as const)(
    'puts an object that is $refusal into quarantine and is done with it',
    async ({ refusal, says }) => {
      const { deps } = reading({ a: refusal, b: logFile(1) });
      const report = await readObjects([message('1', 'a'), message('2', 'b')], EVER, deps);

      expect(report).toMatchObject({ failed: [], counts: { events: 1, quarantined: 1 } });
      expect(deps.quarantined).toMatchObject([
        { source: 's3://trail/a', offset: 0, reason: expect.stringContaining(says) },
      ]);
      expect(deps.said).toHaveLength(1);
    },
  );

  it('takes what lies before damage, and tells where it begins', async () => {
    const packed = logFile(500);
    const { deps } = reading({ 'a.json.gz': packed.subarray(0, packed.length - 50) });
    const report = await readObjects([message('1', 'a.json.gz')], EVER, deps);

    expect(report.failed).toEqual([]);
    expect(report.counts.events).toBeGreaterThan(300);
    expect(report.counts.quarantined).toBe(1);
    expect(deps.quarantined).toMatchObject([
      { source: 's3://trail/a.json.gz', reason: expect.stringMatching(/^gzip that is cut off behind \d+/) },
    ]);
    expect(deps.quarantined[0]?.offset).toBeGreaterThan(100_000);
  });

  it.each([
    { name: 'a digest by content', bytes: gzipSync('{"digestStartTime":"x"}'), key: 'a.json.gz' },
    { name: 'a marker of a folder', bytes: Buffer.alloc(0), key: 'AWSLogs/123456789012/' },
    { name: 'a log of another service', bytes: gzipSync('https 2026-03-01 app/x 200'), key: 'a.log.gz' },
  ])('passes $name over', async ({ bytes, key }) => {
    const { deps } = reading({ [key]: bytes });
    const { failed, counts } = await readObjects([message('1', key)], EVER, deps);

    expect([failed, counts.events, counts.quarantined]).toEqual([[], 0, 0]);
  });

  it('keeps few of very many faults, and the number of all', async () => {
    const { deps } = reading({ a: Buffer.from(`{"Records":[${Array(1000).fill('x').join()}]}`) });
    const { counts } = await readObjects([message('1', 'a')], EVER, deps);

    expect(counts.quarantined).toBe(1000);
    expect(deps.quarantined).toHaveLength(26);
    expect(deps.quarantined.at(-1)?.reason).toMatch(/^975 further inputs .*\(limit\)$/);
  });
});

describe('objects that cannot be read now', () => {
  it('fail the messages that name them, after what was read is stored, and no other', async () => {
    const bytes = logFile(5000);
    const { deps } = reading({ a: { bytes, breaksAfter: bytes.length - 9 }, b: logFile(1, 9000) });
    const messages = [message('1', 'b', 'a'), message('2', 'b'), message('3', 'a')];
    const report = await readObjects(messages, EVER, deps);

    expect(report).toMatchObject({ failed: ['1', '3'], objects: 1, counts: { quarantined: 0 } });
    expect(deps.quarantined).toEqual([]);
    expect(deps.said.join()).toContain('s3://trail/a');
    const [first] = await deps.findings.pendingAlerts(9);
    expect(first?.count).toBeGreaterThan(1000);
  });

  it('fail their message whatever the error is', async () => {
    const reader: ObjectReader = { open: async () => Promise.reject(new TypeError('hunter2')) };
    const { deps } = reading({}, { reader });

    expect((await readObjects([message('1', 'a')], EVER, deps)).failed).toEqual(['1']);
    expect(deps.said.join()).not.toContain('hunter2');
  });

  it('fail their message when a store is down', async () => {
    const { deps } = reading({ a: logFile(1), b: Buffer.from('{"Records":[5]}'), c: 'gone' });
    const down = {
      ...deps,
      findings: { ...deps.findings, record: unreachable },
      quarantine: { put: unreachable },
    };
    const messages = ['a', 'b', 'c'].map((key) => message(key, key));

    expect((await readObjects(messages, EVER, down)).failed).toEqual(['a', 'b', 'c']);
  });
});

describe('time', () => {
  /** Each look at the clock costs a second. */
  const ticking = () => {
    let now = 0;
    const next = (): EpochMs => {
      now += 1000;
      return epochMs(now);
    };
    return { now: next, sleep: async () => {} };
  };

  it('is not begun with when little is left', async () => {
    const { deps, opened } = reading({ a: logFile(1), b: logFile(1) }, { clock: ticking() });
    const messages = [message('1', 'a'), message('2', 'b')];
    const report = await readObjects(messages, { begin: epochMs(1500), end: epochMs(9e9) }, deps);

    expect(report.failed).toEqual(['2']);
    expect(opened).toEqual(['s3://trail/a']);
  });

  it.each([
    { name: 'holds nothing for long', text: `{"Records":[${' '.repeat(5_000_000)}]}` },
    { name: 'holds faults only', text: `{"Records":[${'5,'.repeat(500_000)}5]}` },
  ])('ends an object that $name, before the function itself is ended', async ({ text }) => {
    const { deps } = reading({ a: Buffer.from(text) }, { clock: ticking() });
    const report = await readObjects([message('1', 'a')], { begin: epochMs(1500), end: epochMs(6000) }, deps);

    expect(report.failed).toEqual(['1']);
  });

  it('ends an object that takes too long, and leaves it to the next delivery', async () => {
    const { deps } = reading({ a: logFile(1000) }, { clock: ticking() });
    const report = await readObjects([message('1', 'a')], { begin: epochMs(1500), end: epochMs(6000) }, deps);

    expect(report.failed).toEqual(['1']);
    expect(report.counts.events).toBeGreaterThanOrEqual(100);
    expect(report.counts.events).toBeLessThan(1000);
    expect((await readObjects([message('1', 'a')], EVER, deps)).failed).toEqual([]);
    expect((await deps.findings.pendingAlerts(9)).map(({ count }) => count)).toEqual([1000, 1000]);
  });
});

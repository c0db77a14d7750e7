import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { inflate } from '#adapters/codec/inflate';
import { splitRecords } from '#adapters/codec/record-splitter';
import { memoryObjectReader } from '#adapters/local/memory-object-reader';
import { readObjects } from '#app/read-objects';
import { takeIn } from '#app/take-in';
import { epochMs } from '#core/time';
import type { Inflate } from '#core/unpacking';
import { unwrap, unwrapText } from '#core/unwrap';
import { inputsIn, type ReadFault, type ReadItem } from '#ports/read-item';
import { sampleRecord } from '../support/shapes.ts';
import { triaging } from '../support/triaging.ts';

const faultsOf = (items: readonly ReadItem[]): readonly ReadFault[] =>
  items.flatMap((item) => (item.type === 'fault' ? [item] : []));
const inputsOf = (faults: readonly ReadFault[]): number =>
  faults.reduce((sum, one) => sum + inputsIn(one), 0);
const packed = (text: string): string => gzipSync(text).toString('base64');

describe('very many faults in one value', () => {
  const many = 200_000;
  const ones = `[${Array(many).fill(1).join()}]`;

  it('are one fault with one copy of the text where a file is read', () => {
    for (const file of [`[${ones}]`, `{"a":1}\n${ones}\n`]) {
      const faults = faultsOf(splitRecords(Buffer.from(file)));

      expect(faults.length).toBeLessThan(10_000);
      expect(inputsOf(faults)).toBe(many);
      expect(faults.reduce((sum, { raw }) => sum + raw.length, 0)).toBeLessThan(100_000);
    }
  });

  it('are one input in quarantine, with the reasons and how many there were, at a door of messages', async () => {
    const deps = { ...triaging(), inflate };
    const text = `[${JSON.stringify(sampleRecord())},null,${ones.slice(1)}`;
    const counts = await takeIn([{ text, origin: 'group:stream', offset: 7 }], deps);

    expect(counts).toMatchObject({ events: 1, quarantined: many + 1 });
    expect(deps.quarantined).toEqual([
      {
        source: 'group:stream',
        offset: 7,
        reason: `null where a record was expected; a number where a record was expected (${many} times)`,
        raw: text,
      },
    ]);
  });

  it('are few inputs in quarantine, with how many there were, at a door of objects', async () => {
    const bytes = gzipSync(`{"Records":[${JSON.stringify(sampleRecord())},${ones.slice(1)}}`);
    const reader = memoryObjectReader(new Map([['s3://trail/a', bytes]]));
    const deps = { ...triaging(), reader, objectsAtOnce: 1, batch: { records: 500, bytes: 4 * 2 ** 20 } };
    const ever = { begin: epochMs(4e12), end: epochMs(4e12) };
    const objects = [{ bucket: 'trail', key: 'a' }];
    const report = await readObjects([{ id: 'm', objects }], ever, deps);

    expect(report.counts).toMatchObject({ events: 1, quarantined: many });
    expect(deps.quarantined).toHaveLength(26);
    expect(deps.quarantined.at(-1)?.reason).toContain(`${many - 25} further inputs`);
  });

  it('do not hide the records behind them in a message, and end where parsing would only fail', () => {
    const record = JSON.stringify(sampleRecord());
    const noise = `${'[INFO] x\n'.repeat(5000)}${record}`;
    const costly = `${record}\n${'{"":}\n'.repeat(50_000)}`;

    expect(unwrapText(noise, inflate).records).toHaveLength(1);
    expect(unwrapText(costly, inflate)).toMatchObject({
      records: [{}],
      faults: [{ reason: 'more than 1000 lines that are no JSON (limit)' }],
    });
  });
});

describe('noise in a list', () => {
  it.each(['x', 'n', '{x}', '"', '{"":}', '1'])('of %s is counted whole and kept in part', (element) => {
    const elements = 50_000;
    const record = JSON.stringify(sampleRecord());
    const bytes = Buffer.from(`[${`${element},`.repeat(elements)}${record}]`);
    const found = splitRecords(bytes);
    const faults = faultsOf(found);

    expect(faults.length).toBeLessThanOrEqual(4097 * Math.ceil(bytes.length / 2 ** 20));
    expect(splitRecords(bytes, { chunkBytes: 10_007 })).toEqual(found);
    if (element === '"') return; // a text runs to the next quote
    expect(inputsOf(faults)).toBe(elements);
    expect(found.filter(({ type }) => type === 'record')).toHaveLength(1);
  });

  it('is kept again further on, so that no file ends unseen', () => {
    const noise = Buffer.from(`[${'x,'.repeat(1_200_000)}x]`);
    const limited = faultsOf(splitRecords(noise)).filter(({ reason }) => reason.includes('(limit)'));

    expect(limited.map(({ offset }) => Math.floor(offset / 2 ** 20))).toEqual([0, 1, 2]);
    expect(inputsOf(faultsOf(splitRecords(noise)))).toBe(1_200_001);
  });
});

describe('kinds of what is passed over', () => {
  it('stay few, whatever the log says', () => {
    const events = Array.from({ length: 2000 }, (_, n) => [
      { 'detail-type': `kind ${n}`, detail: {} },
      { eventSource: `aws:kind${n}`, messageType: `kind ${n}` },
      { Type: `kind ${n}`, Event: `kind ${n}`, message: `kind ${n}` },
      { timestamp: n, message: `kind ${n}` },
      { [`kind ${n}`]: n },
    ]);
    const lines = Buffer.from(
      events
        .flat()
        .map((each) => `${JSON.stringify(each)}\n`)
        .join(''),
    );
    const kinds = splitRecords(lines).flatMap((item) => (item.type === 'passed' ? [item.kind] : []));

    expect(kinds.length).toBeGreaterThan(2);
    expect(kinds.length).toBeLessThan(10);
    expect(kinds.join()).not.toContain('kind');
  });
});

describe('packed data in packed data', () => {
  const stream = (data: string, times: number): string =>
    JSON.stringify({ Records: Array(times).fill({ kinesis: { data } }) });
  /** A kilobyte that comes to gigabytes when every level is unpacked. */
  const hostile = (): { readonly kinesis: { readonly data: string } } => {
    let data = packed(JSON.stringify({ a: 'a'.repeat(60_000) }));
    for (let level = 0; level < 3; level += 1) data = packed(stream(data, 300));
    return { kinesis: { data } };
  };
  const counting = (): { unpack: Inflate; calls: number; bytes: number } => {
    const counter = {
      calls: 0,
      bytes: 0,
      unpack: (base64: string, maxBytes?: number) => {
        const text = inflate(base64, maxBytes);
        counter.calls += 1;
        if (text.ok) counter.bytes += text.value.length;
        return text;
      },
    };
    return counter;
  };

  it('stops at a limit that the fault names, and counts what it left', () => {
    const counter = counting();
    const found = unwrap(hostile(), counter.unpack);

    expect(counter.bytes).toBeLessThan(4 * 2 ** 20);
    expect(counter.calls).toBeLessThan(3000);
    expect(new Set(found.faults.map(({ reason }) => reason))).toEqual(
      new Set([expect.stringMatching(/^packed data in packed data: .*\(limit\)$/)]),
    );
    expect(found.faults.reduce((sum, { count = 1 }) => sum + count, 0)).toBeGreaterThan(500);
  });

  it('is told at every door', async () => {
    const text = JSON.stringify(hostile());
    const deps = { ...triaging(), inflate };
    const counts = await takeIn([{ text, origin: 'o', offset: 0 }], deps);

    expect(counts.quarantined).toBeGreaterThan(100);
    expect(deps.quarantined).toMatchObject([{ raw: text, reason: expect.stringContaining('(limit)') }]);
    expect(faultsOf(splitRecords(Buffer.from(text)))).toMatchObject([
      { reason: expect.stringContaining('(limit)') },
    ]);
  });

  it('pays for what is damaged too', () => {
    const damaged = Buffer.from(packed(' '.repeat(400_000)), 'base64');
    damaged.fill(0, damaged.length - 8);
    const counter = counting();
    const found = unwrap(
      { kinesis: { data: packed(stream(damaged.toString('base64'), 500)) } },
      counter.unpack,
    );

    expect(counter.calls).toBeLessThan(20);
    expect(found.faults.map(({ reason }) => reason)).toEqual([
      'damaged gzip',
      expect.stringContaining('(limit)'),
    ]);
  });

  it('reads what pipelines pack twice, and any number of packed records side by side', () => {
    const id = (text: string): string => createHash('sha256').update(text).digest('hex');
    const logs = (name: string, n: number): string =>
      JSON.stringify(Array.from({ length: n }, (_, at) => sampleRecord({ eventID: id(`${name} ${at}`) })));
    const twenty = Array.from({ length: 20 }, (_, n) => ({ kinesis: { data: packed(logs(`${n}`, 300)) } }));
    const twice = unwrap({ kinesis: { data: packed(JSON.stringify({ Records: twenty })) } }, inflate);

    expect([twice.records.length, twice.faults]).toEqual([6000, []]);
    const beside = unwrap(JSON.parse(stream(packed(logs('', 2)), 3000)), inflate);
    expect([beside.records.length, beside.faults]).toEqual([6000, []]);
  });

  it('does not grow without end side by side either', () => {
    const data = packed(`{"a":"${'a'.repeat(20 * 2 ** 20)}"}`);
    const counter = counting();
    const found = unwrap({ Records: Array(20).fill({ kinesis: { data } }) }, counter.unpack);

    expect(counter.calls).toBe(4);
    expect(found.faults).toMatchObject([
      { reason: 'packed data that unpacks to more than 67108864 bytes in all (limit)', count: 16 },
    ]);
  });
});

describe('a record beside a list', () => {
  const record = sampleRecord();
  const text = JSON.stringify(record);
  const wrappings = [
    { CloudTrailEvent: text },
    { 'detail-type': 'AWS API Call via CloudTrail', detail: record },
    { Type: 'Notification', Message: text },
    record,
  ];
  const recordsIn = (items: readonly ReadItem[]) =>
    items.flatMap((item) => (item.type === 'record' ? [item.record] : []));

  const cases = ['Records', 'Events', 'logEvents', 'events'].flatMap((list) =>
    wrappings.flatMap((wrapping) =>
      [
        { [list]: [], ...wrapping },
        { ...wrapping, [list]: [] },
      ].map((value) => ({
        keys: Object.keys(value).slice(0, 3).join(),
        value,
        wanted: [wrapping === record ? value : record],
      })),
    ),
  );
  it.each(cases)('is found beside an empty one, in a document as in a line: $keys', ({ value, wanted }) => {
    const line = Buffer.from(`${JSON.stringify(value)}\n${JSON.stringify({ a: 1 })}\n`);

    expect(recordsIn(splitRecords(line))).toEqual(wanted);
    for (const document of [undefined, 1].map((space) => Buffer.from(JSON.stringify(value, null, space))))
      for (const chunkBytes of [1, 7, document.length]) {
        const found = splitRecords(document, { chunkBytes });
        expect([recordsIn(found), found.length]).toEqual([wanted, 1]);
      }
  });

  it('is found in a line, and told in a document, where the list has records too', () => {
    const other = sampleRecord({ eventID: 'other' });
    for (const wrapping of wrappings.slice(0, 3)) {
      const value = JSON.stringify({ Records: [other], ...wrapping });
      const document = splitRecords(Buffer.from(value));

      expect(new Set(unwrapText(value, inflate).records.map((each) => each.record))).toEqual(
        new Set([other, record]),
      );
      expect(recordsIn(document)).toEqual([other]);
      expect(inputsOf(faultsOf(document))).toBe(1);
    }
  });

  it.each(['{"Records":[]}', '{"Events":[ ],"NextToken":"x"}', '{"logEvents":[],"messageType":"x"}'])(
    'is not missed where there is none: %s',
    (empty) => {
      expect(splitRecords(Buffer.from(empty))).toEqual([]);
      expect(unwrapText(empty, inflate)).toEqual({ records: [], passed: [], faults: [] });
    },
  );
});

describe('very many values in one text', () => {
  const limit = 'more than 1000000 values and one for 16 characters (limit)';
  const flood = `{"messageType":"DATA_MESSAGE","logEvents":[${'[],'.repeat(4 << 20)}[]]}`;
  const text = JSON.stringify({ awslogs: { data: packed(flood) } });

  it('are a fault at every door', async () => {
    const deps = { ...triaging(), inflate };
    const counts = await takeIn([{ text, origin: 'o', offset: 0 }], deps);

    expect(counts).toMatchObject({ events: 0, quarantined: 1 });
    expect(deps.quarantined).toMatchObject([{ reason: limit }]);
    for (const each of [text, `{"a":[${'[],'.repeat(4 << 20)}[]]}`])
      expect(faultsOf(splitRecords(Buffer.from(each)))).toMatchObject([{ reason: limit }]);
    expect(unwrapText('[]\n'.repeat(1_100_000), inflate).faults).toMatchObject([{ reason: limit }]);
  });

  it('are read where they are in the texts of a value, or as many as a large log has', () => {
    const record = sampleRecord({ requestParameters: { policy: '[],'.repeat(600_000) } });
    const log = JSON.stringify({ Records: Array(12_000).fill(sampleRecord()) });

    expect(unwrapText(JSON.stringify(record), inflate).records).toHaveLength(1);
    expect(splitRecords(Buffer.from(JSON.stringify(record)))).toMatchObject([{ type: 'record' }]);
    expect(unwrapText(log, inflate)).toMatchObject({ records: { length: 12_000 }, faults: [] });
  });
});

describe('packed data all over a file', () => {
  const limit =
    'packed data that unpacks to more than 67108864 bytes in one file and 100 times the values that hold it (limit)';
  const file = (...data: readonly string[]): Buffer =>
    Buffer.from(JSON.stringify({ Records: data.map((each) => ({ kinesis: { data: each } })) }));
  const bomb = packed(' '.repeat(15 << 20));
  const sound = packed(
    JSON.stringify(
      Array.from({ length: 50 }, (_, n) =>
        sampleRecord({ eventID: createHash('sha256').update(`${n}`).digest('hex') }),
      ),
    ),
  );

  it('stops at a limit that the fault names, and what is packed as logs are is read all the same', () => {
    const found = splitRecords(file(...Array(20).fill(bomb), sound));

    const limited = faultsOf(found).filter(({ reason }) => reason === limit);
    expect(inputsOf(limited)).toBeGreaterThan(10);
    expect(found.filter(({ type }) => type === 'record')).toHaveLength(50);
  });

  it('is paid for where it is damaged too', () => {
    const damaged = Buffer.from(bomb, 'base64').subarray(0, -9).toString('base64');
    const found = splitRecords(file(...Array(20).fill(damaged), sound));

    expect(inputsOf(faultsOf(found).filter(({ reason }) => reason === limit))).toBeGreaterThan(10);
    expect(found.filter(({ type }) => type === 'record')).toHaveLength(50);
    const value = { Records: Array(100).fill({ kinesis: { data: damaged } }) };
    expect(unwrap(value, inflate).faults).toMatchObject([
      { reason: 'gzip that is cut off before its end', count: 64 },
      { reason: expect.stringContaining('bytes in all (limit)'), count: 36 },
    ]);
  });
});

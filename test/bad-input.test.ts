import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { splitRecords } from '#adapters/codec/record-splitter';
import { readLogFiles } from '#adapters/local/log-files';
import type { ReadItem } from '#ports/read-item';
import { sampleRecord } from './support/shapes.ts';

/** Log content that must never stand in a reason. */
const SECRET = 'hunter2';
const good = (eventName: string): string => JSON.stringify(sampleRecord({ eventName }));
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const BAD: readonly { readonly name: string; readonly bad: Buffer; readonly reason: RegExp }[] = [
  { name: 'words', bad: bytes(`password ${SECRET}`), reason: /text that is not JSON/ },
  { name: 'a wrong word', bad: bytes(`{"eventName":${SECRET}}`), reason: /not JSON: a syntax error/ },
  {
    name: 'a number',
    bad: bytes('12345'),
    reason: /a JSON value that is no object|a number where a record was expected/,
  },
  {
    name: 'a hundred and more levels',
    bad: bytes(nested(200)),
    reason: /nested more than 100 levels deep \(limit\)/,
  },
  { name: 'NUL bytes inside', bad: bytes('{"a":"', [0, 0], '"}'), reason: /a NUL byte at character 6/ },
  { name: 'bytes that are not UTF-8', bad: bytes('{"a":"', [0xff, 0xc3], '"}'), reason: /not valid UTF-8/ },
  { name: 'an overlong UTF-8 form', bad: bytes('{"a":"', [0xc0, 0xaf], '"}'), reason: /not valid UTF-8/ },
  {
    name: 'a lookup event without JSON',
    bad: bytes(`{"CloudTrailEvent":"${SECRET}"}`),
    reason: /CloudTrailEvent is not/,
  },
  {
    name: 'a lookup event cut short',
    bad: bytes('{"CloudTrailEvent":"{\\"a\\":"}'),
    reason: /cut off before its end/,
  },
  { name: 'a payload that is no base64', bad: bytes('{"awslogs":{"data":"!!"}}'), reason: /not base64/ },
  { name: 'a list that is none', bad: bytes('{"Records":{"a":1}}'), reason: /Records is not a list/ },
];

const recordsOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.type === 'record' ? [item.record.eventName] : []));
const faultsOf = (items: readonly ReadItem[]) =>
  items.flatMap((item) => (item.type === 'fault' ? [item] : []));

describe('one bad event never stops the others', () => {
  it.each(BAD)('$name between two lines', ({ bad, reason }) => {
    const first = good('FIRST');
    const items = splitRecords(bytes(`${first}\n`, [...bad], `\r\n${good('SECOND')}\n`));

    expect(recordsOf(items)).toEqual(['FIRST', 'SECOND']);
    expect(faultsOf(items)).toEqual([
      {
        type: 'fault',
        file: '-',
        offset: first.length + 1,
        line: 2,
        reason: expect.stringMatching(reason),
        raw: expect.any(String),
      },
    ]);
  });

  it.each(BAD)('$name between two elements of a log file', ({ bad, reason }) => {
    const first = good('FIRST');
    const items = splitRecords(bytes(`{"Records":[${first},`, [...bad], `,${good('SECOND')}]}`));
    const faults = faultsOf(items);

    expect(recordsOf(items)).toEqual(['FIRST', 'SECOND']);
    expect(faults.map((fault) => fault.offset)).toEqual([first.length + 13]);
    expect(faults[0]?.reason).toMatch(bad[0] === 0x70 ? /not JSON/ : reason);
  });

  it.each(BAD)('$name is said without quoting it, and is kept as it came', ({ bad }) => {
    const [fault] = faultsOf(splitRecords(bytes(`${good('A')}\n`, [...bad])));

    expect(fault?.reason).not.toContain(SECRET);
    expect(bad.toString().replaceAll('\\"', '"')).toContain(fault?.raw.replaceAll('\\"', '"'));
  });

  it.each(['null', '5', '-1.5e3', '"text"', 'true'])('says of %j that it is JSON, and no object', (text) => {
    const reason = 'a JSON value that is no object';

    expect(faultsOf(splitRecords(bytes(text)))).toMatchObject([{ offset: 0, reason }]);
    expect(faultsOf(splitRecords(bytes(`${good('A')}\n${text}\n${good('B')}\n`)))[0]).toMatchObject({
      line: 2,
      reason,
    });
  });

  it('takes the words before the JSON of a line for what they are', () => {
    const prefix = 'Nov 21 10:00:00 host app[7]: ';
    const text = bytes(`${prefix}${good('A')}\n${prefix}${good('B')}\nNov 21 stopped\n`);

    for (const chunkBytes of [1, 7, 100_000]) {
      const items = splitRecords(text, { chunkBytes });
      expect(recordsOf(items)).toEqual(['A', 'B']);
      expect(faultsOf(items).map(({ reason }) => reason)).toEqual(['text that is not JSON']);
      expect(items).toContainEqual({
        type: 'passed',
        file: '-',
        kind: 'text before the JSON of a line',
        count: 2,
      });
    }
  });

  it('takes what is left of a broken record before another for a fault', () => {
    const items = splitRecords(bytes(`{"a":1}\n"eventName":"x"}${good('A')}\n{"a":1} x ${good('B')}`));

    expect(recordsOf(items)).toEqual(['A', 'B']);
    expect(faultsOf(items)).toHaveLength(2);
  });

  it('costs a cut-off line nothing but itself', () => {
    const whole = [good('A'), good('B'), good('C')];
    for (const at of [1, 20, 100, 400]) {
      const items = splitRecords(bytes([whole[0], whole[1]?.slice(0, at), whole[2]].join('\n')));

      expect(recordsOf(items)).toEqual(['A', 'C']);
      expect(faultsOf(items)).toMatchObject([{ line: 2, reason: 'cut off before its end' }]);
    }
  });

  it('keeps everything before the point where a file ends, wherever that is', () => {
    const file = bytes(`{"Records":[${good('A')},${good('B')}]}`);
    const [endOfA, endOfB] = [12 + good('A').length, file.length - 2];
    for (let end = 1; end < file.length; end += 1) {
      const items = splitRecords(file.subarray(0, end));

      expect(recordsOf(items)).toEqual(end >= endOfB ? ['A', 'B'] : end >= endOfA ? ['A'] : []);
      expect(faultsOf(items)).toHaveLength(1);
    }
  });

  it('keeps records of wrong types: rules may still match them', () => {
    const odd = {
      eventName: 5,
      eventSource: null,
      userIdentity: 'null',
      requestParameters: 'null',
      resources: 'x',
    };

    expect(splitRecords(bytes(JSON.stringify({ Records: [odd] })))).toMatchObject([
      { type: 'record', record: odd },
    ]);
  });

  it('finds records again behind garbage, another file and a byte order mark', () => {
    const items = splitRecords(
      bytes(
        [0xef, 0xbb, 0xbf],
        `{"Records":[${good('A')}]}`,
        [0, 0, 0, 0],
        'garbage\n',
        [0xef, 0xbb, 0xbf],
        `[${good('B')}]`,
      ),
    );

    expect(recordsOf(items)).toEqual(['A', 'B']);
    expect(faultsOf(items)).toHaveLength(1);
  });
});

describe('no input can hang or flood the reader', () => {
  const MIB = 1024 * 1024;
  const line = Buffer.from(`${good('AFTER')}\n`);

  async function readStream(chunks: () => Generator<Buffer>) {
    const found = { records: 0, reasons: [] as string[], peak: 0 };
    const held = (): number => process.memoryUsage().arrayBuffers;
    const before = held();
    async function* stdin() {
      for (const chunk of chunks()) {
        found.peak = Math.max(found.peak, held() - before);
        yield chunk;
      }
    }
    for await (const items of readLogFiles(['-'], { stdin: stdin() })) {
      found.records += recordsOf(items).length;
      for (const fault of faultsOf(items)) found.reasons.push(fault.reason);
    }
    return found;
  }

  it.each([
    { name: 'of letters', open: 'x', reason: 'text that is not JSON' },
    {
      name: 'of one text in an object',
      open: '{"a":"',
      reason: '209715206 bytes in one record, more than 16777216 (limit)',
    },
    {
      name: 'of brackets',
      open: '[',
      fill: '[',
      reason: '209715200 bytes in one record, more than 16777216 (limit)',
    },
    { name: 'of keys', open: '{"', reason: '209715202 bytes in one record, more than 16777216 (limit)' },
    {
      name: 'of blanks in an object',
      open: '{"a"',
      fill: ' ',
      reason: '209715204 bytes in one record, more than 16777216 (limit)',
    },
    {
      name: 'behind good lines',
      open: `${good('BEFORE')}\n{"a":"`,
      reason: '209715206 bytes in one record, more than 16777216 (limit)',
    },
  ])(
    'a huge line $name stops at a limit, and the lines behind it are read',
    async ({ open, fill = 'x', reason }) => {
      const block = Buffer.alloc(MIB, fill);
      const found = await readStream(function* () {
        yield Buffer.from(open);
        for (let mib = 0; mib < 200; mib += 1) yield block;
        yield Buffer.from('\n');
        yield line;
        yield line;
      });

      expect(found.reasons.filter((each) => each !== 'cut off before its end')).toEqual([reason]);
      expect(found.records).toBe(open.startsWith('{"eventVersion') ? 3 : 2);
      expect(found.peak).toBeLessThan(120 * MIB);
    },
  );

  it('a log file in one line among others is read, however long it is', async () => {
    const filler = 'f'.repeat(100_000);
    const record = Buffer.from(JSON.stringify(sampleRecord({ eventName: 'INSIDE', filler })));
    const found = await readStream(function* () {
      yield line;
      yield Buffer.from('{"Records":[');
      for (let count = 0; count < 1_000; count += 1) {
        if (count > 0) yield Buffer.from(',');
        yield record;
      }
      yield Buffer.from(']}\n');
      yield line;
    });

    expect(found).toMatchObject({ records: 1_002, reasons: [] });
    expect(found.peak).toBeLessThan(40 * MIB);
  });

  it('a gzip bomb stops at a limit', async () => {
    const found = await readStream(function* () {
      const bomb = gzipSync(Buffer.concat([line, Buffer.alloc(300 * MIB)]));
      yield bomb;
    });

    expect(found.records).toBe(1);
    expect(found.reasons).toEqual([
      'NUL bytes where JSON was expected',
      expect.stringMatching(/^gzip that unpacks to more than 500 times its size \(limit\)/),
    ]);
  });

  it('hostile structure costs time in proportion to its size', async () => {
    for (const piece of [
      '{"\n',
      '[{',
      '"{',
      '{"a":[',
      '\n{"a":\n',
      '\\"',
      '{"Records":[',
      ']}{"Records":[{',
    ]) {
      const found = await readStream(function* () {
        for (let mib = 0; mib < 2; mib += 1) yield Buffer.from(piece.repeat(Math.floor(MIB / piece.length)));
        yield Buffer.from('\n');
      });
      expect(found.records).toBe(0);
    }
  }, 60_000);
});

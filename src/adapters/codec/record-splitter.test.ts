import { describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#ports/read-item';
import { sampleRecord } from '../../../test/support/shapes.ts';
import { splitRecords } from './record-splitter.ts';

const named = (eventName: string, more: object = {}) => ({ ...sampleRecord({ eventName }), ...more });
const json = (value: unknown): string => JSON.stringify(value);
const RECORD_BYTES = json(named('X0')).length;
/** Every line of two records is too long to be held. */
const limits = { valueBytes: RECORD_BYTES + 60 };

const told = (items: readonly ReadItem[]): unknown[] =>
  items.map((item) => {
    if (item.type === 'record') return [item.line, item.record.eventName];
    return item.type === 'fault' ? [item.line, item.reason] : item;
  });

const pair = [named('B1'), named('B2')];
const lookups = pair.map((record) => ({ EventId: '1', CloudTrailEvent: json(record) }));

describe('a line that is longer than a record may be', () => {
  it.each([
    { name: 'a log file', line: json({ Records: pair }) },
    { name: 'a log file behind fields of a record', line: json({ eventVersion: '1.08', Records: pair }) },
    {
      name: 'a log file behind more of them',
      line: json({ awsRegion: 'x', recipientAccountId: 'y', Records: pair }),
    },
    { name: 'a list', line: json(pair) },
    { name: 'what LookupEvents answers', line: json({ NextToken: 't', Events: lookups }), slack: 200 },
    { name: 'records without anything between them', line: pair.map(json).join('') },
    { name: 'a log file between blanks', line: `  ${json({ Records: pair })}\t\r` },
  ])('is opened where it is $name', ({ line, slack = 0 }) => {
    const text = `${json(named('A0'))}\n${line}\n${json(named('C0'))}\n`;
    const expected = [
      [1, 'A0'],
      [2, 'B1'],
      [2, 'B2'],
      [3, 'C0'],
    ];
    for (const chunkBytes of [1, 100, 1 << 20]) {
      const roomy = { valueBytes: limits.valueBytes + slack };
      expect(line.length).toBeGreaterThan(roomy.valueBytes);
      expect(told(splitRecords(Buffer.from(text), { chunkBytes, limits: roomy }))).toEqual(expected);
    }
    expect(told(splitRecords(Buffer.from(text)))).toEqual(expected);
  });

  it('gives the place of each record in it', () => {
    const line = json({ Records: pair });
    const text = `${line}\n${json(named('A0'))}\n${line}\n`;
    const items = splitRecords(Buffer.from(`${json(named('A0'))}\n${text}`), { limits });
    const starts = [...`${json(named('A0'))}\n${text}`.matchAll(/\{"eventVersion"/g)].map(
      ({ index }) => index,
    );

    expect(items.map((item) => ('offset' in item ? item.offset : undefined))).toEqual(starts);
  });

  it('is read to its end where it is the last one and has none', () => {
    const text = `${json(named('A0'))}\n${json({ Records: pair })}`;

    expect(told(splitRecords(Buffer.from(text), { limits }))).toEqual([
      [1, 'A0'],
      [2, 'B1'],
      [2, 'B2'],
    ]);
  });

  it.each([
    { name: 'alone', wrap: (large: object) => [large], kept: [] },
    {
      name: 'among others of its line',
      wrap: (large: object) => ({ Records: [pair[0], large, pair[1]] }),
      kept: ['B1', 'B2'],
    },
  ])(
    'costs a single record that is larger than allowed itself, $name, and says how large it is',
    ({ wrap, kept }) => {
      const large = named('LARGE', { filler: 'x'.repeat(3 * RECORD_BYTES) });
      const text = `${json(named('A0'))}\n${json(wrap(large))}\n${json(named('C0'))}\n`;
      const items = splitRecords(Buffer.from(text), { file: 'trail.ndjson', limits, chunkBytes: 512 });

      expect(items.flatMap((item) => (item.type === 'record' ? [item.record.eventName] : []))).toEqual([
        'A0',
        ...kept,
        'C0',
      ]);
      expect(items.filter(({ type }) => type !== 'record')).toEqual([
        {
          type: 'fault',
          file: 'trail.ndjson',
          line: 2,
          offset: text.indexOf(json(large)),
          reason: `${json(large).length} bytes in one record, more than ${limits.valueBytes} (limit)`,
          raw: `${json(large).slice(0, limits.valueBytes)} … (cut, ${json(large).length} bytes in all)`,
        },
      ]);
    },
  );

  it.each([
    {
      name: 'cut off',
      line: json({ Records: pair }).slice(0, -40),
      faults: ['cut off before its end'],
      kept: ['B1'],
    },
    { name: 'no JSON', line: 'x'.repeat(5 * RECORD_BYTES), faults: ['text that is not JSON'], kept: [] },
    {
      name: 'NUL bytes',
      line: '\0'.repeat(5 * RECORD_BYTES),
      faults: ['NUL bytes where JSON was expected'],
      kept: [],
    },
  ])('costs nothing but itself where it is $name', ({ line, faults, kept }) => {
    const text = `${json(named('A0'))}\n${line}\n${json(named('C0'))}\n`;

    expect(told(splitRecords(Buffer.from(text), { limits }))).toEqual([
      [1, 'A0'],
      ...kept.map((name) => [2, name]),
      ...faults.map((reason) => [2, reason]),
      [3, 'C0'],
    ]);
  });

  it('keeps the beginning of what is too large, and says how much there was', () => {
    const large = json(named('LARGE', { filler: 'x'.repeat(3 * RECORD_BYTES) }));
    const [fault] = splitRecords(Buffer.from(large), { limits: { ...limits, rawBytes: 20 } });

    expect(fault).toMatchObject({ raw: `${large.slice(0, 20)} … (cut, ${large.length} bytes in all)` });
  });
});

describe('a record that has a list of its own', () => {
  const inner = { Records: [named('INNER')] };

  it.each([
    { name: 'in what was asked for', record: named('OUTER', { requestParameters: inner }), found: ['OUTER'] },
    { name: 'of something else', record: named('OUTER', { Records: [{ id: 1 }] }), found: ['OUTER'] },
    { name: 'of records', record: named('OUTER', inner), found: ['INNER', 'OUTER'] },
  ])('is a record, and the list is $name', ({ record, found }) => {
    for (const text of [
      json(record),
      json({ Records: [record] }),
      `${json(record)}\n${json(named('NEXT'))}`,
    ]) {
      const items = splitRecords(Buffer.from(text));
      const names = items.map((item) => (item.type === 'record' ? item.record.eventName : item.type));
      expect(names.filter((name) => name !== 'NEXT')).toEqual(found);
    }
  });
});

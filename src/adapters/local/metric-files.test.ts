import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { isoFromMs } from '#core/time';
import { type MetricFileItem, readMetricFiles } from './metric-files.ts';
import { timeOfCell, valueOfCell } from './metric-files-cells.ts';

const folder = mkdtempSync(join(tmpdir(), 'trailhound-metrics-'));
let files = 0;
const nextName = (): string => {
  files += 1;
  return `f${files}.csv`;
};

/** Writes a file and gives what is in it: series as `time value` texts, faults as `line: reason`. */
async function read(text: string | Buffer, name = nextName()) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return shown(readMetricFiles([path]));
}

async function shown(items: AsyncIterable<MetricFileItem>) {
  const series: Record<string, string[]> = {};
  const faults: string[] = [];
  let repeated = 0;
  for await (const item of items) {
    if (item.type === 'fault') faults.push(`${item.fault.line ?? '-'}: ${item.fault.reason}`);
    if (item.type !== 'series') continue;
    repeated += item.series.repeated;
    series[item.series.name.replace(`${folder}/`, '')] = item.series.points.map(
      ({ at, value }) => `${isoFromMs(at)} ${value}`,
    );
  }
  return { series, faults, repeated };
}

const TWO = ['2026-03-01T09:00:00Z 1.5', '2026-03-01T09:05:00Z 2'];

describe('readMetricFiles', () => {
  it.each([
    { name: 'plain', text: 'timestamp,value\n2026-03-01 09:00:00,1.5\n2026-03-01 09:05:00,2\n' },
    {
      name: 'quoted, with a label that is no value',
      text: '"TimeStamp","Value","Label"\r\n"2026-03-01T09:00:00Z","1.5","0"\r\n"2026-03-01T09:05:00Z","2","1"\r\n',
    },
    { name: 'epoch seconds', text: 'time,value\n1772355600,1.5\n1772355900,2' },
    { name: 'epoch milliseconds', text: 'ts,value\n1772355600000,1.5\n1772355900000,2' },
    { name: 'offsets', text: 'date,value\n2026-03-01T10:00:00+01:00,1.5\n2026-03-01T10:05:00+0100,2' },
    { name: 'no header', text: '2026-03-01 09:00:00,1.5\n2026-03-01 09:05:00,2' },
    { name: 'value first', text: 'value,timestamp\n1.5,2026-03-01 09:00:00\n2,2026-03-01 09:05:00' },
    {
      name: 'semicolons and other columns',
      text: 'host;timestamp;cpu;is_anomaly\nweb;2026-03-01 09:00:00;1.5;0\nweb;2026-03-01 09:05:00;2;1',
    },
    { name: 'tabs', text: 'timestamp\tvalue\n2026-03-01 09:00:00\t1.5\n2026-03-01 09:05:00\t2\n\n' },
    {
      name: 'a byte order mark',
      text: '\uFEFFtimestamp,value\n2026-03-01 09:00:00,1.5\n2026-03-01 09:05:00,2',
    },
    { name: 'slashes', text: 'when,load\n2026/3/1 09:00,1.5\n2026/03/01 09:05,2' },
    { name: 'out of order', text: 'timestamp,value\n2026-03-01 09:05:00,2\n2026-03-01 09:00:00,1.5\n' },
  ])('reads a file with $name', async ({ text }) => {
    const { series, faults } = await read(text);
    expect(faults).toEqual([]);
    expect(Object.values(series)).toEqual([TWO]);
  });

  it('reads gzip by its first bytes', async () => {
    const text = 'timestamp,value\n2026-03-01 09:00:00,1.5\n2026-03-01 09:05:00,2\n';
    expect((await read(gzipSync(text), 'packed.bin')).series).toEqual({ 'packed.bin': TWO });
  });

  it('makes a series of each column of numbers', async () => {
    const text = 'timestamp,host,cpu,mem\n2026-03-01 09:00:00,a,1,\n2026-03-01 09:05:00,a,2,7\n';
    expect((await read(text, 'two.csv')).series).toEqual({
      'two.csv:cpu': ['2026-03-01T09:00:00Z 1', '2026-03-01T09:05:00Z 2'],
      'two.csv:mem': ['2026-03-01T09:00:00Z null', '2026-03-01T09:05:00Z 7'],
    });
  });

  it('tells columns of one name apart', async () => {
    const text = 'timestamp,cpu,cpu\n2026-03-01 09:00:00,1,3\n2026-03-01 09:05:00,2,4\n';
    expect(Object.keys((await read(text, 'same.csv')).series)).toEqual([
      'same.csv:cpu',
      'same.csv:cpu (column 3)',
    ]);
  });

  it('takes an empty value as a missing one, and the last of rows of one instant', async () => {
    const text =
      'timestamp,value\n2026-03-01 09:00:00,\n2026-03-01 09:05:00,1\n2026-03-01 09:05:00,2\n2026-03-01 09:10:00,NaN\n';
    expect(await read(text, 'gaps.csv')).toEqual({
      series: {
        'gaps.csv': ['2026-03-01T09:00:00Z null', '2026-03-01T09:05:00Z 2', '2026-03-01T09:10:00Z null'],
      },
      faults: [],
      repeated: 1,
    });
  });

  it('names bad rows with their lines, wherever they stand, and goes on', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, minute) => `2026-03-01 09:${String(minute).padStart(2, '0')}:00,${minute}`,
    );
    rows[3] = 'yesterday,3';
    rows[40] = '2026-03-01 09:40:00,forty';
    rows[41] = '2026-03-01 09:41:00';
    const { series, faults } = await read(['timestamp,value', ...rows].join('\n'), 'bad.csv');
    expect(faults).toEqual([
      '5: found "yesterday", expected a time such as 2026-03-01T09:00:00Z',
      '42: found "forty", expected a number',
    ]);
    expect(series['bad.csv']).toHaveLength(58);
  });

  it.each([
    { name: 'empty', text: '', says: /^-: found no row/ },
    { name: 'no table', text: 'hello\nworld\n', says: /^-: found no column of times among "hello"/ },
    {
      name: 'times without values',
      text: 'timestamp,host\n2026-03-01 09:00:00,a\n2026-03-01 09:05:00,b',
      says: /no column of numbers/,
    },
    { name: 'full of controls', text: '\u001b[31mx\nworld\n', says: /among ".\[31mx"/ },
    { name: 'a header alone', text: 'timestamp,value\n', says: /found no value/ },
  ])('says what is wrong with a file that is $name', async ({ text, says }) => {
    const { series, faults } = await read(text);
    expect(series).toEqual({});
    expect(faults).toEqual([expect.stringMatching(says)]);
  });

  it('keeps what lies before damage', async () => {
    const text = `timestamp,value\n${Array.from({ length: 20_000 }, (_, index) => `${1_772_355_600 + index * 60},${Math.sin(index)}`).join('\n')}`;
    const packed = gzipSync(text);
    const { series, faults } = await read(packed.subarray(0, packed.length / 2), 'cut.csv.gz');
    expect(faults).toEqual([expect.stringMatching(/gzip that is cut off/)]);
    expect(series['cut.csv.gz']?.length).toBeGreaterThan(1_000);
  });

  it('keeps no more values of a file than fit into memory, and says so', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `${1_772_355_600 + index * 60},${index}`);
    const path = join(folder, 'long.csv');
    writeFileSync(path, ['time,value', ...rows].join('\n'));
    const { series, faults } = await shown(readMetricFiles([path], undefined, 60));
    expect(faults).toEqual(['62: found more than 60 values (limit), what follows is left out']);
    expect(series['long.csv']).toHaveLength(60);
    expect((await shown(readMetricFiles([path], undefined, 100))).faults).toEqual([]);
  });

  const OPEN = '/proc/self/fd';
  (existsSync(OPEN) ? it : it.skip)(
    'closes what it does not read to its end',
    async () => {
      const path = join(folder, 'names.csv');
      writeFileSync(path, `host,name\n${'a,b\n'.repeat(50_000)}`);
      const open = () => readdirSync(OPEN).length;
      const before = open();
      for (let count = 0; count < 20; count += 1) await shown(readMetricFiles([path]));
      await new Promise((done) => setImmediate(done));
      expect(open()).toBeLessThan(before + 10);
    },
    30_000,
  );

  it('reads standard input, and passes over what is no table in a folder', async () => {
    async function* stdin() {
      yield Buffer.from('timestamp,value\n2026-03-01 09:00:00,1.5\n2026-03-');
      yield Buffer.from('01 09:05:00,2\n');
    }
    expect((await shown(readMetricFiles(['-'], stdin()))).series).toEqual({ '-': TWO });
    async function* dripping() {
      for (const char of 'timestamp;value;note\n2026-03-01 09:00:00;1.5;a,b\n2026-03-01 09:05:00;2;c\n')
        yield Buffer.from(char);
    }
    expect((await shown(readMetricFiles(['-'], dripping()))).series).toEqual({ '-': TWO });
    const inner = mkdtempSync(join(folder, 'inner-'));
    writeFileSync(join(inner, 'a.csv'), 'timestamp,value\n1772355600,1');
    writeFileSync(join(inner, 'labels.json'), '{}');
    const kinds: string[] = [];
    for await (const item of readMetricFiles([inner])) kinds.push(item.type);
    expect(kinds).toEqual(['series', 'passed']);
  });
});

describe('cells', () => {
  it.each([
    ['1772355600.5', '2026-03-01T09:00:00.500Z'],
    ['1772355600000000', '2026-03-01T09:00:00Z'],
    ['1772355600000000000', '2026-03-01T09:00:00Z'],
    [' 2026-03-01T09:00 ', '2026-03-01T09:00:00Z'],
  ])('reads the time %s', (cell, iso) => {
    expect(isoFromMs(timeOfCell(cell)!)).toBe(iso);
  });

  it.each(['', '12', '03/01/2026 09:00', '2026-13-01', 'now'])('takes %j as no time', (cell) => {
    expect(timeOfCell(cell)).toBeUndefined();
  });

  it.each([
    ['1', 1],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['+2.', 2],
    ['', null],
    ['null', null],
    ['N/A', null],
    ['0x10', undefined],
    ['1,5', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['-1e101', undefined],
  ])('reads the value %j', (cell, value) => {
    expect(valueOfCell(cell)).toBe(value);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isRecord } from '#core/record-shape';
import { fc } from '../../../test/support/property.ts';
import { JsonSplitter } from './json-splitter.ts';

const LIMITS = { valueBytes: 1 << 20, rescanFactor: 4, rawBytes: 64 };
const seed = process.env.FC_SEED ? { seed: Number(process.env.FC_SEED) } : {};

interface Found {
  readonly values: unknown[];
  readonly lists: (string | undefined)[];
  readonly broken: { reason: string; offset: number; text: string }[];
}

function split(bytes: Buffer, cuts: readonly number[] = [], limits = LIMITS): Found {
  const found: Found = { values: [], lists: [], broken: [] };
  const splitter = new JsonSplitter(
    ['Records'],
    {
      value: ({ bytes: value, list, offset }) => {
        try {
          found.values.push(JSON.parse(value.toString()));
          found.lists.push(list);
          expect(bytes.subarray(offset, offset + value.length)).toEqual(value);
          return true;
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          found.broken.push({ reason: 'syntax', offset, text: value.toString() });
          return false;
        }
      },
      broken: (reason, offset, part) => found.broken.push({ reason, offset, text: part.toString() }),
    },
    limits,
  );
  const borders = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
  for (const [index, from] of borders.entries()) splitter.push(bytes.subarray(from, borders[index + 1]));
  splitter.end();
  return found;
}

/** Texts that would mislead a splitter that searches for borders. */
const decoy = fc.constantFrom(
  '},{"eventVersion":',
  '"Records":[{',
  '\\',
  '"',
  '{',
  '}]}',
  '[',
  '\n{"a":1}\n',
  '\\"',
  'é€😀',
  '\u0000',
);
const text = fc.oneof(
  fc.string(),
  fc.array(decoy, { maxLength: 4 }).map((parts) => parts.join('')),
);
const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}));
const record = fc.dictionary(text, anyJson, { maxKeys: 5 }).filter((each) => !('Records' in each));
const indent = fc.constantFrom(undefined, 1, 2, '\t');
const cuts = fc.array(fc.nat(400), { maxLength: 12 });

describe('splitting JSON', () => {
  it('finds what a parser finds in a log file, whatever the records hold and wherever chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(anyJson, { maxLength: 6 }),
        record,
        record,
        indent,
        cuts,
        (elements, before, after, space, at) => {
          const file = { ...before, Records: elements, ...after };
          fc.pre(!isRecord(before) && Object.keys(file).indexOf('Records') >= 0);
          const found = split(Buffer.from(JSON.stringify(file, null, space)), at);

          if (elements.length === 0)
            expect(found).toEqual({ values: [file], lists: [undefined], broken: [] });
          else expect(found).toEqual({ values: elements, lists: elements.map(() => 'Records'), broken: [] });
        },
      ),
      { ...seed, numRuns: 500 },
    );
  });

  it('finds the elements of a bare list and whole documents one after the other', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '\n', ' ', ',', '\r\n\r\n', '\uFEFF'),
        indent,
        cuts,
        (records, between, space, at) => {
          const documents = Buffer.from(
            records.map((each) => JSON.stringify(each, null, space)).join(between),
          );

          expect(split(documents, at)).toEqual({
            values: records,
            lists: records.map(() => undefined),
            broken: [],
          });
          expect(split(Buffer.from(JSON.stringify(records, null, space)), at).values).toEqual(records);
        },
      ),
      { ...seed, numRuns: 300 },
    );
  });

  it('gives the same for every way to cut the bytes, also where they are broken', () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: record.map((each) => JSON.stringify(each)) },
      decoy,
      fc.constantFrom(
        '{"Records":[',
        '{"Records": [ \n',
        '"Records":[],',
        '"CloudTrailEvent":"{}",',
        '{"Sns":[],"Records":[1]}',
        ']}',
        ',',
        '\n',
        '{"a":tru}',
        '{"cut":"of',
        '\n{"b":1}',
        'noise',
        '"{',
        'x'.repeat(70),
      ),
    );
    const limits = { valueBytes: 60, rescanFactor: 4, rawBytes: 8 };
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), cuts, (pieces, at) => {
        const bytes = Buffer.from(pieces.join(''));
        const each = Array.from(bytes, (_, index) => index);

        expect(split(bytes, at, limits)).toEqual(split(bytes, [], limits));
        expect(split(bytes, each, limits)).toEqual(split(bytes, [], limits));
      }),
      { ...seed, numRuns: 1000 },
    );
  });

  it('does not take a list inside a record for a list of records', () => {
    const inner = { eventName: 'X', eventSource: 'y', Records: [{ a: 1 }] };

    expect(split(Buffer.from(JSON.stringify(inner))).values).toEqual([inner]);
    expect(split(Buffer.from(JSON.stringify({ deep: inner }))).values).toEqual([{ deep: inner }]);
  });

  it.each(['eventVersion', 'eventName', 'userIdentity', 'detail-type', 'Type', 'digestStartTime'])(
    'opens a list behind %s as it opens one before it, however long it is',
    (key) => {
      const elements = Array.from({ length: 20 }, (_, a) => ({ a }));
      const limits = { ...LIMITS, valueBytes: 60 };
      for (const file of [
        { [key]: '1', Records: elements },
        { Records: elements, [key]: '1' },
      ]) {
        const found = split(Buffer.from(JSON.stringify(file)), [], limits);

        expect(found).toEqual({ values: elements, lists: elements.map(() => 'Records'), broken: [] });
      }
    },
  );

  it('opens what looks like a record and is too large to be one', () => {
    const elements = Array.from({ length: 50 }, (_, a) => ({ a }));
    const file = { eventVersion: '1', awsRegion: 'x', more: [1], Records: elements, last: [2] };
    const bytes = Buffer.from(`{"first":1}\n${JSON.stringify(file)}`);
    for (const at of [[], [90], Array.from(bytes, (_, index) => index)])
      expect(split(bytes, at, { ...LIMITS, valueBytes: 100 })).toMatchObject({
        values: [{ first: 1 }, ...elements],
        broken: [],
      });
  });

  it('judges each document by its own fields and lists', () => {
    const record = { eventName: 'X', eventSource: 'y', Records: [{ a: 1 }] };
    const documents = [record, { a: 'x'.repeat(200) }, { Records: [{ a: 2 }] }];
    const found = split(Buffer.from(documents.map((each) => JSON.stringify(each)).join('\n')), [], {
      ...LIMITS,
      valueBytes: 100,
    });

    expect(found.values).toEqual([record, { a: 2 }]);
    expect(found.broken).toHaveLength(1);
  });

  it.each([
    [{ CloudTrailEvent: '{}' }],
    [{ 'detail-type': 'x', detail: {} }],
    [{ Type: 'Notification', Message: '{}' }],
    [{ Sns: {} }],
    [{ messageId: '1', body: '{}' }],
    [{ timestamp: 1, message: '{}' }],
    [{ awslogs: {} }],
    [{ kinesis: {} }],
  ])(
    'hands %j whole beside a list without elements, and says that it was lost beside another',
    (wrapping) => {
      for (const space of [undefined, 2]) {
        for (const file of [
          { Records: [], ...wrapping },
          { ...wrapping, Records: [] },
        ])
          expect(split(Buffer.from(JSON.stringify(file, null, space)))).toMatchObject({
            values: [file],
            broken: [],
          });
        for (const file of [
          { Records: [{ a: 1 }], ...wrapping },
          { ...wrapping, Records: [{ a: 1 }] },
        ])
          expect(split(Buffer.from(JSON.stringify(file, null, space)))).toMatchObject({
            values: [{ a: 1 }],
            broken: [{ reason: 'a wrapping beside a list: only the list was read' }],
          });
      }
    },
  );

  it('says so where a record around a list of others was lost', () => {
    const bytes = Buffer.from(JSON.stringify({ Records: [{ a: 1 }], eventName: 'X', eventSource: 'y' }));
    const found = split(bytes);

    expect(found.values).toEqual([{ a: 1 }]);
    expect(found.broken).toEqual([
      { reason: 'a record around a list of others: only the list was read', offset: bytes.length, text: '' },
    ]);
  });
});

describe('splitting what is broken', () => {
  it.each([
    {
      name: 'a bad element costs itself',
      text: '{"Records":[{"a":1},{"a":tru},{"a":2}]}',
      values: [1, 2],
      at: [20],
    },
    {
      name: 'a cut-off tail costs the tail',
      text: '{"Records":[{"a":1},{"a":2},{"a":',
      values: [1, 2],
      at: [28],
    },
    { name: 'a list that just ends is said', text: '{"Records":[{"a":1}', values: [1], at: [19] },
    {
      name: 'an element cut in a text costs itself where elements have lines',
      text: '{"Records":[\n{"a":1},\n{"b":"cut\n{"a":2},\n{"a":3}\n]}',
      values: [1, 2, 3],
      at: [22],
    },
    {
      name: 'a document cut before the next',
      text: '{"a":1}\n{"x":{"y":\n{"a":2}\n{"a":3}',
      values: [1, 2, 3],
      at: [8],
    },
    {
      name: 'text between documents is one fault',
      text: '{"a":1}\nwhat\nis this\n{"a":2}',
      values: [1, 2],
      at: [8],
    },
    { name: 'text before an object on a line', text: 'host app: {"a":1}\n', values: [1], at: [0] },
    { name: 'NUL bytes between documents', text: '{"a":1}\0\0\0\0{"a":2}', values: [1, 2], at: [7] },
    {
      name: 'a list closed by the wrong bracket',
      text: '{"Records":[{"a":1}}{"a":2}',
      values: [1, 2],
      at: [19],
    },
  ])('$name', ({ text: broken, values, at }) => {
    const found = split(Buffer.from(broken));

    expect(found.values.map((each) => (each as { a: number }).a)).toEqual(values);
    expect(found.broken.map((each) => each.offset)).toEqual(at);
  });

  it('refuses what is larger than the limit, names it, and goes on behind it', () => {
    const big = JSON.stringify({ a: 'x'.repeat(200) });
    const limits = { ...LIMITS, valueBytes: 100 };
    const list = split(Buffer.from(`{"Records":[{"a":1},${big},{"a":2}]}`), [], limits);
    const lines = split(Buffer.from(`{"open":"${'y'.repeat(300)}\n{"a":1}\n{"a":2}`), [], limits);

    expect(list.values).toEqual([{ a: 1 }, { a: 2 }]);
    expect(lines.values).toEqual([{ a: 1 }, { a: 2 }]);
    expect(list.broken).toEqual([
      { reason: '208 bytes in one record, more than 100 (limit)', offset: 20, text: big.slice(0, 64) },
    ]);
    expect(lines.broken).toMatchObject([
      { reason: '309 bytes in one record, more than 100 (limit)', offset: 0 },
    ]);
  });

  it('finds the records again that lie behind a cut-off one, before the limit is reached', () => {
    const records = Array.from({ length: 30 }, (_, index) => ({ a: index }));
    const text = `{"cut":{"off":\n${records.map((each) => JSON.stringify(each)).join('\n')}`;
    const found = split(Buffer.from(text), [], { ...LIMITS, valueBytes: 100 });

    expect(found.values).toEqual(records);
    expect(found.broken.map((each) => each.offset)).toEqual([0]);
  });

  it('stops looking for the next record when its budget is used up', () => {
    const hostile = Buffer.from('{"\n'.repeat(20_000));
    const found = split(hostile, [], { ...LIMITS, rescanFactor: 1 });

    expect(found.values).toEqual([]);
    expect(found.broken.length).toBeLessThan(10);
  });
});

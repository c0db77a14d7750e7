import { describe, expect, it } from '@jest/globals';
import { inflate } from '#adapters/codec/inflate';
import { splitRecords } from '#adapters/codec/record-splitter';
import { unwrap } from '#core/unwrap';
import {
  CARRIED_AT,
  logsData,
  NO_EVENTS,
  packed,
  SHAPES,
  SHAPES_WITH_TIME,
  sampleRecord,
  UNKNOWN_WRAPPINGS,
} from './support/shapes.ts';

const pair = [sampleRecord(), sampleRecord({ eventName: 'DeleteTrail', requestParameters: 'null' })];
const shapes = Object.entries({ ...SHAPES, ...UNKNOWN_WRAPPINGS }).map(([name, wrap]) => ({ name, wrap }));

describe('records arrive in every shape', () => {
  it.each(shapes)('$name gives its records, in order', ({ wrap }) => {
    const found = unwrap(wrap(pair), inflate);

    expect(found.records.map((each) => each.record)).toEqual(pair);
    expect(found).toMatchObject({ passed: [], faults: [] });
  });

  it.each(shapes)('$name gives the same from a file, compact or printed, in one line or many', ({ wrap }) => {
    const value = wrap(pair);
    for (const text of [
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
      `\n${JSON.stringify(value)}\n`,
    ]) {
      for (const chunkBytes of [1, 7, 1 << 20]) {
        const items = splitRecords(Buffer.from(text), { chunkBytes });
        expect(items.map((item) => (item.type === 'record' ? item.record : item))).toEqual(pair);
      }
    }
  });

  it.each(shapes)('$name hands on the time of its carrier where it has one', ({ name, wrap }) => {
    const times = unwrap(wrap(pair), inflate).records.map((each) => each.fallbackTime);
    const isTimed = SHAPES_WITH_TIME.includes(name) || name === 'a syslog line in a log event';
    const expected = isTimed ? CARRIED_AT : undefined;

    expect(times).toEqual([expected, expected]);
  });

  it.each(NO_EVENTS)('$name is passed over as $kind', ({ value, kind }) => {
    expect(unwrap(value, inflate)).toEqual({ records: [], faults: [], passed: [{ kind, count: 1 }] });
    expect(splitRecords(Buffer.from(JSON.stringify(value)))).toEqual([
      { type: 'passed', file: '-', kind, count: 1 },
    ]);
  });

  it('takes Insight records and records with foreign keys as events', () => {
    const insight = {
      eventVersion: '1.08',
      eventType: 'AwsCloudTrailInsight',
      eventCategory: 'Insight',
      insightDetails: {},
      events: [{ id: 1 }],
    };
    const enriched = { ...sampleRecord(), http: { useragent: 'x' }, Records: [], evt: { name: 'y' } };

    expect(unwrap([insight, enriched], inflate).records.map((each) => each.record)).toEqual([
      insight,
      enriched,
    ]);
  });

  it.each([
    { name: 'a field of a record', fields: { eventVersion: '1.08' } },
    { name: 'fields of a record', fields: { awsRegion: 'eu-central-1', recipientAccountId: '123456789012' } },
    { name: 'the type of an SNS message', fields: { Type: 'SubscriptionConfirmation' } },
    { name: 'the type of an event', fields: { 'detail-type': 'AWS API Call via CloudTrail' } },
    { name: 'the fields of a digest', fields: { digestStartTime: 'x' } },
    { name: 'an unknown type of a log message', fields: { messageType: 'OTHER' } },
  ])('opens a list beside $name, whatever comes first', ({ fields }) => {
    const { logEvents } = logsData(pair);
    const lookups = pair.map((record) => ({ CloudTrailEvent: JSON.stringify(record) }));
    const lists = [
      { Records: pair },
      { Events: lookups },
      { Events: pair },
      { logEvents },
      { events: logEvents },
    ];
    for (const value of lists.flatMap((list) => [
      { ...fields, ...list },
      { ...list, ...fields },
    ])) {
      const found = unwrap(value, inflate);
      expect({ ...found, records: found.records.map(({ record }) => record) }).toEqual({
        ...{ records: pair, passed: [], faults: [] },
      });
      for (const text of [JSON.stringify(value), `${JSON.stringify(value)}\n{}\n`]) {
        const items = splitRecords(Buffer.from(text)).filter(({ type }) => type !== 'passed');
        expect(items.map((item) => (item.type === 'record' ? item.record : item))).toEqual(pair);
      }
    }
  });

  it('sorts a mixed list: records, what is passed over and what is broken', () => {
    const mixed = [
      pair[0],
      5,
      { detail: {}, 'detail-type': 'AWS API Call via CloudTrail' },
      { a: 1 },
      null,
      pair[1],
    ];
    const found = unwrap(mixed, inflate);

    expect(found.records.map((each) => each.record)).toEqual(pair);
    expect(found.passed).toEqual([{ kind: 'other JSON', count: 1 }]);
    expect(found.faults.map((fault) => fault.reason)).toEqual([
      'a number where a record was expected',
      'an EventBridge event via CloudTrail without a record',
      'null where a record was expected',
    ]);
  });
});

describe('a wrapping that is not known', () => {
  const fault = { reason: 'holds what looks like CloudTrail records in a wrapping that is not known' };
  const deep = (levels: number, value: unknown): unknown =>
    levels === 0 ? value : { inside: deep(levels - 1, value) };

  it.each([
    { name: 'a pattern of a rule', value: { detail: { eventName: ['a'], eventSource: ['b'] } } },
    { name: 'a rule', value: { detection: { a: { eventName: 'X', eventSource: 'y.amazonaws.com' } } } },
    { name: 'names in two places', value: { a: { eventName: 'x' }, b: { eventSource: 'y' } } },
    { name: 'a text that asks', value: { help: 'look for "eventName" and "eventSource": {}' } },
    {
      name: 'a schema',
      value: { properties: { eventName: {}, eventSource: {}, eventTime: {}, awsRegion: {} } },
    },
    {
      name: 'an order',
      value: {
        'detail-type': 'Order Placed',
        detail: { of: { eventName: 'X', eventSource: 'y.amazonaws.com' } },
      },
    },
    {
      name: 'fields as lists',
      value: { fields: { eventName: ['X'], eventSource: ['y'], eventTime: ['z'] } },
    },
  ])('is passed over where it only speaks of events: $name', ({ value }) => {
    expect(unwrap(value, inflate)).toMatchObject({ records: [], passed: [{ count: 1 }], faults: [] });
  });

  it.each([
    {
      name: 'beside a log line',
      value: { timestamp: 1, level: 'info', message: 'received', event: pair[0] },
    },
    { name: 'beside events of others', value: { events: [{ type: 'page' }], context: { event: pair[0] } } },
    {
      name: 'in attributes of a message',
      value: { messageId: '1', body: 'x', messageAttributes: { of: pair[0] } },
    },
    { name: 'beside an event', value: { 'detail-type': 'x', detail: { a: 1 }, original: pair[0] } },
    {
      name: 'as `_source` and `fields`',
      value: { hits: { hits: [{ _source: pair[0], fields: { eventName: ['X'] } }] } },
    },
  ])('does not hide a record $name', ({ value }) => {
    expect(unwrap(value, inflate).records.map(({ record }) => record)).toEqual([pair[0]]);
  });

  it.each([
    { name: 'as parsed and as text', change: {}, copies: 1 },
    { name: 'with another name', change: { eventName: 'Other' }, copies: 2 },
    { name: 'without an id', change: { eventID: null }, copies: 2 },
  ])('counts copies of a record once: $name', ({ change, copies }) => {
    const copy = JSON.stringify({ ...(pair[0] as object), ...change });

    expect(unwrap({ event: pair[0], original: copy }, inflate).records).toHaveLength(copies);
  });

  it('is passed over where we have written it ourselves', () => {
    const line = { ruleId: 'r', ruleTitle: 'x', eventId: '1', ...(pair[0] as object) };

    expect(unwrap(line, inflate)).toMatchObject({
      records: [],
      passed: [{ kind: 'output of Trailhound', count: 1 }],
    });
  });

  it.each([
    { name: 'a record in a cut text', value: { help: `got ${JSON.stringify(pair[0]).slice(0, -9)}` } },
    { name: 'more levels than are opened', value: deep(6, pair[0]) },
  ])('is a fault where it holds $name, so that nothing is lost in silence', ({ value }) => {
    expect(unwrap(value, inflate)).toMatchObject({ records: [], passed: [], faults: [fault] });
    for (const text of [JSON.stringify(value), `${JSON.stringify(value)}\n{}\n`]) {
      expect(splitRecords(Buffer.from(text))).toContainEqual(
        expect.objectContaining({ type: 'fault', offset: 0, ...fault }),
      );
    }
  });

  it('is opened five deep', () => {
    expect(unwrap(deep(5, pair[0]), inflate).records).toHaveLength(1);
  });

  it('is never opened inside a record', () => {
    const planted = sampleRecord({ requestParameters: { body: JSON.stringify(pair[1]), event: pair[1] } });

    expect(unwrap(planted, inflate).records).toEqual([{ record: planted }]);
    expect(unwrap({ event: planted }, inflate).records).toEqual([{ record: planted }]);
  });

  it('tells what is broken beside a record, and gives the time of its carrier', () => {
    const found = unwrap(
      { '@timestamp': '2026-03-01T09:00:07Z', a: pair[0], b: { c: JSON.stringify(pair[1]).slice(0, -9) } },
      inflate,
    );

    expect(found.records).toEqual([{ record: pair[0], fallbackTime: CARRIED_AT }]);
    expect(found.faults).toMatchObject([{ reason: 'JSON that is cut off before its end' }]);
  });
});

describe('the unpacker', () => {
  it.each([
    { name: 'gzip', base64: packed({ a: 1 }), says: undefined },
    { name: 'no base64', base64: '{"a":1}', says: /not base64/ },
    {
      name: 'damaged gzip',
      base64: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]).toString('base64'),
      says: /gzip/,
    },
    { name: 'no UTF-8', base64: Buffer.from([0x7b, 0xff, 0x7d]).toString('base64'), says: /UTF-8/ },
  ])('answers $name with a reason, never with a throw', ({ base64, says }) => {
    const got = inflate(base64);

    expect(got.ok ? undefined : got.error).toEqual(says ? expect.stringMatching(says) : undefined);
  });
});

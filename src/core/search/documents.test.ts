import { describe, expect, it } from '@jest/globals';
import { sampleRecord } from '../../../test/support/cli-samples.ts';
import { sampleEvidence, sampleFinding } from '../../../test/support/sample-finding.ts';
import type { CloudTrailRecord } from '../event.ts';
import { epochMs } from '../time.ts';
import { watchedEvent } from '../watched-event.ts';
import { compact, isIpAddress } from './document-parts.ts';
import { eventDocument } from './event-document.ts';
import { SEARCH_FIELDS } from './fields.ts';
import { findingDocument, versionOf } from './finding-document.ts';
import { logDocument, shippedDocument } from './log-document.ts';
import { mappingOf } from './mapping.ts';
import { valuesOf } from './matches-query.ts';

const AT = epochMs(Date.UTC(2026, 2, 1, 9));
const event = (change: object = {}) =>
  watchedEvent(sampleRecord(change) as CloudTrailRecord, { origin: 'test', now: AT });

describe('the document of a finding', () => {
  it('has its id, the time of its last change as version, and ECS fields', () => {
    const { id, index, version, body } = findingDocument(sampleFinding());

    expect({ id, index, version }).toEqual({
      id: 'f-0001',
      index: 'findings',
      version: Date.UTC(2026, 2, 1, 9, 45),
    });
    expect(body).toMatchObject({
      '@timestamp': '2026-03-01T09:40:02Z',
      event: { kind: 'alert', severity: 75, action: 'StopLogging' },
      rule: { name: 'CloudTrail trail stopped' },
      user: { name: 'alice' },
      source: { address: '198.51.100.7', ip: '198.51.100.7' },
      cloud: { account: { id: '123456789012' }, region: 'eu-west-1' },
      threat: { technique: { id: ['T1562.008'] } },
      trailhound: { status: 'open', count: 2 },
    });
  });

  it('has a larger version after every change, also one millisecond later', () => {
    const [one, two] = ['2026-03-01T09:45:00Z', '2026-03-01T09:45:00.001Z'].map((updatedAt) =>
      versionOf({ updatedAt }),
    );
    expect(two).toBe((one ?? 0) + 1);
  });

  it('has source.ip only for an address', () => {
    const { body } = findingDocument(
      sampleFinding({ sourceIp: 'cloudformation.amazonaws.com', evidence: [] }),
    );
    expect(body.source).toEqual({ address: 'cloudformation.amazonaws.com' });
  });

  it.each([
    { name: 'all were refused', codes: ['AccessDenied'], outcome: 'failure' },
    { name: 'none was', codes: [''], outcome: 'success' },
    { name: 'some were', codes: ['', 'AccessDenied'], outcome: undefined },
  ])('says how it went where its events agree: $name', ({ codes, outcome }) => {
    const evidence = codes.map((errorCode) => sampleEvidence({ errorCode }));
    expect(valuesOf(findingDocument(sampleFinding({ evidence })).body, 'event.outcome')[0]).toBe(outcome);
  });
});

describe('the document of an event', () => {
  it('has its key as id, no version, and the rules that matched', () => {
    const one = event();
    const { id, index, body, ...rest } = eventDocument(one, ['r1', 'r1', 'r2']);

    expect({ id, index, rest }).toEqual({ id: one.key, index: 'events', rest: {} });
    expect(body).toMatchObject({
      event: { kind: 'event', action: 'StopLogging', outcome: 'success' },
      user_agent: { original: 'aws-cli/2.31' },
      trailhound: { rules: ['r1', 'r2'] },
    });
  });

  it('keeps parameters and answers as text without secrets, so that no record can add a field', () => {
    const one = event({
      requestParameters: { name: 'db', masterUserPassword: 'hunter2' },
      responseElements: { sessionToken: 'hunter3' },
    });
    const text = JSON.stringify(eventDocument(one).body);

    expect(text).not.toMatch(/hunter/);
    expect(valuesOf(eventDocument(one).body, 'aws.cloudtrail.request_parameters')).toEqual([
      '{"masterUserPassword":"(removed)","name":"db"}',
    ]);
  });

  it('takes a refused sign-in for a failure', () => {
    const one = event({ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } });
    expect(valuesOf(eventDocument(one).body, 'event.outcome')).toEqual(['failure']);
  });

  it.each([
    { eventName: 5, sourceIPAddress: {} },
    { userIdentity: null, requestParameters: [1, [2]] },
    { eventTime: 'never' },
  ])('holds together for odd records: %j', (change) =>
    expect(eventDocument(event(change)).body['@timestamp']).toMatch(/^\d{4}-/),
  );
});

describe('the document of a log entry', () => {
  it('has level, path and exception in ECS fields, secrets masked', () => {
    const { body, safeBody } = logDocument({
      ...{ key: 'k1', at: AT, message: 'failed: password=hunter2', level: 'error', path: '/var/log/app.log' },
      exception: { type: 'ValueError', stack: 'ValueError: no\n  at main' },
      labels: { tenant: 7 },
    });

    expect(body).toMatchObject({
      log: { level: 'error', file: { path: '/var/log/app.log' } },
      error: { type: 'ValueError', stack_trace: expect.stringContaining('at main') },
      labels: { tenant: 7 },
    });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(safeBody).not.toHaveProperty('labels');
  });
});

describe('the document of a shipped record', () => {
  const shipped = (record: Record<string, unknown>) =>
    shippedDocument({ key: 'k1', at: AT, tag: 'app', record });

  it('keeps its own fields under their names', () => {
    expect(shipped({ message: 'hello', user: 'alice', n: 1 }).body).toMatchObject({
      ...{ '@timestamp': '2026-03-01T09:00:00Z', message: 'hello', tag: 'app', user: 'alice', n: 1 },
      event: { id: 'k1' },
    });
  });

  it.each([
    { record: { log: 'from docker' }, message: 'from docker' },
    { record: { msg: 'm', level: 'WARN' }, message: 'm' },
    { record: { MESSAGE: 'syslog' }, message: 'syslog' },
    { record: { a: 1 }, message: '{"a":1}' },
  ])('finds the message in $record', ({ record, message }) =>
    expect(shipped(record).body.message).toBe(message),
  );

  it('moves what is in the way of our fields under labels', () => {
    const { body } = shipped({
      message: 1,
      log: 'x',
      event: 'login',
      '@timestamp': 'soon',
      tag: 'own',
      trailhound: { a: 1 },
    });
    expect(body).toMatchObject({
      ...{ tag: 'app', event: { id: 'k1' }, '@timestamp': '2026-03-01T09:00:00Z' },
      labels: {
        log: 'x',
        event: 'login',
        tag: 'own',
        '@timestamp': 'soon',
        message: 1,
        trailhound: { a: 1 },
      },
    });
  });

  it('removes secrets, bounds what comes, and takes any name', () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, n]));
    const { body } = shipped({
      password: 'hunter2',
      '': 1,
      '..a..b.': 2,
      _id: 3,
      deep: JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`),
      ...wide,
    });

    expect(body).toMatchObject({ password: '(removed)', unnamed: 1, 'a.b': 2, id: 3 });
    expect(Object.keys(body).length).toBeLessThan(120);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(JSON.stringify(shipped(JSON.parse('{"__proto__":{"x":1},"a":1}')).body)).toContain('"a":1');
  });

  it('has a form that no mapping can refuse', () => {
    expect(shipped({ message: 'hello', user: { name: 'walter' } }).safeBody).toEqual({
      ...{ '@timestamp': '2026-03-01T09:00:00Z', message: 'hello', tag: 'app', ecs: { version: '8.11.0' } },
      event: { id: 'k1', kind: 'event' },
      trailhound: { unmapped: '{"message":"hello","user":{"name":"walter"}}' },
    });
  });
});

describe('the table of fields', () => {
  it('names every field that documents of findings and events have', () => {
    const known = new Set(SEARCH_FIELDS.map(({ name }) => name));
    const paths = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([name, inner]) =>
            paths(inner, path === '' ? name : `${path}.${name}`),
          )
        : [path];
    const full = sampleFinding({
      suppressionId: 's',
      closedReason: 'done',
      notes: [{ at: 'x', by: 'y', text: 'z' }],
    });
    const all = [
      findingDocument(full).body,
      eventDocument(event({ errorCode: 'X', errorMessage: 'y', readOnly: true }), ['r']).body,
    ];

    expect(all.flatMap((body) => paths(body, '')).filter((path) => !known.has(path))).toEqual([]);
  });

  it('gives findings and events a mapping that does not grow', () => {
    expect(mappingOf('findings')).toMatchObject({
      dynamic: false,
      properties: { rule: { properties: { id: { type: 'keyword' } } } },
    });
    expect(mappingOf('events').dynamic).toBe(false);
    expect(mappingOf('logs').dynamic).toBe(true);
  });
});

describe('addresses', () => {
  it.each([
    '198.51.100.7',
    '0.0.0.0',
    '2001:db8::1',
    '::',
    '::1',
    '1::',
    '::ffff:198.51.100.7',
    '2001:db8:0:0:0:0:0:1',
  ])('%s is one', (text) => expect(isIpAddress(text)).toBe(true));
  it.each([
    '256.1.1.1',
    '1.2.3',
    '01.2.3.4',
    'AWS Internal',
    'ec2.amazonaws.com',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'fe80::1%eth0',
    '',
    '::1.2.3.4.5',
  ])('"%s" is none', (text) => expect(isIpAddress(text)).toBe(false));
});

it('leaves out what is empty', () => {
  expect(compact({ a: undefined, b: { c: undefined }, d: [], e: 0, f: false, g: { h: [] } })).toEqual({
    e: 0,
    f: false,
  });
});

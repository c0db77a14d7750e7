import { describe, expect, it } from '@jest/globals';
import { readNotification } from './s3-notification.ts';

const record = (key: unknown, changes: object = {}, object: object = {}) => ({
  ...{
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    awsRegion: 'eu-central-1',
  },
  s3: { s3SchemaVersion: '1.0', bucket: { name: 'trail' }, object: { key, size: 9, ...object } },
  ...changes,
});
const direct = (...records: readonly unknown[]) => ({ Records: records });
const sns = (message: unknown) => ({
  Type: 'Notification',
  MessageId: 'm',
  Message: JSON.stringify(message),
});
const bus = (changes: object = {}, object: object = {}) => ({
  ...{ version: '0', source: 'aws.s3', 'detail-type': 'Object Created', region: 'eu-central-1' },
  detail: { version: '0', bucket: { name: 'trail' }, object: { key: 'a+b %41.json.gz', ...object } },
  ...changes,
});
const read = (value: unknown) => readNotification(JSON.stringify(value));
const one = (key: string, versionId?: string) => ({
  objects: [versionId === undefined ? { bucket: 'trail', key } : { bucket: 'trail', key, versionId }],
  faults: [],
});

describe('a notification of S3', () => {
  it.each([
    { key: 'AWSLogs/1/a.json.gz', means: 'AWSLogs/1/a.json.gz' },
    { key: 'with+blanks+and%2Bplus', means: 'with blanks and+plus' },
    { key: 'M%C3%A4rz/%E6%97%A5.json.gz', means: 'März/日.json.gz' },
    { key: '100%25', means: '100%' },
  ])('names the object $means as $key', ({ key, means }) => {
    expect(read(direct(record(key)))).toEqual(one(means));
    expect(read(sns(direct(record(key))))).toEqual(one(means));
    expect(read(sns(sns(direct(record(key)))))).toEqual(one(means));
  });

  it('names the object as it is called when it comes from EventBridge or CloudTrail', () => {
    expect(read(bus())).toEqual(one('a+b %41.json.gz'));
    expect(read(sns(bus()))).toEqual(one('a+b %41.json.gz'));
    expect(read(sns({ s3Bucket: 'trail', s3ObjectKey: ['a+b', 'c%20d'] }))).toEqual({
      objects: [
        { bucket: 'trail', key: 'a+b' },
        { bucket: 'trail', key: 'c%20d' },
      ],
      faults: [],
    });
  });

  it('names the version where there are several', () => {
    expect(read(direct(record('k', {}, { versionId: 'v7' })))).toEqual(one('k', 'v7'));
    expect(read(bus({}, { 'version-id': 'v8' }))).toEqual(one('a+b %41.json.gz', 'v8'));
  });

  it('may name several objects, of which a broken one costs itself', () => {
    const { objects, faults } = read(direct(record('a'), record('%zz'), record(5), {}, record('b')));

    expect(objects.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(faults).toEqual([
      'an object key that is not URL-encoded',
      'a notification without an object key',
      expect.stringContaining('no notification of S3'),
    ]);
  });

  it.each([
    { name: 'a test event', value: { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail' } },
    { name: 'a test event through SNS', value: sns({ Service: 'Amazon S3', Event: 's3:TestEvent' }) },
    { name: 'a deletion', value: direct(record('k', { eventName: 'ObjectRemoved:Delete' })) },
    { name: 'a restoration', value: direct(record('k', { eventName: 'ObjectRestore:Completed' })) },
    { name: 'a deletion on a bus', value: bus({ 'detail-type': 'Object Deleted' }) },
    {
      name: 'the probe of a topic',
      value: { Type: 'Notification', Message: 'CloudTrail validation message.' },
    },
  ])('names nothing and is no fault when it is $name', ({ value }) => {
    expect(read(value)).toEqual({ objects: [], faults: [] });
  });

  it('is no fault when it is the probe of a topic that hands its messages on as they are', () => {
    expect(readNotification('CloudTrail validation message.')).toEqual({ objects: [], faults: [] });
  });

  it.each([
    { name: 'a number', value: 5 },
    {
      name: 'a record that does not say what happened',
      value: direct(record('k', { eventName: undefined })),
    },
    { name: 'a call that CloudTrail recorded', value: bus({ 'detail-type': 'AWS API Call via CloudTrail' }) },
    { name: 'a list', value: [] },
    { name: 'an object', value: { hunter2: 1 } },
    { name: 'records of others', value: direct({ eventSource: 'aws:sqs', body: 'hunter2' }) },
    { name: 'an event of others', value: bus({ source: 'hunter2' }) },
    { name: 'an event without a bucket', value: bus({ detail: { object: { key: 'hunter2' } } }) },
    { name: 'an event without a key', value: bus({ detail: { bucket: { name: 'trail' } } }) },
    { name: 'an empty key', value: direct(record('')) },
    { name: 'SNS in SNS without end', value: sns(sns(sns(sns(direct(record('k')))))) },
  ])('is a fault that quotes nothing when it is $name', ({ value }) => {
    const { objects, faults } = read(value);

    expect(objects).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toMatch(/hunter2|^$/);
  });

  it('is a fault that quotes nothing when it is no JSON', () => {
    expect(readNotification('{"hunter2')).toEqual({
      objects: [],
      faults: ['JSON that is cut off before its end'],
    });
    expect(readNotification('').faults).toHaveLength(1);
  });
});

import { gzipSync } from 'node:zlib';
import type { CloudTrailRecord } from '#core/event';

/** A believable record; `changes` replace fields. */
export function sampleRecord(changes: CloudTrailRecord = {}): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEEXAMPLE01',
      arn: 'arn:aws:iam::123456789012:user/mara',
      accountId: '123456789012',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      userName: 'mara',
    },
    eventTime: '2026-03-01T09:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '192.0.2.10',
    userAgent: '[aws-cli/2.15 "quoted" {brace}]',
    requestParameters: { name: 'main-trail' },
    responseElements: null,
    requestID: '5d2ed5a5-22e7-4b39-9f83-a1f4ca3a3f01',
    eventID: 'c6b0e7f2-9a41-4a7e-8a56-0d3f1c2b4e5a',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    ...changes,
  };
}

/** Packs like CloudWatch Logs does for a subscriber. */
export const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');

/** The instant that carriers in these shapes give, in milliseconds. */
export const CARRIED_AT = Date.UTC(2026, 2, 1, 9, 0, 7);

const logEvents = (records: readonly CloudTrailRecord[]) =>
  records.map((record, index) => ({
    id: `3893900000000000000000000000000000000000000000000000${index}`,
    timestamp: CARRIED_AT,
    message: JSON.stringify(record),
  }));

/** What a subscribed function finds when it has unpacked its payload. */
export const logsData = (records: readonly CloudTrailRecord[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: 'trail-logs',
  logStream: '123456789012_CloudTrail_eu-central-1',
  subscriptionFilters: ['all'],
  logEvents: logEvents(records),
});

/** A probe of the destination: holds no event. */
export const controlMessage = {
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    { id: '', timestamp: CARRIED_AT, message: 'CWL CONTROL MESSAGE: Checking health of the destination.' },
  ],
};

const lookupEvent = (record: CloudTrailRecord) => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: 'false',
  EventTime: '2026-03-01T10:00:07+01:00',
  EventSource: record.eventSource,
  Username: 'mara',
  Resources: [],
  CloudTrailEvent: JSON.stringify(record),
});

const envelope = (record: CloudTrailRecord) => ({
  version: '0',
  id: '0b1d9f7e-3c55-4d0e-9a42-2a7f6c1e8d90',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-03-01T09:00:07Z',
  region: 'eu-central-1',
  resources: [],
  detail: record,
});

const snsRecord = (message: string) => ({
  EventSource: 'aws:sns',
  EventVersion: '1.0',
  EventSubscriptionArn: 'arn:aws:sns:eu-central-1:123456789012:trail:1',
  Sns: { Type: 'Notification', MessageId: 'm-1', Message: message, Timestamp: '2026-03-01T09:00:09.000Z' },
});

const snsNotification = (message: string) => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:trail',
  Message: message,
  Timestamp: '2026-03-01T09:00:09.000Z',
});

const sqsRecord = (body: string, index = 0) => ({
  messageId: `q-${index}`,
  receiptHandle: 'handle',
  body,
  attributes: { SentTimestamp: '1772355609000' },
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:trail',
  awsRegion: 'eu-central-1',
});

const kinesisRecord = (data: string) => ({
  kinesis: { kinesisSchemaVersion: '1.0', partitionKey: 'p', sequenceNumber: '1', data },
  eventSource: 'aws:kinesis',
  eventVersion: '1.0',
  eventID: 'shardId-000000000000:1',
  eventName: 'aws:kinesis:record',
});

type Shape = (records: readonly CloudTrailRecord[]) => unknown;

/** Every shape in which records arrive, by name: each takes records and gives the value that carries them. */
export const SHAPES: { readonly [name: string]: Shape } = {
  'a log file': (records) => ({ Records: records }),
  'a bare list': (records) => records,
  'a list of lists': (records) => records.map((record) => [record]),
  'a list of JSON texts': (records) => records.map((record) => JSON.stringify(record)),
  'a LookupEvents answer': (records) => ({ Events: records.map(lookupEvent), NextToken: 't' }),
  'a list of Lookup events': (records) => records.map(lookupEvent),
  'a Logs subscription, packed': (records) => ({ awslogs: { data: packed(logsData(records)) } }),
  'a Logs subscription, unpacked': logsData,
  'an answer of FilterLogEvents': (records) => ({ events: logEvents(records), searchedLogStreams: [] }),
  'a Logs subscription through Kinesis': (records) => ({
    Records: [kinesisRecord(packed(logsData(records)))],
  }),
  'records through Kinesis, not packed': (records) => ({
    Records: records.map((record) => kinesisRecord(Buffer.from(JSON.stringify(record)).toString('base64'))),
  }),
  'EventBridge envelopes': (records) => records.map(envelope),
  'SNS to Lambda': (records) => ({ Records: records.map((record) => snsRecord(JSON.stringify(record))) }),
  'an SNS notification': (records) => snsNotification(JSON.stringify({ Records: records })),
  'SQS to Lambda': (records) => ({
    Records: records.map((record, index) => sqsRecord(JSON.stringify(envelope(record)), index)),
  }),
  'SQS with SNS inside': (records) => ({
    Records: [sqsRecord(JSON.stringify(snsNotification(JSON.stringify({ Records: records }))))],
  }),
  'SQS with SNS with a Logs subscription inside': (records) => ({
    Records: [
      sqsRecord(
        JSON.stringify(snsNotification(JSON.stringify({ awslogs: { data: packed(logsData(records)) } }))),
      ),
    ],
  }),
};

const text = (record: CloudTrailRecord): string => JSON.stringify(record);
const hits = (sources: readonly unknown[]) => ({
  took: 3,
  timed_out: false,
  _shards: { total: 1, failed: 0 },
  hits: { total: { value: sources.length }, hits: sources.map((_source) => ({ _index: 'trail', _source })) },
});

/** What search engines, shippers and pipelines make of a record: one wrapping around each. */
const WRAPPINGS: { readonly [name: string]: (record: CloudTrailRecord) => unknown } = {
  'a document of OpenSearch': (record) => ({ _index: 'trail', _id: '1', _source: record }),
  'an event in a member': (record) => ({ host: 'h', event: record }),
  'a Filebeat message': (record) => ({ agent: { type: 'filebeat' }, message: text(record) }),
  'a Filebeat message, parsed and as it came': (record) => ({
    json: record,
    event: { original: text(record) },
    message: text(record),
  }),
  'a Fluent Bit log': (record) => ({ stream: 'stdout', log: `${text(record)}\n` }),
  'a row of Logs Insights': (record) => ({ '@logStream': 's', '@message': text(record) }),
  'a Splunk result': (record) => ({ preview: false, result: { _raw: text(record), source: 's3' } }),
  'a Splunk event': (record) => ({ _raw: text(record) }),
  'a body': (record) => ({ statusCode: 200, body: text(record) }),
  'a data member with a log file': (record) => ({ data: { Records: [record] } }),
  'one key': (record) => ({ anything: record }),
  'syslog in a message': (record) => ({ message: `<134>Nov 21 10:00:00 host app[7]: ${text(record)}` }),
  'words in brackets in a message': (record) => ({ message: `[INFO] ${text(record)}` }),
  'a syslog line in a log event': (record) => ({
    timestamp: CARRIED_AT,
    message: `host app: ${text(record)}`,
  }),
};

/** As `SHAPES`, of wrappings that are opened because a record shows in them. */
export const UNKNOWN_WRAPPINGS: { readonly [name: string]: Shape } = {
  ...Object.fromEntries(
    Object.entries(WRAPPINGS).map(([name, wrap]): [string, Shape] => [name, (records) => records.map(wrap)]),
  ),
  'an answer of a search': (records) => hits(records),
  'an answer of a search with texts': (records) =>
    hits(records.map((record) => ({ event: { original: text(record) } }))),
  'log files in a log file': (records) => ({ Records: records.map((record) => ({ event: record })) }),
};

/** Shapes whose carrier gives a time of its own: `CARRIED_AT`. */
export const SHAPES_WITH_TIME: readonly string[] = [
  'a LookupEvents answer',
  'a list of Lookup events',
  'a Logs subscription, packed',
  'a Logs subscription, unpacked',
  'an answer of FilterLogEvents',
  'a Logs subscription through Kinesis',
  'EventBridge envelopes',
  'SQS to Lambda',
  'SQS with SNS with a Logs subscription inside',
];

/** Values that are recognised and hold no CloudTrail event, with the kind they are passed over as. */
export const NO_EVENTS: readonly { readonly name: string; readonly value: unknown; readonly kind: string }[] =
  [
    {
      name: 'a digest file',
      value: { awsAccountId: '123456789012', digestStartTime: '2026-03-01T08:00:00Z', logFiles: [] },
      kind: 'digest',
    },
    { name: 'a control message', value: controlMessage, kind: 'control message' },
    {
      name: 'a packed control message',
      value: { awslogs: { data: packed(controlMessage) } },
      kind: 'control message',
    },
    {
      name: 'an S3 notification',
      value: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            eventTime: '2026-03-01T09:00:00.000Z',
            awsRegion: 'eu-central-1',
            userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
            s3: { bucket: { name: 'trail' }, object: { key: 'AWSLogs/x.json.gz' } },
          },
        ],
      },
      kind: 'S3 notification',
    },
    {
      name: 'an S3 test event',
      value: { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail' },
      kind: 'S3 test event',
    },
    {
      name: 'another EventBridge event',
      value: {
        'detail-type': 'GuardDuty Finding',
        source: 'aws.guardduty',
        detail: { severity: 8, type: 'x' },
      },
      kind: 'GuardDuty Finding',
    },
    {
      name: 'an SNS confirmation',
      value: { Type: 'SubscriptionConfirmation', Message: 'Confirm' },
      kind: 'SNS confirmation',
    },
    {
      name: 'a DynamoDB stream',
      value: { Records: [{ eventID: '1', eventName: 'INSERT', eventSource: 'aws:dynamodb', dynamodb: {} }] },
      kind: 'aws:dynamodb event',
    },
    {
      name: 'a log line of an application',
      value: { ...logsData([]), logEvents: [{ id: '1', timestamp: CARRIED_AT, message: 'GET / 200' }] },
      kind: 'log line that is not JSON',
    },
    {
      name: 'a text message in SQS',
      value: { Records: [sqsRecord('hello')] },
      kind: 'SQS message that is not JSON',
    },
    {
      name: 'a JSON message in SQS',
      value: { Records: [sqsRecord('{"message":"hello"}')] },
      kind: 'other JSON',
    },
    {
      name: 'JSON with a type of message of its own',
      value: { messageType: 'GREETING', text: 'hello' },
      kind: 'other JSON',
    },
    { name: 'other JSON', value: { name: 'a-package', version: '1.0.0' }, kind: 'other JSON' },
    {
      name: 'an EventBridge event of somebody',
      value: { 'detail-type': 'secret plan', source: 'own', detail: { a: 1 } },
      kind: 'other EventBridge event',
    },
    {
      name: 'a notification of an unknown service',
      value: { Records: [{ eventSource: 'aws:secret-plan' }] },
      kind: 'other AWS notification',
    },
    {
      name: 'JSON about the name of events',
      value: { columns: { eventName: 'text' }, help: 'eventSource is not here' },
      kind: 'other JSON',
    },
  ];

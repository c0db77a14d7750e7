import { describe, expect, it } from '@jest/globals';
import { failedRecordOf } from './failed-record.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:Trailhound-WatchLogs-1';
const record = (change: object = {}, context: object = {}): string =>
  JSON.stringify({
    ...{ version: '1.0', timestamp: '2026-03-01T09:00:00.123Z' },
    requestContext: {
      ...{ requestId: 'r-1', functionArn: `${ARN}:$LATEST`, condition: 'RetriesExhausted' },
      ...{ approximateInvokeCount: 3, ...context },
    },
    requestPayload: { awslogs: { data: 'H4sI' } },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'secret', errorType: 'Error' },
    ...change,
  });

describe('failedRecordOf', () => {
  it.each([
    { name: 'the newest version', arn: `${ARN}:$LATEST` },
    { name: 'a number', arn: `${ARN}:12` },
    { name: 'an alias', arn: `${ARN}:live` },
    { name: 'no version', arn: ARN },
  ])('takes the function without its version: $name', ({ arn }) => {
    const read = failedRecordOf(record({}, { functionArn: arn }));
    expect(read).toEqual({ ok: true, value: { functionArn: ARN, payload: '{"awslogs":{"data":"H4sI"}}' } });
  });

  it.each([
    { name: 'an empty object', payload: {} },
    { name: 'null', payload: null },
    { name: 'a text', payload: 'x' },
    { name: 'false', payload: false },
  ])('keeps any payload: $name', ({ payload }) => {
    const read = failedRecordOf(record({ requestPayload: payload }));
    expect(read).toMatchObject({ ok: true, value: { payload: JSON.stringify(payload) } });
  });

  it.each([
    { name: 'no JSON', text: '{"secret":', says: /cut off/ },
    { name: 'nothing', text: '', says: /empty/ },
    { name: 'a list', text: '["secret"]', says: /no JSON object/ },
    { name: 'absurdly nested', text: `${'{"a":'.repeat(150)}1${'}'.repeat(150)}`, says: /nested more than/ },
    { name: 'without context', text: record({ requestContext: 'secret' }), says: /names no function/ },
    { name: 'without payload', text: record({ requestPayload: undefined }), says: /no requestPayload/ },
    ...[
      'arn:aws:sqs:us-east-1:123456789012:secret',
      `${ARN}:a:secret`,
      'secret',
      ARN.replace('lambda', 'x'),
      7,
    ].map((functionArn) => ({
      name: `of ${functionArn}`,
      text: record({}, { functionArn }),
      says: /names no function/,
    })),
  ])('refuses what is $name, without quoting it', ({ text, says }) => {
    const read = failedRecordOf(text);
    expect(read).toEqual({ ok: false, error: expect.stringMatching(says) });
    expect(read).toEqual({ ok: false, error: expect.not.stringMatching(/secret/) });
  });
});

import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { epochMs } from './time.ts';
import { watchedEvent } from './watched-event.ts';

const now = epochMs(1_772_355_600_000); // 2026-03-01T09:00:00Z
const context = { origin: 'trail.json:1', now };
const carried = epochMs(1_772_355_000_000);

describe('watchedEvent', () => {
  it('reads what a record says', () => {
    const record = {
      eventID: 'c6b0e7f2-9a41-4a7e-8a56-0d3f1c2b4e5a',
      eventTime: '2026-03-01T08:59:00Z',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketPolicy',
      awsRegion: 'eu-central-1',
      sourceIPAddress: '192.0.2.1, 198.51.100.7',
      userAgent: '[aws-sdk]',
      errorCode: 'AccessDenied',
      recipientAccountId: '123456789012',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/mara',
        accountId: '111122223333',
      },
    };

    expect({ ...watchedEvent(record, context) }).toEqual({
      record,
      eventId: record.eventID,
      key: expect.stringMatching(/^[\w-]{16}$/),
      at: 1_772_355_540_000,
      timeNote: 'ok',
      eventSource: 's3.amazonaws.com',
      eventName: 'PutBucketPolicy',
      accountId: '123456789012',
      region: 'eu-central-1',
      principal: 'arn:aws:iam::111122223333:user/mara',
      sourceIp: '192.0.2.1, 198.51.100.7',
      userAgent: '[aws-sdk]',
      errorCode: 'AccessDenied',
      origin: 'trail.json:1',
    });
  });

  it.each([
    {
      name: 'a record that holds nothing',
      record: {},
      is: { eventName: '', accountId: '', principal: 'unknown', errorCode: '' },
    },
    { name: 'a number as error code', record: { errorCode: 200 }, is: { errorCode: '200' } },
    {
      name: 'the text "null"',
      record: { errorCode: 'null', awsRegion: 'null' },
      is: { errorCode: '', region: '' },
    },
    {
      name: 'an account id that has become a number',
      record: { recipientAccountId: 1234567890 },
      is: { accountId: '001234567890' },
    },
    {
      name: 'the account of the identity',
      record: { userIdentity: { accountId: '111122223333' } },
      is: { accountId: '111122223333' },
    },
    {
      name: 'objects where texts belong',
      record: { eventName: {}, awsRegion: [], userAgent: null },
      is: { eventName: '', region: '', userAgent: '' },
    },
    { name: 'a text that no table takes', record: { userAgent: '\udc00x' }, is: { userAgent: '\ufffdx' } },
  ])('copes with $name', ({ record, is }) => {
    expect(watchedEvent(record, context)).toMatchObject(is);
  });

  it.each([
    {
      name: 'its own time',
      eventTime: '2026-03-01T08:00:00Z',
      fallbackTime: carried,
      at: 1_772_352_000_000,
      timeNote: 'ok',
    },
    {
      name: 'the time of its carrier, and says that its own is missing',
      eventTime: undefined,
      fallbackTime: carried,
      at: carried,
      timeNote: 'missing',
    },
    {
      name: 'the time of its carrier for an unusable one',
      eventTime: 'yesterday',
      fallbackTime: carried,
      at: carried,
      timeNote: 'missing',
    },
    {
      name: '1970 where there is none',
      eventTime: 'null',
      fallbackTime: undefined,
      at: 0,
      timeNote: 'missing',
    },
    {
      name: 'its own time up to ten minutes ahead',
      eventTime: '2026-03-01T09:10:00Z',
      fallbackTime: undefined,
      at: 1_772_356_200_000,
      timeNote: 'ok',
    },
    {
      name: 'the time of arrival beyond',
      eventTime: '2026-03-01T09:10:01Z',
      fallbackTime: undefined,
      at: now,
      timeNote: 'future',
    },
    {
      name: 'the time of arrival for a carrier that is ahead',
      eventTime: undefined,
      fallbackTime: epochMs(9e12),
      at: now,
      timeNote: 'future',
    },
  ])('takes $name', ({ eventTime, fallbackTime, at, timeNote }) => {
    const arrival = fallbackTime === undefined ? context : { ...context, fallbackTime };

    expect(watchedEvent({ eventTime }, arrival)).toMatchObject({ at, timeNote });
  });

  it('never throws and holds short texts only, whatever the record holds', () => {
    const names = [
      'eventID',
      'eventTime',
      'eventSource',
      'eventName',
      'awsRegion',
      'userIdentity',
      'sourceIPAddress',
      'userAgent',
      'errorCode',
      'recipientAccountId',
    ];
    const record = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), fc.string()),
      fc.anything({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(record, (fields) => {
        const { record: kept, at, claimedAt = at, ...texts } = watchedEvent(fields, context);

        expect(kept).toBe(fields);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(typeof claimedAt).toBe('number');
        for (const text of Object.values(texts))
          expect(typeof text === 'string' && text.length <= 1024).toBe(true);
      }),
    );
  });
});

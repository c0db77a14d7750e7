import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { CARRIED_AT, controlMessage, logsData, packed, sampleRecord } from '../../../test/support/shapes.ts';
import { decodeLogsBatch } from './logs-batch.ts';

const event = (data: unknown) => ({ awslogs: { data } }) as Parameters<typeof decodeLogsBatch>[0];

describe('decodeLogsBatch', () => {
  it('unpacks a batch of one log stream', () => {
    const record = sampleRecord();

    expect(decodeLogsBatch(event(packed(logsData([record]))))).toEqual({
      ok: true,
      value: {
        kind: 'data',
        owner: '123456789012',
        group: 'trail-logs',
        stream: '123456789012_CloudTrail_eu-central-1',
        messages: [
          { id: expect.stringMatching(/^\d{53}$/), timestamp: CARRIED_AT, message: JSON.stringify(record) },
        ],
        faults: [],
      },
    });
  });

  it('tells a control message from a batch', () => {
    expect(decodeLogsBatch(event(packed(controlMessage)))).toEqual({ ok: true, value: { kind: 'control' } });
  });

  it('keeps the good log events of a batch with bad ones', () => {
    const [good] = logsData([sampleRecord()]).logEvents;
    const mixed = { ...logsData([]), logEvents: [null, good, { id: 'x', timestamp: 'never', message: 5 }] };
    const decoded = decodeLogsBatch(event(packed(mixed)));

    expect(decoded).toMatchObject({
      ok: true,
      value: { messages: [good], faults: [{ index: 0 }, { index: 2 }] },
    });
  });

  it.each([
    ['no data', event(undefined), 'awslogs.data is missing'],
    ['a null event', null as never, 'awslogs.data is missing'],
    ['no base64', event('{}{}'), 'not base64'],
    [
      'a cut-off payload',
      event(gzipSync('{"a":1}').subarray(0, 15).toString('base64')),
      'gzip that is cut off before its end',
    ],
    ['a damaged payload', event('H4sIAAAAAAAAA////////w=='), 'damaged gzip'],
    ['no JSON', event(gzipSync('hello').toString('base64')), 'not JSON: it does not begin with { or ['],
    ['a list', event(packed([])), 'awslogs.data is not a JSON object'],
    [
      'an unknown type',
      event(packed({ messageType: 'X' })),
      'messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE',
    ],
    ['no log events', event(packed({ messageType: 'DATA_MESSAGE' })), 'logEvents is not a list'],
  ])('refuses %s with a reason', (_name, payload, error) => {
    expect(decodeLogsBatch(payload)).toEqual({ ok: false, error });
  });

  it('stops unpacking at the limit and names it', () => {
    const bomb = gzipSync(Buffer.alloc(80_000_000)).toString('base64');

    expect(decodeLogsBatch(event(bomb))).toEqual({
      ok: false,
      error: 'gzip that unpacks to more than 67108864 bytes (limit)',
    });
    expect(decodeLogsBatch(event(packed(logsData([]))), 50)).toEqual({
      ok: false,
      error: 'gzip that unpacks to more than 50 bytes (limit)',
    });
  });
});

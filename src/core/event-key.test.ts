import { describe, expect, it } from '@jest/globals';
import { fc } from '../../test/support/property.ts';
import { canonicalJson } from './canonical-json.ts';
import type { CloudTrailRecord } from './event.ts';
import { eventIdentity } from './event-key.ts';

const base: CloudTrailRecord = {
  eventID: 'c6b0e7f2-9a41-4a7e-8a56-0d3f1c2b4e5a',
  eventTime: '2026-03-01T09:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  recipientAccountId: '123456789012',
  requestParameters: { userName: 'mara' },
};
const keyOf = (changes: CloudTrailRecord) => eventIdentity({ ...base, ...changes }).key;

describe('an event with a real eventID', () => {
  it('has a key of 16 characters that never changes between versions', () => {
    expect(eventIdentity(base)).toEqual({ key: '9Fi2yuv5NLo_i8aN', eventId: base.eventID });
  });

  it.each([
    ['another order of fields', Object.fromEntries(Object.entries(base).reverse())],
    ['fields that a pipeline adds', { geo: { country: 'x' } }],
    ['a time with fractions', { eventTime: '2026-03-01T09:00:00.123456789Z' }],
    ['a time written otherwise', { eventTime: '2026-03-01 09:00:00' }],
    ['capital letters in the id', { eventID: 'C6B0E7F2-9A41-4A7E-8A56-0D3F1C2B4E5A' }],
    ['an account that has become a number', { recipientAccountId: 123456789012 }],
  ])('is the same with %s', (_name, changes) => {
    expect(keyOf(changes)).toBe(keyOf({}));
  });

  it.each([
    ['id', { eventID: 'c6b0e7f2-9a41-4a7e-8a56-0d3f1c2b4e5b' }],
    ['second', { eventTime: '2026-03-01T09:00:01Z' }],
    ['source', { eventSource: 'sts.amazonaws.com' }],
    ['name', { eventName: 'DeleteUser' }],
    ['receiving account', { recipientAccountId: '111122223333' }],
  ])('is another with another %s', (_name, changes) => {
    expect(keyOf(changes)).not.toBe(keyOf({}));
  });
});

describe('an event without a real eventID', () => {
  it.each([
    ['none', undefined],
    ['a placeholder', '1111'],
    ['a made-up UUID', '00000000-0000-0000-0000-000000000000'],
    ['a number', 7],
    ['an object', {}],
  ])('goes by its whole content: %s', (_name, eventID) => {
    const record = { ...base, eventID };
    const reordered = Object.fromEntries(Object.entries(record).reverse());
    const other = { ...record, requestParameters: { userName: 'other' } };

    expect(eventIdentity(reordered).key).toBe(eventIdentity(record).key);
    expect(eventIdentity(other).key).not.toBe(eventIdentity(record).key);
  });

  it('is named by a hash of its content, or by the id that it has', () => {
    const { eventID, ...without } = base;

    expect(eventIdentity(without).eventId).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(eventIdentity({ ...without, eventID: '1111' }).eventId).toBe('1111');
    expect(eventID).toBeDefined();
  });
});

describe('canonicalJson', () => {
  it('prints equal values equally, and is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const printed = canonicalJson(value);

        expect(canonicalJson(shuffled(value))).toBe(printed);
        expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(printed);
      }),
    );
  });

  it('is bounded in depth and never throws', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { deep };

    expect(canonicalJson(deep)).toContain('"…"');
    expect(canonicalJson([undefined, () => 1, 10n, Symbol('x'), Number.NaN])).toBe(
      '[null,null,10,null,null]',
    );
  });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

import { describe, expect, it } from '@jest/globals';
import { heartbeatTime, isHeartbeat } from './heartbeat.ts';
import { epochMs } from './time.ts';

const NAME = '/trailhound/heartbeat';
const record = (change: object = {}) => ({
  ...{ eventSource: 'ssm.amazonaws.com', eventName: 'PutParameter', eventTime: '2026-03-01T09:00:00Z' },
  requestParameters: { name: NAME, type: 'String', overwrite: true },
  ...change,
});

describe('a heartbeat', () => {
  it('is the call that overwrites the parameter', () => {
    expect(isHeartbeat(record(), NAME)).toBe(true);
  });

  it.each([
    { what: 'another call', change: { eventName: 'GetParameter' } },
    { what: 'another service', change: { eventSource: 'ssm.example.com' } },
    { what: 'another parameter', change: { requestParameters: { name: '/trailhound/heartbeat2' } } },
    { what: 'a name that is no text', change: { requestParameters: { name: [NAME] } } },
    { what: 'parameters that are none', change: { requestParameters: null } },
    { what: 'no parameters', change: { requestParameters: undefined } },
  ])('is not $what', ({ change }) => {
    expect(isHeartbeat(record(change), NAME)).toBe(false);
  });

  it.each([
    { name: 'its own time', eventTime: '2026-03-01T09:00:00Z', expected: '2026-03-01T09:00:00Z' },
    { name: 'that of its carrier', eventTime: 'soon', expected: '2026-03-01T09:10:00Z' },
    { name: 'now at the latest', eventTime: '2030-01-01T00:00:00Z', expected: '2026-03-01T09:30:00Z' },
  ])('has $name', ({ eventTime, expected }) => {
    const [carried, now] = [Date.UTC(2026, 2, 1, 9, 10), Date.UTC(2026, 2, 1, 9, 30)].map(epochMs);
    expect(heartbeatTime(record({ eventTime }), carried, now!)).toBe(Date.parse(expected));
  });

  it('has no time where nobody gives one', () => {
    expect(heartbeatTime(record({ eventTime: 5e20 }), undefined, epochMs(1e12))).toBeUndefined();
  });
});

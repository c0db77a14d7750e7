import { describe, expect, it } from '@jest/globals';
import { fail, ok } from '../../core/result.ts';
import { parseTime } from '../../core/time.ts';
import type { Fact, TrailFacts } from '../../ports/health.ts';
import { checkTrails } from './check-trails.ts';
import { managementEventsOf } from './trail-coverage.ts';

const all = { reads: true, writes: true, without: [] };
const management = { Field: 'eventCategory', Equals: ['Management'] };

describe('managementEventsOf', () => {
  it.each([
    { name: 'everything', basic: [{ ReadWriteType: 'All', IncludeManagementEvents: true }], expected: all },
    { name: 'what is default', basic: [{}], expected: all },
    { name: 'writes', basic: [{ ReadWriteType: 'WriteOnly' }], expected: { ...all, reads: false } },
    { name: 'reads', basic: [{ ReadWriteType: 'ReadOnly' }], expected: { ...all, writes: false } },
    {
      name: 'data events only',
      basic: [{ IncludeManagementEvents: false }],
      expected: { reads: false, writes: false, without: [] },
    },
    {
      name: 'all but KMS',
      basic: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
      expected: { ...all, without: ['kms.amazonaws.com'] },
    },
    { name: 'nothing', basic: [], expected: { reads: false, writes: false, without: [] } },
  ])('basic selectors for $name', ({ basic, expected }) => {
    expect(managementEventsOf(basic, [])).toEqual(expected);
  });

  it.each([
    { name: 'everything', fields: [management], expected: all },
    {
      name: 'writes',
      fields: [management, { Field: 'readOnly', Equals: ['false'] }],
      expected: { ...all, reads: false },
    },
    {
      name: 'reads',
      fields: [management, { Field: 'readOnly', Equals: ['true'] }],
      expected: { ...all, writes: false },
    },
    {
      name: 'all but two services',
      fields: [
        management,
        { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
      ],
      expected: { ...all, without: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
    },
    {
      name: 'one call only',
      fields: [management, { Field: 'eventName', Equals: ['PutObject'] }],
      expected: { ...all, without: ['all but some (eventName)'] },
    },
    {
      name: 'one service only',
      fields: [management, { Field: 'eventSource', Equals: ['s3.amazonaws.com'] }],
      expected: { ...all, without: ['all but some (eventSource)'] },
    },
    {
      name: 'data events',
      fields: [{ Field: 'eventCategory', Equals: ['Data'] }],
      expected: { reads: false, writes: false, without: [] },
    },
  ])('advanced selectors for $name', ({ fields, expected }) => {
    expect(managementEventsOf([], [{ FieldSelectors: fields }])).toEqual(expected);
  });

  it('adds up what several selectors let through', () => {
    const writes = [management, { Field: 'readOnly', Equals: ['false'] }];
    const reads = [
      management,
      { Field: 'readOnly', Equals: ['true'] },
      { Field: 'eventSource', NotEquals: ['kms'] },
    ];
    expect(managementEventsOf([], [{ FieldSelectors: writes }, { FieldSelectors: reads }])).toEqual(all);
  });
});

describe('checkTrails', () => {
  const trail = (change: Partial<TrailFacts> = {}): Fact<TrailFacts> =>
    ok({
      ...{ name: 't', isMultiRegion: true, hasGlobalEvents: true, isLogging: true, deliveryErrors: [] },
      ...{ lastDelivery: parseTime('2026-03-01T09:00:00Z')!, management: all, ...change },
    });
  const refused: Fact<never> = fail({
    permission: 'cloudtrail:GetTrailStatus',
    reason: 'x',
    isRefused: true,
  });
  const states = (trails: readonly Fact<TrailFacts>[], doors: readonly string[]) =>
    checkTrails(ok(trails), doors).map(({ check, state }) => `${check} ${state}`);

  it.each([
    { name: 'none, and none needed', trails: [], doors: ['event-history'], expected: ['trail ok'] },
    { name: 'none', trails: [], doors: ['event-history', 'logs'], expected: ['trail problem'] },
    { name: 'none here', trails: [], doors: ['objects'], expected: ['trail warning'] },
    { name: 'one', trails: [trail()], doors: ['logs'], expected: ['trail ok', 'trail records ok'] },
    {
      name: 'switched off',
      trails: [trail({ isLogging: false })],
      doors: ['eventbridge'],
      expected: ['trail problem', 'trail records warning'],
    },
    {
      name: 'switched off beside one that is on',
      trails: [trail({ isLogging: false }), trail()],
      doors: ['eventbridge'],
      expected: ['trail ok', 'trail records warning', 'trail records ok'],
    },
    {
      name: 'without writes',
      trails: [trail({ management: { ...all, writes: false } })],
      doors: ['logs'],
      expected: ['trail problem', 'trail records warning'],
    },
    {
      name: 'not delivered',
      trails: [trail({ deliveryErrors: ['NoSuchBucket (bucket)'] })],
      doors: ['event-history'],
      expected: ['trail ok', 'trail records problem'],
    },
    {
      name: 'not known',
      trails: [refused],
      doors: ['logs'],
      expected: ['trail unknown', 'trail records unknown'],
    },
  ])('$name: $expected', ({ trails, doors, expected }) => {
    expect(states(trails, doors)).toEqual(expected);
  });

  it('says everything that a trail leaves out', () => {
    const poor = trail({
      ...{ isMultiRegion: false, hasGlobalEvents: false },
      management: { reads: false, writes: true, without: ['kms.amazonaws.com'] },
    });
    expect(checkTrails(ok([poor]), ['logs'])[1]).toMatchObject({
      subject: 't',
      found: 'one region only; no events of global services (IAM, STS); no reads; not of kms.amazonaws.com',
    });
  });
});

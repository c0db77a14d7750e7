import { describe, expect, it } from '@jest/globals';
import type { CloudTrailRecord } from '#core/event';
import type { FindingStore } from '#ports/finding-store';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import {
  allowAlice,
  breakingRecord,
  detectorOf,
  ruleText,
  THREE_RULES,
  triaging,
  unreachable,
} from '../../test/support/triaging.ts';
import { addCounts, triage } from './triage.ts';

const id = (n: number): string => `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`;
const call = (n: number, change: CloudTrailRecord = {}): CloudTrailRecord =>
  sampleRecord({ eventID: id(n), ...change });
const batch = (...records: readonly CloudTrailRecord[]) =>
  records.map((record, index) => ({ record, origin: `test:${index}` }));
const open = async (findings: FindingStore) =>
  (await findings.query({ by: 'status', status: 'open' }, { limit: 100 })).findings;

describe('triage', () => {
  it('makes a finding of each rule that matches, and says what the batch came to', async () => {
    const deps = triaging();
    const counts = await triage(batch(call(1), call(2), call(3, { eventName: 'StartLogging' })), deps);

    expect(counts).toEqual({
      events: 3,
      matches: 4,
      suppressed: 0,
      created: 2,
      grown: 0,
      unchanged: 0,
      added: 4,
      quarantined: 0,
    });
    expect((await open(deps.findings)).map(({ ruleTitle, count }) => [ruleTitle, count]).sort()).toEqual([
      ['Anything stopped', 2],
      ['Trail stopped', 2],
    ]);
  });

  it('counts nothing twice when a batch is delivered again, and adds what is new in it', async () => {
    const deps = triaging();
    await triage(batch(call(1)), deps);

    expect(await triage(batch(call(1)), deps)).toMatchObject({ created: 0, grown: 0, unchanged: 2 });
    expect(await triage(batch(call(1), call(2)), deps)).toMatchObject({ created: 0, grown: 2, unchanged: 0 });
    expect((await open(deps.findings)).map(({ count }) => count)).toEqual([2, 2]);
  });

  it.each([
    { alertFloor: 'informational', alerts: ['Anything stopped', 'Things listed', 'Trail stopped'] },
    { alertFloor: 'medium', alerts: ['Anything stopped', 'Trail stopped'] },
    { alertFloor: 'high', alerts: ['Trail stopped'] },
    { alertFloor: 'critical', alerts: [] },
  ] as const)('writes alerts as pending from $alertFloor on', async ({ alertFloor, alerts }) => {
    const deps = { ...triaging(), settings: { alertFloor, retentionDays: 90, latenessHours: 24 } };
    await triage(batch(call(1), call(2, { eventName: 'ListThings' })), deps);

    const pending = await deps.findings.pendingAlerts(10);
    expect(pending.map(({ ruleTitle }) => ruleTitle).sort()).toEqual(alerts);
  });

  it('keeps what an allow-list covers as a suppressed finding, without an alert', async () => {
    const deps = triaging(detectorOf(THREE_RULES, allowAlice('drill', 'Trail stopped')));
    const alice = call(1, { userIdentity: { type: 'IAMUser', userName: 'alice' } });
    const counts = await triage(batch(alice, call(2)), deps);
    const { findings } = await deps.findings.query({ by: 'status', status: 'suppressed' }, { limit: 10 });

    expect(counts).toMatchObject({ matches: 4, suppressed: 1, created: 4 });
    expect(findings).toMatchObject([{ ruleTitle: 'Trail stopped', suppressionId: 'drill', count: 1 }]);
    const pending = await deps.findings.pendingAlerts(10);
    expect(pending.map(({ ruleTitle }) => ruleTitle).sort()).toEqual([
      'Anything stopped',
      'Anything stopped',
      'Trail stopped',
    ]);
  });

  it('puts a record that breaks a rule into quarantine, with its place, and goes on with the others', async () => {
    const deps = triaging();
    const counts = await triage(batch(call(1), breakingRecord(), call(2)), deps);

    expect(counts).toMatchObject({ events: 3, matches: 4, quarantined: 1 });
    expect(deps.quarantined).toEqual([
      {
        source: 'test:1',
        offset: 1,
        reason: 'a rule could not be evaluated on this record (TypeError)',
        raw: '{"eventID":"broken"}',
      },
    ]);
  });

  it('writes nothing when nothing matches', async () => {
    const deps = { ...triaging(), findings: { ...triaging().findings, record: unreachable } };

    expect(await triage(batch(call(1, { eventName: 'Describe' })), deps)).toMatchObject({ matches: 0 });
    expect(await triage([], deps)).toEqual(addCounts());
  });

  it.each([
    { what: 'the store', broken: { findings: { ...triaging().findings, record: unreachable } } },
    { what: 'the quarantine', broken: { quarantine: { put: unreachable } } },
  ])('rejects while $what cannot be reached; the same batch then counts once', async ({ broken }) => {
    const deps = triaging();
    const records = batch(call(1), breakingRecord(), call(2));

    await expect(triage(records, { ...deps, ...broken })).rejects.toThrow('unreachable');
    expect(await triage(records, deps)).toMatchObject({ created: 2, quarantined: 1 });
    expect((await open(deps.findings)).map(({ count }) => count)).toEqual([2, 2]);
  });
});

describe('the metrics of a batch', () => {
  const ruled = (level: string) => ruleText(`Of ${level}`, 'StopLogging', level);
  const metricsOf = async (levels: readonly string[], allowed = '', times = 1) => {
    const metrics = notedMetrics();
    const deps = { ...triaging(detectorOf(levels.map(ruled), allowed)), metrics };
    const alice = { userIdentity: { type: 'IAMUser', userName: 'alice' } };
    const records = batch(call(1, alice), call(2, alice), call(3, { eventName: 'StartLogging' }));
    for (let time = 0; time < times; time += 1) await triage(records, deps);
    return metrics.added;
  };

  it('say how many events were read, how many matched, and which findings were made', async () => {
    const levels = ['low', 'medium', 'high', 'critical', 'informational'];
    expect((await metricsOf(levels)).map(([name, value]) => `${name} ${value}`).sort()).toEqual([
      'EventsMatched 2',
      'EventsRead 3',
      ...['FindingsCritical 1', 'FindingsHigh 1', 'FindingsLow 1', 'FindingsMedium 1'],
    ]);
  });

  it('count a finding once, and its events as often as they are read', async () => {
    const read = [
      ['EventsRead', 3],
      ['EventsMatched', 2],
    ];
    expect(await metricsOf(['high'], '', 2)).toEqual([...read, ['FindingsHigh', 1], ...read]);
  });

  it('leave out findings that the allow-list covers', async () => {
    expect(await metricsOf(['high'], allowAlice('drill', 'all'))).toEqual([
      ['EventsRead', 3],
      ['EventsMatched', 2],
    ]);
  });

  it('are none of an empty batch', async () => {
    const metrics = notedMetrics();
    await triage([], { ...triaging(), metrics });
    expect(metrics.added).toEqual([]);
  });
});

describe('addCounts', () => {
  it('adds up every count, and nothing is zero', () => {
    const one = {
      ...{ events: 1, matches: 2, suppressed: 3, created: 4 },
      ...{ grown: 5, unchanged: 6, added: 8, quarantined: 7 },
    };

    expect(addCounts(one, one, one)).toEqual({
      events: 3,
      matches: 6,
      suppressed: 9,
      created: 12,
      grown: 15,
      unchanged: 18,
      added: 24,
      quarantined: 21,
    });
    expect(Object.values(addCounts())).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

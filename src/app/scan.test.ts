import { describe, expect, it } from '@jest/globals';
import { memoryFindingStore } from '#adapters/local/memory-finding-store';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import type { CloudTrailRecord } from '#core/event';
import { epochMs, parseTime } from '#core/time';
import type { ReadFault, ReadItem } from '#ports/read-item';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import {
  allowAlice,
  breakingRecord,
  detectorOf,
  ruleText,
  THREE_RULES,
} from '../../test/support/triaging.ts';
import { type ScanDeps, scan } from './scan.ts';

const id = (n: number): string => `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`;
const item = (n: number, change: CloudTrailRecord = {}, more: object = {}): ReadItem => ({
  type: 'record',
  record: sampleRecord({ eventID: id(n), ...change }),
  file: 'log.json',
  offset: n,
  ...more,
});
const alice = { userIdentity: { type: 'IAMUser', userName: 'alice' } };

/** Scans batches; answers the report, the matches as `rule event` and the faults. */
async function scanned(batches: readonly (readonly ReadItem[])[], deps: Partial<ScanDeps> = {}) {
  const matches: string[] = [];
  const faults: ReadFault[] = [];
  async function* source() {
    yield* batches;
  }
  const report = await scan(source(), {
    detector: detectorOf(),
    clock: fakeClock(),
    minSeverity: 'informational',
    onMatch: ({ rule, event }, from) => matches.push(`${rule.title} ${event.eventId.slice(-1)} ${from.file}`),
    onFault: (fault) => faults.push(fault),
    ...deps,
  });
  return { report, matches, faults };
}

describe('scan', () => {
  it('tells each match in the order of the source, and counts events of all batches', async () => {
    const { report, matches } = await scanned([
      [item(1), item(2, { eventName: 'ListThings' })],
      [],
      [item(3, { eventName: 'Nothing' }), item(4, { eventName: 'StopInstances' })],
    ]);

    expect(report).toMatchObject({ events: 4, matches: 4, suppressed: 0, outsideSpan: 0, quarantined: 0 });
    expect(matches).toEqual([
      'Trail stopped 1 log.json',
      'Anything stopped 1 log.json',
      'Things listed 2 log.json',
      'Anything stopped 4 log.json',
    ]);
  });

  it.each([
    { span: 'from', from: '2026-03-01T09:00:00Z', to: undefined, in: [2, 3, 5, 6], out: 2 },
    { span: 'to', from: undefined, to: '2026-03-01T09:00:00Z', in: [1, 2, 4, 5, 6], out: 1 },
    { span: 'from and to', from: '2026-03-01T09:00:00Z', to: '2026-03-01T09:00:00Z', in: [2, 5, 6], out: 3 },
  ])('with $span, both included, looks at no other event but those without a usable time', async (given) => {
    const [from, to] = [given.from, given.to].map((text) =>
      text === undefined ? undefined : parseTime(text)!,
    );
    const { report, matches } = await scanned(
      [
        [
          item(1, { eventTime: '2026-03-01T08:59:59Z' }),
          item(2, { eventTime: '2026-03-01T09:00:00Z' }),
          item(3, { eventTime: '2026-03-01T09:00:01Z' }),
          item(4, { eventTime: '1970-01-01T00:00:00Z' }),
          item(5, { eventTime: 'noon' }),
          item(6, { eventTime: undefined }, { fallbackTime: epochMs(Date.UTC(2026, 2, 1, 9)) }),
        ],
      ],
      { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), minSeverity: 'high' },
    );

    expect(matches).toEqual(given.in.map((n) => `Trail stopped ${n} log.json`));
    expect(report).toMatchObject({ events: 6, outsideSpan: given.out, untimed: 1 });
    expect(report.matches).toBe(given.in.length);
  });

  it('leaves milder rules out of matches and findings', async () => {
    const findings = memoryFindingStore();
    const { report } = await scanned([[item(1), item(2, { eventName: 'ListThings' })]], {
      minSeverity: 'medium',
      stores: { findings, state: memoryStateStore() },
    });

    expect(report.matches).toBe(2);
    expect((await findings.query({ by: 'severity', severity: 'low' }, { limit: 9 })).findings).toEqual([]);
    expect((await findings.query({ by: 'severity', severity: 'high' }, { limit: 9 })).findings).toHaveLength(
      1,
    );
  });

  it('tells nobody of a match that an allow-list covers, counts it, and keeps its finding apart', async () => {
    const findings = memoryFindingStore();
    const detector = detectorOf(THREE_RULES, allowAlice('drill', 'all'));
    const { report, matches } = await scanned([[item(1, alice), item(2)]], {
      detector,
      stores: { findings, state: memoryStateStore() },
    });
    const { findings: suppressed } = await findings.query(
      { by: 'status', status: 'suppressed' },
      { limit: 9 },
    );

    expect(report).toMatchObject({ matches: 2, suppressed: 2 });
    expect(matches).toEqual(['Trail stopped 2 log.json', 'Anything stopped 2 log.json']);
    expect(suppressed).toMatchObject([{ suppressionId: 'drill' }, { suppressionId: 'drill' }]);
  });

  it('gathers what belongs together over batches, each event once', async () => {
    const findings = memoryFindingStore();
    await scanned(
      [
        [item(1), item(2)],
        [item(2), item(3)],
      ],
      { stores: { findings, state: memoryStateStore() } },
    );
    const open = await findings.query({ by: 'status', status: 'open' }, { limit: 9 });

    expect(open.findings.map(({ count }) => count)).toEqual([3, 3]);
  });

  it.each([
    { name: 'that stand', condition: '{ gte: 1 }' },
    { name: 'that later events may refute', condition: '{ lte: 9 }' },
  ])(
    'keeps no findings of correlations $name that are milder than what is asked for',
    async ({ condition }) => {
      const findings = memoryFindingStore();
      const mild = `title: Mild\nlevel: low\ncorrelation: { type: event_count, rules: [stopped], timespan: 5m, condition: ${condition} }\n`;
      const detector = detectorOf([
        ruleText('Trail stopped', 'StopLogging', 'high', 'name: stopped\n'),
        mild,
      ]);
      const stores = { findings, state: memoryStateStore() };
      await scanned([[item(1)]], { detector, stores, minSeverity: 'medium' });
      expect(findings.all()).toEqual([]);

      await scanned([[item(1)]], { detector, stores, minSeverity: 'low' });
      expect(findings.all()).toMatchObject([{ ruleTitle: 'Mild' }]);
    },
  );

  it('counts what could not be read and what holds no events, hands on the faults, and goes on', async () => {
    const fault: ReadItem = {
      type: 'fault',
      file: 'log.json',
      offset: 9,
      reason: 'not JSON',
      raw: 'hunter2',
    };
    const passed = (kind: string, count: number): ReadItem => ({ type: 'passed', file: 'x', kind, count });
    const { report, faults } = await scanned([
      [fault, item(1), passed('digest', 1)],
      [passed('digest', 2), passed('Insight', 1), item(2)],
    ]);

    expect(report).toMatchObject({ events: 2, matches: 4, quarantined: 1 });
    expect([...report.passed]).toEqual([
      ['digest', 3],
      ['Insight', 1],
    ]);
    expect(faults).toEqual([fault]);
  });

  it('counts events that the reader has cleared without parsing them', async () => {
    const { report } = await scanned([[item(1), { type: 'cleared', file: 'log.json', count: 41 }]]);

    expect(report).toMatchObject({ events: 42, matches: 2, quarantined: 0 });
  });

  it('takes an event that breaks a rule for a fault, without quoting it, and goes on', async () => {
    const broken: ReadItem = {
      type: 'record',
      record: breakingRecord(),
      file: 'log.json',
      offset: 5,
      line: 2,
    };
    const { report, faults } = await scanned([[broken, item(1)]]);

    expect(report).toMatchObject({ events: 2, matches: 2, quarantined: 1 });
    expect(faults).toEqual([
      {
        type: 'fault',
        file: 'log.json',
        offset: 5,
        line: 2,
        reason: 'a rule could not be evaluated on this record (TypeError)',
        raw: '',
      },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { decodeLogsBatch } from '#adapters/aws/logs-batch';
import { addCounts, type TriageCounts } from '#app/triage';
import { createHandler } from '#lambdas/watch-logs/handler';
import type { ReadItem } from '#ports/read-item';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging } from '../../test/support/triaging.ts';
import { feedHandler } from './feed-handler.ts';

const record = (n: number, more: object = {}): ReadItem => ({
  type: 'record',
  record: sampleRecord({ eventID: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`, ...more }),
  file: `log-${n}.json`,
  offset: n,
});
const records = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, n) => record(n, more));
async function* source(...batches: readonly (readonly ReadItem[])[]) {
  yield* batches;
}

/** Feeds items and notes the size of each payload. */
async function fed(items: ReturnType<typeof source>, batchSize = 100) {
  const deps = triaging();
  const handler = createHandler(deps);
  const sizes: number[] = [];
  const events: string[] = [];
  let between = 0;
  const watchLogs = async (event: CloudWatchLogsEvent): Promise<TriageCounts> => {
    const batch = decodeLogsBatch(event);
    if (batch.ok && batch.value.kind === 'data') {
      sizes.push(batch.value.messages.length);
      for (const { message } of batch.value.messages) events.push(JSON.parse(message).eventID.slice(-2));
    }
    return handler(event);
  };
  const report = await feedHandler(items, watchLogs, {
    batchSize,
    clock: fakeClock(),
    quarantine: deps.quarantine,
    between: async () => {
      between += 1;
      expect(between).toBe(sizes.length);
    },
  });
  return { report, sizes, events, between, quarantined: deps.quarantined };
}

describe('feedHandler', () => {
  it.each([
    { batchSize: 1, sizes: [1, 1, 1, 1, 1] },
    { batchSize: 2, sizes: [2, 2, 1] },
    { batchSize: 5, sizes: [5] },
    { batchSize: 100, sizes: [5] },
  ])('hands over $batchSize at a time, in order, however they were read', async ({ batchSize, sizes }) => {
    const run = await fed(source(records(3), [], [record(3)], [record(4)]), batchSize);

    expect(run).toMatchObject({ sizes, between: sizes.length });
    expect(run.events).toEqual(['00', '01', '02', '03', '04']);
    expect(run.report).toMatchObject({
      events: 5,
      batches: sizes.length,
      faults: 0,
      counts: { matches: 10 },
    });
  });

  it('hands over nothing when there is nothing', async () => {
    const { report, sizes } = await fed(source([], []));

    expect(sizes).toEqual([]);
    expect(report).toEqual({
      counts: addCounts(),
      events: 0,
      batches: 0,
      faults: 0,
      passed: new Map(),
      seconds: 0,
    });
  });

  it('makes smaller payloads of large records: together they would be more than a payload may unpack to', async () => {
    const padding = 'x'.repeat(3_000_000);
    const run = await fed(source(records(24, { padding })), 10_000);

    expect(run.report).toMatchObject({ events: 24, counts: { events: 24, quarantined: 0 } });
    expect(run.sizes).toEqual(new Array(12).fill(2));
  }, 60_000);

  it('hands over a record that is larger than all that', async () => {
    // As large as a record may be that a reader lets through, and of what grows most when it is escaped.
    const padding = '"'.repeat(8_000_000);
    const run = await fed(source([record(0), record(1, { padding }), record(2)]));

    expect(run).toMatchObject({ sizes: [1, 1, 1], quarantined: [], report: { counts: { events: 3 } } });
  }, 60_000);

  it('puts what is no record into quarantine, and counts what holds no events', async () => {
    const fault: ReadItem = {
      type: 'fault',
      file: 'a.json',
      offset: 7,
      line: 2,
      reason: 'not JSON',
      raw: 'no',
    };
    const passed = (kind: string, count: number): ReadItem => ({ type: 'passed', file: 'x', kind, count });
    const { report, quarantined } = await fed(
      source([record(0), fault, passed('digest', 2)], [passed('digest', 1), passed('Insight', 1)]),
    );

    expect(report).toMatchObject({ events: 1, faults: 1 });
    expect([...report.passed]).toEqual([
      ['digest', 3],
      ['Insight', 1],
    ]);
    expect(quarantined).toEqual([{ source: 'a.json', offset: 7, reason: 'not JSON', raw: 'no' }]);
  });

  it('stops at the first batch that the handler refuses', async () => {
    const seen: number[] = [];
    const options = {
      batchSize: 1,
      clock: fakeClock(),
      quarantine: triaging().quarantine,
      between: async () => {},
    };
    const refuse = async (): Promise<TriageCounts> => {
      seen.push(1);
      throw new Error('the store is gone');
    };

    await expect(feedHandler(source(records(3)), refuse, options)).rejects.toThrow('the store is gone');
    expect(seen).toEqual([1]);
  });
});

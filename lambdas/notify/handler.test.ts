import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '../../src/adapters/local/memory-state-store.ts';
import { silentMetrics } from '../../src/adapters/local/silent-metrics.ts';
import { DEFAULT_NOTIFY, type NotifyDeps } from '../../src/app/notify.ts';
import { TrailhoundError } from '../../src/core/errors.ts';
import { type FakeClock, fakeClock } from '../../test/support/fake-clock.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { sampleFinding } from '../../test/support/sample-finding.ts';
import { createHandler } from './handler.ts';

const context = { getRemainingTimeInMillis: () => 30_000 };
const mark = (state: string, attempts: number) => ({
  alert: { M: { state: { S: state }, attempts: { N: String(attempts) } } },
});
const stream = (...records: object[]) => ({
  Records: records.map((dynamodb) => ({ eventSource: 'aws:dynamodb', dynamodb })),
});

/** One pending alert, and a sink that takes it or not. */
function desk(given: { refuses?: boolean; clock?: FakeClock } = {}): {
  deps: NotifyDeps;
  subjects: string[];
} {
  const subjects: string[] = [];
  let pending = [sampleFinding()];
  const deps: NotifyDeps = {
    findings: {
      pendingAlerts: async () => pending,
      markAlert: async (_, { state }) => {
        if (state !== 'failed') pending = [];
      },
    },
    state: memoryStateStore(),
    sinks: [
      {
        send: async ({ subject }) => {
          if (given.refuses) throw new TrailhoundError('TH_ALERT_SEND', 'down');
          subjects.push(subject);
        },
      },
    ],
    clock: given.clock ?? fakeClock(),
    log: quietLog,
    metrics: silentMetrics,
    settings: DEFAULT_NOTIFY,
  };
  return { deps, subjects };
}

describe('notify', () => {
  it.each([
    { name: 'a schedule', event: { source: 'aws.scheduler' } },
    { name: 'an empty event', event: {} },
    { name: 'no event', event: undefined },
    { name: 'a new finding', event: stream({ NewImage: mark('pending', 0) }) },
    {
      name: 'a finding that was reopened',
      event: stream({ OldImage: mark('sent', 2), NewImage: mark('pending', 0) }),
    },
    {
      name: 'a finding that grew',
      event: stream({ OldImage: mark('pending', 1), NewImage: mark('pending', 1) }),
    },
    { name: 'a stream of keys only', event: stream({ Keys: { findingId: { S: 'f-1' } } }) },
    {
      name: 'one new finding among marks',
      event: stream({ NewImage: mark('sent', 0) }, { NewImage: mark('pending', 0) }),
    },
  ])('$name wakes it', async ({ event }) => {
    const { deps, subjects } = desk();

    expect(await createHandler(deps)(event, context)).toMatchObject({ sent: 1, left: 0 });
    expect(subjects).toHaveLength(1);
  });

  it.each([
    {
      name: 'an alert marked sent',
      event: stream({ OldImage: mark('pending', 0), NewImage: mark('sent', 0) }),
    },
    {
      name: 'a failed attempt',
      event: stream({ OldImage: mark('pending', 0), NewImage: mark('pending', 1) }),
    },
    { name: 'a finding without alert', event: stream({ NewImage: mark('none', 0) }) },
    { name: 'an expired finding', event: stream({ OldImage: mark('sent', 0) }) },
    { name: 'no record', event: stream() },
  ])('$name does not wake it', async ({ event }) => {
    const { deps, subjects } = desk();

    expect(await createHandler(deps)(event, context)).toBeUndefined();
    expect(subjects).toEqual([]);
  });

  it('throws on the schedule when an alert could not be sent, so that the alarm sees it', async () => {
    const { deps } = desk({ refuses: true });

    await expect(createHandler(deps)({}, context)).rejects.toMatchObject({ code: 'TH_ALERT_SEND' });
  });

  it('does not hold up the stream for a failed send', async () => {
    const { deps } = desk({ refuses: true });
    const event = stream({ NewImage: mark('pending', 0) });

    expect(await createHandler(deps)(event, context)).toMatchObject({ sent: 0, failed: 1 });
  });

  it('begins no send in its last five seconds', async () => {
    const { deps, subjects } = desk();
    const report = await createHandler(deps)({}, { getRemainingTimeInMillis: () => 5_000 });

    expect(report).toMatchObject({ sent: 0, left: 1 });
    expect(subjects).toEqual([]);
  });

  it.each([
    { name: 'sent', refuses: false, added: ['AlertLatency'] },
    { name: 'refused', refuses: true, added: [] },
  ])('writes its metrics at the end, its alert $name', async ({ refuses, added }) => {
    const metrics = notedMetrics();
    const { deps } = desk({ refuses });
    await createHandler({ ...deps, metrics })({}, context).catch(() => {});

    expect(metrics.flushed.map((all) => all.map(([name]) => name))).toEqual([added]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { epochMs, parseTime } from '#core/time';
import type { StateStore } from '#ports/state-store';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { breakingRecord, triaging } from '../../test/support/triaging.ts';
import { type HeartbeatDeps, type HeartbeatItem, heartbeat } from './heartbeat.ts';
import { triage } from './triage.ts';

const NAME = '/trailhound/heartbeat';
const at = (time: string) => parseTime(`2026-03-01T${time}Z`)!;
const beat = (time: string, name = NAME) =>
  sampleRecord({
    ...{ eventID: `beat-${time}`, eventSource: 'ssm.amazonaws.com', eventName: 'PutParameter' },
    ...{ eventTime: `2026-03-01T${time}Z`, requestParameters: { name } },
  });
const batchOf = (...records: readonly object[]) =>
  records.map((record) => ({ record: record as Record<string, unknown>, origin: 'test' }));

/** State that counts what is asked of it. */
function counting(store: StateStore) {
  const calls = { reads: 0, writes: 0 };
  const state: StateStore = {
    read: (key) => {
      calls.reads += 1;
      return store.read(key);
    },
    write: (...args) => {
      calls.writes += 1;
      return store.write(...args);
    },
  };
  return { state, calls };
}

function setUp(change: Partial<HeartbeatDeps> = {}, store = memoryStateStore()) {
  const { state, calls } = counting(store);
  const metrics = notedMetrics();
  const clock = fakeClock();
  const errors: string[] = [];
  const log = { ...quietLog, error: (message: string) => errors.push(message) };
  const deps = { ...({ door: 'logs', parameter: NAME, state, metrics, clock, log } as const), ...change };
  const listening = heartbeat(deps);
  const all = { ...triaging(), clock, metrics, heartbeat: listening };
  const kept = async () => (await store.read<HeartbeatItem>('heartbeat#logs'))?.value;
  return { all, kept, calls, metrics, errors, listening, clock, deps };
}
const latencies = ({ added }: ReturnType<typeof notedMetrics>) =>
  added.filter(([name]) => name === 'HeartbeatLatency');

describe('the heartbeat of a door', () => {
  it('is kept with its latency once the batch is stored, and measured', async () => {
    const { all, kept, metrics } = setUp();
    await triage(batchOf(sampleRecord(), beat('08:58:30')), all);

    expect(await kept()).toEqual({
      ...{ eventTime: '2026-03-01T08:58:30Z', seenAt: '2026-03-01T09:00:00Z', latencyMs: 90_000 },
    });
    expect(latencies(metrics)).toEqual([['HeartbeatLatency', 90_000, 'logs']]);
  });

  it('is the newest of a batch, in one write', async () => {
    const { all, kept, calls, metrics } = setUp();
    await triage(batchOf(beat('08:30:00'), beat('08:45:00'), beat('08:15:00')), all);

    expect(await kept()).toMatchObject({ eventTime: '2026-03-01T08:45:00Z' });
    expect(calls).toEqual({ reads: 1, writes: 1 });
    expect(latencies(metrics)).toHaveLength(1);
  });

  it('is noted once, however often a source repeats it, and never goes back', async () => {
    const { all, kept, calls, deps, metrics } = setUp();
    for (const time of ['08:45:00', '08:45:00', '08:30:00']) await triage(batchOf(beat(time)), all);
    expect(calls).toEqual({ reads: 1, writes: 1 });

    // A function that starts cold has forgotten what it saw.
    const cold = { ...all, heartbeat: heartbeat(deps) };
    await triage(batchOf(beat('08:30:00')), cold);
    expect(calls).toEqual({ reads: 2, writes: 1 });
    expect(await kept()).toMatchObject({ eventTime: '2026-03-01T08:45:00Z' });
    expect(latencies(metrics)).toHaveLength(1);
  });

  it('costs nothing in batches without one', async () => {
    const { all, calls } = setUp();
    await triage(batchOf(sampleRecord(), beat('08:45:00', '/somebody/elses')), all);
    expect(calls).toEqual({ reads: 0, writes: 0 });
  });

  it.each([
    { what: 'cannot be read', broken: { read: async () => Promise.reject(new Error('down')) } },
    { what: 'cannot be written', broken: { write: async () => Promise.reject(new Error('down')) } },
  ])('does not fail the batch when the state $what, and is noted the next time', async ({ broken }) => {
    const store = memoryStateStore();
    const { all, errors, metrics } = setUp({ state: { ...store, ...broken } });

    expect(await triage(batchOf(sampleRecord(), beat('08:45:00')), all)).toMatchObject({ created: 2 });
    expect(errors).toEqual(['a heartbeat was seen and could not be kept']);
    expect(latencies(metrics)).toEqual([]);

    const healed = setUp({}, store);
    await triage(batchOf(beat('08:45:00')), healed.all);
    expect(await healed.kept()).toMatchObject({ eventTime: '2026-03-01T08:45:00Z' });
  });

  it('leaves it to another writer that was faster', async () => {
    const store = memoryStateStore();
    const { all, errors, metrics } = setUp({ state: { ...store, write: async () => false } });
    await triage(batchOf(beat('08:45:00')), all);
    expect([errors, latencies(metrics)]).toEqual([[], []]);
  });

  it('is not noted when the batch could not be stored', async () => {
    const { all, calls } = setUp();
    const record = async () => Promise.reject(new Error('down'));
    const broken = { ...all, findings: { ...all.findings, record } };
    await expect(triage(batchOf(sampleRecord(), beat('08:45:00')), broken)).rejects.toThrow('down');
    expect(calls).toEqual({ reads: 0, writes: 0 });
  });

  it('is found beside a record that breaks the engine', async () => {
    const { all, kept } = setUp();
    expect(await triage(batchOf(breakingRecord(), beat('08:45:00')), all)).toMatchObject({ quarantined: 1 });
    expect(await kept()).toBeDefined();
  });

  it('has no negative latency, whatever its clock says', async () => {
    const { all, kept, listening } = setUp();
    await triage(batchOf(beat('09:20:00')), all);
    expect(await kept()).toMatchObject({ eventTime: '2026-03-01T09:00:00Z', latencyMs: 0 });
    await listening.note(epochMs(at('09:00:00') - 1));
    expect(await kept()).toMatchObject({ latencyMs: 0 });
  });
});

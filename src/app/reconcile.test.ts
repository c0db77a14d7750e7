import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { type MemoryEvent, memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs, isoFromMs, parseTime } from '#core/time';
import type { StateStore } from '#ports/state-store';
import { collecting, virtualClock } from '../../test/support/collecting.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { sampleRecord } from '../../test/support/shapes.ts';
import { triaging } from '../../test/support/triaging.ts';
import { type ReconcileResult, reconcile, withoutEvents } from './reconcile.ts';
import { triage } from './triage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = parseTime('2026-03-01T12:00:00Z')!;
const ago = (ms: number): EpochMs => epochMs(NOON - ms);

const record = (id: string, at: EpochMs) =>
  sampleRecord({ eventID: id, eventName: 'StopLogging', eventTime: isoFromMs(at) });
const event = (id: string, at: EpochMs, region = 'us-east-1'): MemoryEvent => ({
  ...{ record: JSON.stringify(record(id, at)), at, region, eventName: 'StopLogging', readOnly: false },
});

/** A history, a door that brought some of it, and the run that compares the two. Two rules match each event. */
function setUp(events: readonly MemoryEvent[], given: { state?: StateStore; pageSize?: number } = {}) {
  const clock = virtualClock(NOON);
  const { pageSize = 50 } = given;
  const history = memoryTrailReader({ events, now: clock.now, pageSize });
  const state = given.state ?? memoryStateStore();
  const deps = collecting({ clock, state, reader: history });
  const metrics = notedMetrics();
  const all = { ...triaging(), clock, metrics };
  const bring = (brought: readonly MemoryEvent[]) =>
    triage(
      brought.map((one) => ({ record: JSON.parse(one.record), origin: 'door' })),
      { ...all, metrics: notedMetrics() },
    );
  const run = (regions: readonly string[] = ['us-east-1'], use: Partial<typeof deps> = {}, ms = 5 * MINUTE) =>
    reconcile(
      { regions, writesOnly: true, overlapMs: 20 * MINUTE, deadline: epochMs(clock.now() + ms) },
      {
        ...deps,
        metrics,
        triage: (batch) => triage(batch, { ...all, metrics: withoutEvents(metrics) }),
        ...use,
      },
    );
  const result = async () => (await state.read<ReconcileResult>('reconcile-result'))?.value;
  return { clock, bring, run, result, metrics, state, seen: deps.seen, findings: all.findings, deps };
}
const missedIn = ({ added }: ReturnType<typeof notedMetrics>) =>
  added.filter(([name]) => name === 'EventsMissed').map(([, value]) => value);

describe('reconcile', () => {
  const day = Array.from({ length: 20 }, (_, index) => event(`e${index}`, ago((index + 1) * HOUR)));

  it('counts the pairs that no door had brought, once', async () => {
    const { clock, bring, run, result, metrics, findings } = setUp(day);
    await bring(day.filter((_, index) => index % 4 !== 0));

    expect(await run()).toMatchObject({ missed: 10, resumes: false, counts: { events: 20, added: 10 } });
    expect(await result()).toEqual({
      at: '2026-03-01T12:00:00Z',
      from: '2026-02-28T12:00:00Z',
      to: '2026-03-01T11:00:00Z',
      missed: 10,
      regions: ['us-east-1'],
      unfinished: [],
      lastGap: {
        ...{ at: '2026-03-01T12:00:00Z', from: '2026-02-28T12:00:00Z', to: '2026-03-01T11:00:00Z' },
        missed: 10,
      },
    });
    const { findings: open } = await findings.query({ by: 'status', status: 'open' }, { limit: 100 });
    expect(open.reduce((sum, { count }) => sum + count, 0)).toBe(40);

    clock.advance(10 * MINUTE);
    expect(await run()).toMatchObject({ missed: 0, counts: { events: 1 } });
    expect(missedIn(metrics)).toEqual([10, 0]);
    expect(await result()).toMatchObject({
      ...{ at: '2026-03-01T12:10:00Z', from: '2026-03-01T10:40:00Z', to: '2026-03-01T11:10:00Z' },
      ...{ missed: 0, lastGap: { at: '2026-03-01T12:00:00Z', missed: 10 } },
    });
  });

  it('takes nothing for a gap that a door may still bring', async () => {
    const { clock, run } = setUp([event('young', ago(59 * MINUTE))]);
    expect(await run()).toMatchObject({ missed: 0, counts: { events: 0 } });

    clock.advance(2 * MINUTE);
    expect(await run()).toMatchObject({ missed: 2 });
  });

  it('measures findings that it makes, and not the events as read again', async () => {
    const { run, metrics } = setUp(day.slice(0, 1));
    await run();
    expect(metrics.added.map(([name]) => name).sort()).toEqual([
      'EventsMissed',
      'FindingsHigh',
      'FindingsMedium',
    ]);
  });

  it('has checkpoints of its own, and goes on where its time ran out', async () => {
    const { run, result, state, seen } = setUp(day, { pageSize: 2 });
    const cut = await run(['us-east-1'], {}, 1_500);
    expect(cut).toMatchObject({ resumes: true, regions: [{ end: 'deadline', pages: 3 }] });
    expect(await result()).toMatchObject({ unfinished: ['us-east-1'], missed: 12 });

    const rest = await run();
    expect(rest).toMatchObject({ resumes: false });
    expect(cut.missed + rest.missed).toBe(40);
    expect(await result()).toMatchObject({ unfinished: [], lastGap: { missed: rest.missed } });
    expect(await state.read('checkpoint#us-east-1')).toBeUndefined();
    expect(seen.asked.every(({ attribute }) => attribute?.key === 'ReadOnly')).toBe(true);
  });

  it('reports what it found where a region failed, and names the region', async () => {
    const { run, result, metrics, deps } = setUp([event('a', ago(2 * HOUR))]);
    const reader: typeof deps.reader = {
      page: async (request) => {
        if (request.region !== 'us-east-1') throw new TrailhoundError('TH_TRAIL_READ', 'denied');
        return deps.reader.page(request);
      },
    };
    expect(await run(['us-east-1', 'eu-west-1'], { reader })).toMatchObject({
      ...{ missed: 2, failed: ['eu-west-1'] },
    });
    expect(await result()).toMatchObject({ missed: 2, unfinished: ['eu-west-1'] });
    expect(missedIn(metrics)).toEqual([2]);
  });

  it('says of a history that could not be read at all that it knows nothing, not that there is no gap', async () => {
    const { run, metrics } = setUp([]);
    const reader = { page: async () => Promise.reject(new TrailhoundError('TH_TRAIL_READ', 'denied')) };
    expect(await run(['us-east-1'], { reader })).toMatchObject({ failed: ['us-east-1'] });
    expect(missedIn(metrics)).toEqual([]);
  });

  it('names each gap in the log when it finds it, and does not fail for a result that cannot be kept', async () => {
    const store = memoryStateStore();
    const state: StateStore = {
      ...store,
      write: (key, ...rest) =>
        key === 'reconcile-result' ? Promise.reject(new Error('down')) : store.write(key, ...rest),
    };
    const { run, seen } = setUp(day.slice(0, 1), { state });
    expect(await run()).toMatchObject({ missed: 2 });
    expect(seen.warnings).toEqual([
      'events that no source had brought',
      'the outcome of reconciling could not be kept',
    ]);
  });

  it('remembers a gap also when another run writes its outcome at the same time', async () => {
    const store = memoryStateStore();
    let raced = false;
    const state: StateStore = {
      ...store,
      write: async (key, value, version, expiresAt) => {
        if (key === 'reconcile-result' && !raced) {
          raced = true;
          await store.write(key, { at: '2026-03-01T12:00:00Z', missed: 0 }, version, expiresAt);
        }
        return store.write(key, value, version, expiresAt);
      },
    };
    const { run, result } = setUp(day.slice(0, 1), { state });
    await run();

    expect(await result()).toMatchObject({ missed: 2, lastGap: { missed: 2 } });
  });

  it('leaves it to another run that has moved on', async () => {
    const { run, deps, state } = setUp(day, { pageSize: 2 });
    let pages = 0;
    const reader: typeof deps.reader = {
      page: async (request) => {
        pages += 1;
        if (pages === 2) await state.write('reconcile#us-east-1', {}, undefined, epochMs(4e12));
        return deps.reader.page(request);
      },
    };
    expect(await run(['us-east-1'], { reader })).toMatchObject({ regions: [{ end: 'another run' }] });
  });
});

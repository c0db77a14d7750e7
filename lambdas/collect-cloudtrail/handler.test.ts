import { describe, expect, it } from '@jest/globals';
import { type MemoryEvent, memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { addCounts } from '#app/triage';
import { TrailhoundError } from '#core/errors';
import { epochMs, parseTime } from '#core/time';
import { collecting, virtualClock } from '../../test/support/collecting.ts';
import { notedMetrics } from '../../test/support/noted-metrics.ts';
import { createHandler } from './handler.ts';

const NOON = parseTime('2026-03-01T12:00:00Z')!;
const events: readonly MemoryEvent[] = Array.from({ length: 500 }, (_, index) => ({
  record: JSON.stringify({ eventID: `e${index}` }),
  ...{ at: epochMs(NOON - index * 5_000), region: 'us-east-1', eventName: 'CreateUser', readOnly: false },
}));

function setUp(regions: readonly string[]) {
  const clock = virtualClock(NOON);
  const deps = collecting({ clock, reader: memoryTrailReader({ events, now: clock.now }) });
  const request = { regions, writesOnly: true, cursor: { overlapMs: 1_200_000, lookBackMs: 3_600_000 } };
  const metrics = notedMetrics();
  // Every third event is one that no door had brought.
  const triageAgain: typeof deps.triage = async (batch) => {
    const added = batch.filter(({ record }) => /[036]$/.test(String(record['eventID']))).length;
    return { ...addCounts(), ...(await deps.triage(batch)), added };
  };
  const all = { ...deps, metrics, triageAgain, request, stopMarginMs: 20_000 };
  return { deps: all, seen: deps.seen, metrics };
}

describe('the collector function', () => {
  it('begins nothing in the margin before its time limit', async () => {
    const { deps, seen } = setUp(['us-east-1']);
    const report = await createHandler(deps)({}, { getRemainingTimeInMillis: () => 22_000 });
    expect(report).toMatchObject({ resumes: true, regions: [{ pages: 4, end: 'deadline' }] });
    expect(Math.max(...seen.asked.map((one) => one.when)) - NOON).toBeLessThan(2_000);
  });

  it('does nothing when there is hardly any time, and loses nothing by it', async () => {
    const { deps, seen } = setUp(['us-east-1']);
    const report = await createHandler(deps)({}, { getRemainingTimeInMillis: () => 3_000 });
    expect(report).toMatchObject({ resumes: true, regions: [{ pages: 0 }] });
    await createHandler(deps)({}, { getRemainingTimeInMillis: () => 300_000 });
    // An hour at one event in five seconds; the look-back begins where the second run stands.
    expect(seen.stored.size).toBe(500);
  });

  it('fails when a region failed, and names it, after the others were read', async () => {
    const { deps, seen } = setUp(['eu-west-1', 'us-east-1']);
    const reader: typeof deps.reader = {
      page: async (request) => {
        if (request.region === 'eu-west-1')
          throw new TrailhoundError('TH_TRAIL_READ', 'AccessDeniedException');
        return deps.reader.page(request);
      },
    };
    const run = createHandler({ ...deps, reader })({}, { getRemainingTimeInMillis: () => 300_000 });
    await expect(run).rejects.toMatchObject({
      code: 'TH_TRAIL_READ',
      message: expect.stringMatching(/^1 of 2 regions .*\neu-west-1: TH_TRAIL_READ: AccessDeniedException$/s),
    });
    expect(seen.stored.size).toBe(500);
  });

  it('writes its metrics at the end, also when it throws', async () => {
    const { deps, metrics } = setUp(['us-east-1']);
    const broken = { page: async () => Promise.reject(new TrailhoundError('TH_TRAIL_READ', 'no')) };
    const run = createHandler({ ...deps, reader: broken })({}, { getRemainingTimeInMillis: () => 300_000 });
    await expect(run).rejects.toMatchObject({ code: 'TH_TRAIL_READ' });
    expect(metrics.flushed).toHaveLength(1);
  });
});

describe('the collector function, asked to reconcile', () => {
  const time = { getRemainingTimeInMillis: () => 300_000 };

  it('reads from a day ago to an hour ago, with checkpoints of its own, and reports what was missed', async () => {
    const { deps, seen, metrics } = setUp(['us-east-1']);
    const old = { ...events[0]!, at: epochMs(NOON - 2 * 3_600_000), record: '{"eventID":"old-3"}' };
    const reader = memoryTrailReader({ events: [...events, old], now: deps.clock.now });
    const asked: { from: number; to: number }[] = [];
    const noting: typeof deps.reader = {
      page: async (request) => {
        asked.push(request);
        return reader.page(request);
      },
    };
    const report = await createHandler({ ...deps, reader: noting })({ mode: 'reconcile' }, time);

    expect(report).toMatchObject({ missed: 1, failed: [] });
    expect(asked).toMatchObject([{ from: NOON - 24 * 3_600_000, to: NOON - 3_600_000 }]);
    expect([...seen.stored.keys()]).toEqual(['old-3']);
    expect(metrics.added).toEqual([['EventsMissed', 1]]);
    expect(metrics.flushed).toHaveLength(1);
    expect(await deps.state.read('checkpoint#us-east-1')).toBeUndefined();
    expect(await deps.state.read('reconcile#us-east-1')).toMatchObject({
      value: { coveredUntil: '2026-03-01T11:00:00Z' },
    });
  });

  it.each([
    { name: 'misspelt', mode: 'reconsile', says: '"reconsile"' },
    { name: 'no text', mode: 7, says: '7' },
    { name: 'empty', mode: null, says: 'null' },
    { name: 'hostile', mode: '\u001b[2J', says: String.raw`"\u005cu001b[2J"` },
  ])('refuses a mode that is $name, reads nothing and says which there are', async ({ mode, says }) => {
    const { deps, seen } = setUp(['us-east-1']);
    const run = createHandler(deps)({ mode }, time);
    await expect(run).rejects.toMatchObject({
      code: 'TH_SETTINGS_REFUSED',
      message: `the input of the schedule asks for the mode ${says}; known are "collect" and "reconcile"`,
    });
    expect(seen.asked).toEqual([]);
  });

  it.each([undefined, null, {}, { mode: 'collect' }, 'tick'])('collects for the input %j', async (event) => {
    const { deps } = setUp(['us-east-1']);
    expect(await createHandler(deps)(event, time)).not.toHaveProperty('missed');
  });
});

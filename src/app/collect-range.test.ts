import { describe, expect, it } from '@jest/globals';
import { type MemoryEvent, memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs, parseTime } from '#core/time';
import { collecting, virtualClock } from '../../test/support/collecting.ts';
import { collectRange, type RangeProgress, type RangeRequest } from './collect-range.ts';

const DAY = 86_400_000;
const NOW = parseTime('2026-03-08T00:00:00Z')!;
const ago = (ms: number): EpochMs => epochMs(NOW - ms);

/** One event an hour over 95 days; every tenth is StopLogging, every second one is a read. */
const events: readonly MemoryEvent[] = Array.from({ length: 95 * 24 }, (_, hour) => {
  const eventName = hour % 10 === 0 ? 'StopLogging' : hour % 2 === 0 ? 'CreateUser' : 'GetUser';
  return {
    record: JSON.stringify({ eventID: `e${hour}`, eventName }),
    ...{ at: ago(hour * 3_600_000), region: 'us-east-1', eventName, readOnly: hour % 2 === 1 },
  };
});

function collect(change: Partial<RangeRequest>) {
  const clock = virtualClock(NOW);
  const deps = collecting({ clock, reader: memoryTrailReader({ events, now: clock.now }) });
  const request = { regions: ['us-east-1'], from: ago(7 * DAY), to: NOW, writesOnly: false, ...change };
  return { report: collectRange(request, deps), seen: deps.seen, deps };
}

describe('collectRange', () => {
  it.each([
    { name: 'seven days', change: {}, found: 7 * 24 + 1 },
    { name: 'writes of seven days', change: { writesOnly: true }, found: 7 * 12 + 1 },
    { name: 'one call, writes or not', change: { eventName: 'StopLogging', writesOnly: true }, found: 17 },
    { name: 'from and to, both inclusive', change: { from: ago(3 * DAY), to: ago(2 * DAY) }, found: 25 },
    { name: 'all that the history holds', change: { from: ago(90 * DAY - 3_600_000) }, found: 90 * 24 },
    { name: 'a region without events', change: { regions: ['eu-west-1'] }, found: 0 },
  ])('reads $name', async ({ change, found }) => {
    const { report, seen } = collect(change);
    expect((await report).incomplete).toEqual([]);
    expect((await report).counts.events).toBe(found);
    expect(seen.stored.size).toBe(found);
  });

  it('leaves the checkpoint alone', async () => {
    const { report, deps } = collect({});
    await report;
    expect(await deps.state.read('checkpoint#us-east-1')).toBeUndefined();
  });

  it('tells how far it is', async () => {
    const progress: RangeProgress[] = [];
    await collect({ onProgress: (one) => progress.push(one) }).report;
    expect(progress.map(({ pages, events: read, share }) => [pages, read, Math.round(share * 100)])).toEqual([
      [1, 50, 29],
      [2, 100, 59],
      [3, 150, 89],
      [4, 169, 100],
    ]);
  });

  it.each([
    {
      name: 'too old',
      change: { from: ago(91 * DAY) },
      says: /holds 90 days, from 2025-12-08T00:00:00Z on; .*2025-12-07/,
    },
    {
      name: 'upside down',
      change: { from: NOW, to: ago(DAY) },
      says: /ends \(2026-03-07T00:00:00Z\) before it begins/,
    },
  ])('refuses a range that is $name', async ({ change, says }) => {
    const { report, seen } = collect(change);
    await expect(report).rejects.toMatchObject({ code: 'TH_USAGE', message: expect.stringMatching(says) });
    expect(seen.asked).toEqual([]);
  });

  it('reads the other regions when one fails, and says which', async () => {
    const { deps } = collect({});
    const reader: typeof deps.reader = {
      page: async (request) => {
        if (request.region === 'eu-west-1') throw new TrailhoundError('TH_TRAIL_READ', 'AccessDenied');
        return deps.reader.page(request);
      },
    };
    const regions = ['eu-west-1', 'us-east-1'];
    const report = await collectRange(
      { regions, from: ago(DAY), to: NOW, writesOnly: false },
      { ...deps, reader },
    );
    expect(report.incomplete).toEqual(['eu-west-1']);
    expect(report.regions[0]?.problem).toBe('TH_TRAIL_READ: AccessDenied');
    expect(report.counts.events).toBe(25);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const { report } = collect({
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('interrupted')),
    });
    await expect(report).rejects.toThrow('interrupted');
  });
});

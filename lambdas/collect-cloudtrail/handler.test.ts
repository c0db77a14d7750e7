import { describe, expect, it } from '@jest/globals';
import { type MemoryEvent, memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { TrailhoundError } from '#core/errors';
import { epochMs, parseTime } from '#core/time';
import { collecting, virtualClock } from '../../test/support/collecting.ts';
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
  return { deps: { ...deps, request, stopMarginMs: 20_000 }, seen: deps.seen };
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
});

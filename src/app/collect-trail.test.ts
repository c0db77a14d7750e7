import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '#adapters/local/memory-state-store';
import { type MemoryEvent, memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { TrailhoundError } from '#core/errors';
import { fail } from '#core/result';
import { type EpochMs, epochMs, parseTime } from '#core/time';
import type { StoredCheckpoint } from '#core/trail-cursor';
import { collecting, nothingSeen, virtualClock } from '../../test/support/collecting.ts';
import { fc } from '../../test/support/property.ts';
import { collectTrail } from './collect-trail.ts';

const MINUTE = 60_000;
const NOON = parseTime('2026-03-01T12:00:00Z')!;
const cursor = { overlapMs: 20 * MINUTE, lookBackMs: 60 * MINUTE };
const inTime = (ms: number, from: EpochMs = NOON): EpochMs => epochMs(from + ms);

const event = (id: string, at: EpochMs, more: Partial<MemoryEvent> = {}): MemoryEvent => ({
  record: JSON.stringify({ eventID: id, eventName: more.eventName ?? 'CreateUser' }),
  ...{ at, region: 'us-east-1', eventName: 'CreateUser', readOnly: false },
  ...more,
});

/** `count` events, one every `everyMs` back from noon. */
const history = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => event(`e${index}`, inTime(-index * everyMs)));

function setUp(events: readonly MemoryEvent[], more: { pageSize?: number; tokenLifeMs?: number } = {}) {
  const clock = virtualClock(NOON);
  const deps = collecting({ clock, reader: memoryTrailReader({ events, now: clock.now, ...more }) });
  const run = (change: Partial<Parameters<typeof collectTrail>[0]> = {}) =>
    collectTrail(
      {
        regions: ['us-east-1'],
        writesOnly: true,
        cursor,
        deadline: inTime(5 * MINUTE, clock.now()),
        ...change,
      },
      deps,
    );
  const kept = async (region = 'us-east-1') =>
    (await deps.state.read<StoredCheckpoint>(`checkpoint#${region}`))?.value;
  return { clock, deps, run, kept, seen: deps.seen };
}

describe('collectTrail', () => {
  it('reads the last hour the first time, and then only what is new and the overlap', async () => {
    const { clock, run, kept, seen } = setUp(history(200, MINUTE));

    const first = await run();
    expect(first).toMatchObject({ resumes: false, failed: [], counts: { events: 61 } });
    expect((await kept())?.coveredUntil).toBe('2026-03-01T12:00:00Z');

    clock.advance(5 * MINUTE);
    const second = await run();
    expect(second.counts.events).toBe(21);
    expect(seen.stored.size).toBe(61);
    expect((await kept())?.slice).toBeUndefined();
  });

  it('finds events that become visible late, inside the overlap', async () => {
    const late = event('late', inTime(-MINUTE), { visibleFrom: inTime(18 * MINUTE) });
    const { clock, run, seen } = setUp([late]);
    await run();
    clock.advance(5 * MINUTE);
    await run();
    expect(seen.stored.has('late')).toBe(false);
    clock.advance(14 * MINUTE);
    await run();
    expect(seen.stored.has('late')).toBe(true);
  });

  it('stops in time, and goes on where it stopped', async () => {
    const { clock, run, kept, seen } = setUp(history(400, 8_000), { pageSize: 50 });

    const cut = await run({ deadline: inTime(1_300) });
    expect(cut.regions[0]).toMatchObject({ end: 'deadline', pages: 3, resumes: true, tooBusy: false });
    expect(cut.regions[0]?.lagMs).toBe(60 * MINUTE + 1040);
    expect(await kept()).toMatchObject({
      coveredUntil: '2026-03-01T11:00:00Z',
      slice: { from: '2026-03-01T11:00:00Z', to: '2026-03-01T12:00:00Z', readDownTo: '2026-03-01T11:43:28Z' },
    });

    clock.advance(5 * MINUTE);
    const rest = await run();
    expect(rest).toMatchObject({ resumes: false, regions: [{ end: 'done' }] });
    expect(seen.stored.size).toBe(400);
    expect(seen.asked[3]?.to).toBe(parseTime('2026-03-01T11:43:28Z'));
  });

  it('asks at most twice in any second, in each region, and in every region', async () => {
    const regions = ['us-east-1', 'eu-west-1', 'eu-central-1', 'us-west-2', 'ap-south-1', 'sa-east-1'];
    const events = regions.flatMap((region) => history(300, 5_000).map((one) => ({ ...one, region })));
    const { run, seen } = setUp(events);
    const { regions: reports } = await run({ regions });
    expect(reports.map((report) => [report.region, report.pages])).toEqual(
      regions.map((region) => [region, 6]),
    );
    for (const region of regions) {
      const times = seen.asked.filter((one) => one.region === region).map((one) => one.when);
      const tooClose = times.filter((time, index) => index >= 2 && time - times[index - 2]! < 1_000);
      expect(tooClose).toEqual([]);
    }
  });

  it.each([
    { writesOnly: true, found: ['w'], asked: { key: 'ReadOnly', value: 'false' } },
    { writesOnly: false, found: ['r', 'w'], asked: undefined },
  ])('leaves reads out only when told to: $writesOnly', async ({ writesOnly, found, asked }) => {
    const { run, seen } = setUp([
      event('w', NOON),
      event('r', NOON, { readOnly: true, eventName: 'GetUser' }),
    ]);
    await run({ writesOnly });
    expect([...seen.stored.keys()].sort()).toEqual(found);
    expect(seen.asked[0]?.attribute).toEqual(asked);
  });

  it('begins again where it stands when the token has expired', async () => {
    const { run, seen } = setUp(history(200, 10_000), { tokenLifeMs: 100, pageSize: 50 });
    const report = await run();
    expect(report.regions[0]?.end).toBe('done');
    expect(seen.stored.size).toBe(200);
  });

  it('reports a second that holds more events than one run can read', async () => {
    const { run, seen } = setUp(
      Array.from({ length: 500 }, (_, index) => event(`e${index}`, inTime(-MINUTE))),
    );
    const once = await run({ deadline: inTime(1_300) });
    expect(once.regions[0]).toMatchObject({ stuck: false, pages: 3 });
    const again = await run({ deadline: inTime(2_600) });
    expect(again.regions[0]).toMatchObject({ stuck: true, end: 'deadline' });
    expect(seen.warnings).toContain('one second holds more events than one run can read: allow a longer run');
  });

  it('says when a region makes events faster than they can be read', async () => {
    // 300 events in five minutes, of which a run reads 30.
    const events = Array.from({ length: 2_400 }, (_, index) => event(`e${index}`, inTime(index * 1_000)));
    const { clock, run, seen } = setUp(events, { pageSize: 10 });
    const busy: boolean[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const report = await run({ deadline: inTime(1_300, clock.now()) });
      busy.push(report.tooBusy.includes('us-east-1'));
      clock.advance(5 * MINUTE);
    }
    // As long as the backlog is no longer than the overlap it is no cause for alarm.
    expect(busy).toEqual([false, false, false, false, false, true, true, true]);
    expect(seen.warnings[0]).toBe(
      'events come faster than the event history can be read: use another source',
    );
  });

  it('does not call a region too busy while a long look-back is being caught up', async () => {
    const { clock, run } = setUp(history(400, 10 * MINUTE));
    for (let turn = 0; turn < 3; turn += 1) {
      const report = await run({
        cursor: { ...cursor, lookBackMs: 4000 * MINUTE },
        deadline: inTime(800, clock.now()),
      });
      expect(report).toMatchObject({ resumes: true, tooBusy: [] });
      clock.advance(5 * MINUTE);
    }
  });

  it('keeps what is no record, and goes on', async () => {
    const { run, seen } = setUp([
      event('good', NOON),
      { ...event('bad', NOON), record: '{"eventID":"bad' },
      { ...event('list', NOON), record: '[1]' },
    ]);
    const report = await run();
    expect(report.counts).toMatchObject({ events: 1, quarantined: 2 });
    expect(seen.quarantined.map(({ source, reason }) => [source, reason])).toEqual([
      ['event-history:us-east-1', 'CloudTrailEvent: JSON that is cut off before its end'],
      ['event-history:us-east-1', 'CloudTrailEvent: JSON, but no object'],
    ]);
  });
});

describe('collectTrail, when something fails', () => {
  it('reads the other regions when one refuses, and moves no checkpoint there', async () => {
    const { deps, kept } = setUp([event('ok', NOON), event('eu', NOON, { region: 'eu-west-1' })]);
    const { page } = deps.reader;
    const reader = {
      page: async (request: Parameters<typeof page>[0]) => {
        if (request.region === 'eu-west-1') throw new TrailhoundError('TH_TRAIL_READ', 'AccessDenied');
        return page(request);
      },
    };
    const request = {
      regions: ['eu-west-1', 'us-east-1'],
      writesOnly: true,
      cursor,
      deadline: inTime(MINUTE),
    };
    const report = await collectTrail(request, { ...deps, reader });
    expect(report.failed).toEqual(['eu-west-1']);
    expect(report.regions[0]).toMatchObject({
      end: 'failed',
      problem: 'TH_TRAIL_READ: AccessDenied',
      resumes: true,
    });
    expect(deps.seen.stored.has('ok')).toBe(true);
    expect(await kept('eu-west-1')).toBeUndefined();
  });

  it('backs off when throttled, and gives up without loss', async () => {
    const { clock, deps, run, seen, kept } = setUp(history(120, MINUTE / 2));
    const { page } = deps.reader;
    let asked = 0;
    const throttled = {
      ...deps,
      reader: {
        page: (request: Parameters<typeof page>[0]) => {
          asked += 1;
          return asked === 2 ? page(request).then(() => fail('busy' as const)) : page(request);
        },
      },
    };
    const request = { regions: ['us-east-1'], writesOnly: true, cursor, deadline: inTime(5 * MINUTE) };
    expect((await collectTrail(request, throttled)).regions[0]).toMatchObject({ end: 'done', pages: 3 });
    expect(seen.asked[2]!.when - seen.asked[1]!.when).toBeGreaterThanOrEqual(1_000);
    expect(seen.stored.size).toBe(120);

    const before = await kept();
    clock.advance(5 * MINUTE);
    const refusing = { ...deps, reader: { page: async () => fail('busy' as const) } };
    const report = await collectTrail({ ...request, deadline: inTime(15 * MINUTE, clock.now()) }, refusing);
    expect(report.regions[0]).toMatchObject({ end: 'busy', resumes: true, pages: 0 });
    expect(await kept()).toEqual(before);
    expect((await run()).failed).toEqual([]);
  });

  it('stores before it moves the checkpoint: a failing store leaves the page to the next run', async () => {
    const { deps, kept, run, seen } = setUp(history(30, MINUTE));
    const triage = async () => {
      throw new TrailhoundError('TH_STORE_WRITE', 'table: not written');
    };
    const request = { regions: ['us-east-1'], writesOnly: true, cursor, deadline: inTime(MINUTE) };
    const report = await collectTrail(request, { ...deps, triage });
    expect(report.regions[0]).toMatchObject({ end: 'failed', problem: 'TH_STORE_WRITE: table: not written' });
    expect(await kept()).toBeUndefined();
    await run();
    expect(seen.stored.size).toBe(30);
  });

  it('leaves the checkpoint to another run that moved it', async () => {
    const { deps, run, seen, kept } = setUp(history(100, 10_000));
    const ahead: StoredCheckpoint = { coveredUntil: '2026-03-01T12:30:00Z' };
    const triage: typeof deps.triage = async (batch) => {
      await deps.state.write('checkpoint#us-east-1', ahead, undefined, NOON);
      return deps.triage(batch);
    };
    const request = { regions: ['us-east-1'], writesOnly: true, cursor, deadline: inTime(MINUTE) };
    const report = await collectTrail(request, { ...deps, triage });
    expect(report.regions[0]).toMatchObject({ end: 'another run', resumes: false });
    expect(report.failed).toEqual([]);
    expect(await kept()).toEqual(ahead);
    expect(seen.stored.size).toBe(100);
    await run();
  });

  it('starts as for the first time when the checkpoint is not readable', async () => {
    const { deps, run, seen } = setUp(history(10, MINUTE));
    await deps.state.write('checkpoint#us-east-1', { coveredUntil: 'soon' }, undefined, NOON);
    expect((await run()).regions[0]?.end).toBe('done');
    expect(seen.stored.size).toBe(10);
    expect(seen.warnings).toContain('the checkpoint is not readable; starting as for the first time');
  });
});

describe('collectTrail, whatever happens between runs', () => {
  const arrival = fc.record({
    // Whole minutes, so that many events share a second and pages end within one.
    secondsAfterStart: fc.integer({ min: 0, max: 60 }).map((minutes) => minutes * 60),
    lateSeconds: fc.integer({ min: 0, max: 20 * 60 }),
  });
  const turn = fc.record({
    waitMs: fc.integer({ min: 0, max: 40 * MINUTE }),
    budgetMs: fc.integer({ min: 0, max: 4_000 }),
    crashAfter: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    twoAtOnce: fc.boolean(),
  });

  it('triages every event at least once, and the checkpoint never moves back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 60 }),
        fc.array(turn, { maxLength: 25 }),
        fc.integer({ min: 1, max: 5 }),
        async (arrivals, turns, pageSize) => {
          const clock = virtualClock(NOON);
          const events = arrivals.map(({ secondsAfterStart, lateSeconds }, index) =>
            event(`e${index}`, inTime(secondsAfterStart * 1000), {
              visibleFrom: inTime((secondsAfterStart + lateSeconds) * 1000),
            }),
          );
          const reader = memoryTrailReader({ events, now: clock.now, pageSize });
          const seen = nothingSeen();
          const state = memoryStateStore();
          const start = collecting({ clock, reader, state }, seen);
          const ask = (deadline: EpochMs, deps = start) =>
            collectTrail({ regions: ['us-east-1'], writesOnly: true, cursor, deadline }, deps);
          let covered = '';
          const checkCovered = async () => {
            const now =
              (await state.read<StoredCheckpoint>('checkpoint#us-east-1'))?.value.coveredUntil ?? '';
            expect(now >= covered).toBe(true);
            covered = now;
          };
          await ask(inTime(1_000));
          for (const { waitMs, budgetMs, crashAfter, twoAtOnce } of turns) {
            clock.advance(waitMs);
            const deadline = inTime(budgetMs, clock.now());
            const dying = crashAfter === undefined ? start : crashing(start, crashAfter);
            await Promise.all(twoAtOnce ? [ask(deadline, dying), ask(deadline)] : [ask(deadline, dying)]);
            await checkCovered();
          }
          // Quiet at last: two undisturbed runs after everything is visible.
          clock.advance(Math.max(0, NOON + 81 * MINUTE - clock.now()));
          await ask(inTime(10 * MINUTE, clock.now()));
          await ask(inTime(10 * MINUTE, clock.now()));
          await checkCovered();
          expect(events.length - seen.stored.size).toBe(0);
        },
      ),
      { numRuns: Number(process.env['TRAILHOUND_FUZZ_RUNS'] ?? 300) },
    );
  });

  /** Every outside effect counts down; at zero, and ever after, nothing works any more: as after a kill. */
  function crashing(deps: ReturnType<typeof collecting>, effects: number): ReturnType<typeof collecting> {
    let left = effects;
    const alive = async <T>(work: () => Promise<T>): Promise<T> => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return work();
    };
    return {
      ...deps,
      reader: { page: (request) => alive(() => deps.reader.page(request)) },
      triage: (batch) => alive(() => deps.triage(batch)),
      state: {
        read: (key) => deps.state.read(key),
        write: (key, value, version, until) => alive(() => deps.state.write(key, value, version, until)),
      },
    };
  }
});

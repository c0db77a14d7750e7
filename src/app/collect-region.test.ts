import { describe, expect, it } from '@jest/globals';
import { memoryTrailReader } from '#adapters/local/memory-trail-reader';
import { type EpochMs, epochMs, parseTime } from '#core/time';
import type { StoredCheckpoint } from '#core/trail-cursor';
import { collecting, virtualClock } from '../../test/support/collecting.ts';
import { collectRegion } from './collect-region.ts';
import { gate } from './gate.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOON = parseTime('2026-03-01T12:00:00Z')!;
const KEY = 'checkpoint#us-east-1';
const before = (ms: number): EpochMs => epochMs(NOON - ms);

/** A region with an event every ten seconds, five a page: 12 pages for the ten minutes before noon and noon itself. */
function region() {
  const clock = virtualClock(NOON);
  const events = Array.from({ length: 400 }, (_, n) => ({
    record: JSON.stringify({ eventID: `e${n}` }),
    ...{ at: before(n * 10_000), region: 'us-east-1', eventName: 'CreateUser', readOnly: false },
  }));
  const deps = collecting({ clock, reader: memoryTrailReader({ events, now: clock.now, pageSize: 5 }) });
  const writes: { readonly value: StoredCheckpoint; readonly until: EpochMs; readonly pages: number }[] = [];
  const state: typeof deps.state = {
    read: deps.state.read,
    write: async (key, value, version, until) => {
      writes.push({ value: value as unknown as StoredCheckpoint, until, pages: deps.seen.asked.length });
      return deps.state.write(key, value, version, until);
    },
  };
  const run = (change: Partial<typeof deps> = {}, deadline = epochMs(clock.now() + 5 * MINUTE)) =>
    collectRegion(
      'us-east-1',
      {
        ...{ regions: ['us-east-1'], writesOnly: true, deadline },
        cursor: { overlapMs: 2 * MINUTE, lookBackMs: 10 * MINUTE },
      },
      { ...deps, state, ...change },
      gate(4),
    );
  const kept = () => deps.state.read<StoredCheckpoint>(KEY);
  return { clock, deps, run, kept, writes, seen: deps.seen };
}

describe('collectRegion', () => {
  it('saves the checkpoint every four pages and at the end, and not without need', async () => {
    const { run, writes } = region();

    expect(await run()).toMatchObject({ end: 'done', pages: 13, counts: { events: 61 } });
    expect(writes.map(({ pages, value }) => [pages, value.slice?.readDownTo])).toEqual([
      [4, '2026-03-01T11:57:10Z'],
      [8, '2026-03-01T11:53:50Z'],
      [12, '2026-03-01T11:50:30Z'],
      [13, undefined],
    ]);
  });

  it('keeps a checkpoint for 360 days after it was saved', async () => {
    const { run, writes, clock } = region();
    await run();

    expect(writes.at(-1)?.until).toBe(clock.now() + 360 * DAY);
  });

  it('saves what it has read when time is up between two saves', async () => {
    const { run, writes, kept } = region();

    expect(await run({}, epochMs(NOON + 520 * 5 + 1))).toMatchObject({ end: 'deadline', pages: 6 });
    expect(writes.map(({ pages }) => pages)).toEqual([4, 6]);
    expect((await kept())?.value.slice?.readDownTo).toBe('2026-03-01T11:55:30Z');
  });

  it('asks for no further page once another run has moved the checkpoint', async () => {
    const { deps, run, kept, seen, writes } = region();
    const ahead: StoredCheckpoint = { coveredUntil: '2026-03-01T12:30:00Z' };
    const triage: typeof deps.triage = async (batch) => {
      await deps.state.write(KEY, ahead, undefined, NOON);
      return deps.triage(batch);
    };

    expect(await run({ triage })).toMatchObject({ end: 'another run', pages: 4, resumes: false });
    expect(seen.asked).toHaveLength(4);
    expect(writes).toHaveLength(1);
    expect((await kept())?.value).toEqual(ahead);
  });

  it('gives way too where another run moves the checkpoint before the last save', async () => {
    const { deps, run, seen } = region();
    const reader: typeof deps.reader = {
      page: async (request) => {
        if (seen.asked.length === 5) await deps.state.write(KEY, { coveredUntil: '' }, 1, NOON);
        return deps.reader.page(request);
      },
    };

    expect(await run({ reader }, epochMs(NOON + 520 * 5 + 1))).toMatchObject({
      end: 'another run',
      pages: 6,
    });
  });

  it('reads the rest of what an earlier run left, and then what is new, with a question for each', async () => {
    const { clock, run, kept, seen } = region();
    await run({}, epochMs(NOON + 520 * 3 + 1));
    clock.advance(5 * MINUTE - 3 * 520);

    expect(await run()).toMatchObject({ end: 'done', resumes: false, coveredUntil: '2026-03-01T12:05:04Z' });
    const questions = seen.asked.filter(({ nextToken }) => nextToken === undefined);
    expect(questions.map(({ from, to }) => [(NOON - from) / MINUTE, (NOON - to) / 1000])).toEqual([
      [10, 0],
      [10, 170],
      [2, -304],
    ]);
    expect((await kept())?.value.slice).toBeUndefined();
  });

  it('does not begin what is new when time is up in what an earlier run left', async () => {
    const { clock, run, seen } = region();
    await run({}, epochMs(NOON + 520 * 3 + 1));
    clock.advance(5 * MINUTE);
    const asked = seen.asked.length;

    expect(await run({}, epochMs(clock.now() + 520 + 1))).toMatchObject({ end: 'deadline', pages: 2 });
    expect(seen.asked.slice(asked).map(({ to }) => (NOON - to) / 1000)).toEqual([170, 170]);
  });

  it('warns of what the history no longer holds', async () => {
    const { deps, run, seen } = region();
    await deps.state.write(KEY, { coveredUntil: '2025-11-01T00:00:00Z' }, undefined, NOON);
    await run();

    expect(seen.warnings).toEqual(['the event history no longer holds all that is unread']);
  });

  it('keeps how much is unread with the checkpoint, for the next run to compare', async () => {
    const { run, kept, clock } = region();
    await run({}, epochMs(NOON + 520 * 3 + 1));

    expect((await kept())?.value.backlogMs).toBe(10 * MINUTE - 170_000 + (clock.now() - NOON));
  });

  it('reports what it had read when it fails, and where it stands', async () => {
    const { deps, run, kept, seen } = region();
    const reader: typeof deps.reader = {
      page: async (request) => {
        if (seen.asked.length === 6) throw new Error('hunter2');
        return deps.reader.page(request);
      },
    };
    const report = await run({ reader });

    expect(report).toMatchObject({
      end: 'failed',
      pages: 6,
      counts: { events: 30 },
      problem: 'unexpected error',
    });
    expect((await kept())?.value.slice?.readDownTo).toBe('2026-03-01T11:57:10Z');
  });
});

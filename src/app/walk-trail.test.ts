import { describe, expect, it } from '@jest/globals';
import { fail, ok, type Result } from '#core/result';
import { epochMs, parseTime } from '#core/time';
import type { TrailPage, TrailPageRequest, TrailRefusal } from '#ports/trail-reader';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { gate } from './gate.ts';
import { pacer } from './pacer.ts';
import { REQUEST_INTERVAL_MS, type Walk, type WalkedPage, walkTrail } from './walk-trail.ts';

const FROM = parseTime('2026-03-01T11:00:00Z')!;
const TO = parseTime('2026-03-01T12:00:00Z')!;

type Answer = Result<TrailPage, TrailRefusal>;
const page = (minutesBack: readonly number[], nextToken?: string): Answer => {
  const events = minutesBack.map((minutes) => ({ record: '{}', at: epochMs(TO - minutes * 60_000) }));
  return ok(nextToken === undefined ? { events } : { events, nextToken });
};

/** Answers in order, the last one for ever. */
function walk(answers: readonly Answer[], more: Partial<Walk> = {}, stopAt = Number.POSITIVE_INFINITY) {
  const clock = fakeClock('2026-03-01T12:00:00Z');
  const asked: TrailPageRequest[] = [];
  const pages: WalkedPage[] = [];
  const reader = {
    page: async (request: TrailPageRequest) => {
      asked.push(request);
      return answers[Math.min(asked.length, answers.length) - 1]!;
    },
  };
  const deps = { reader, clock, random: () => 0.5, pacer: pacer(clock, REQUEST_INTERVAL_MS), gate: gate(1) };
  const end = walkTrail({ region: 'us-east-1', from: FROM, to: TO, ...more }, deps, async (one) => {
    pages.push(one);
    return pages.length >= stopAt ? 'stop' : 'go on';
  });
  return { end, asked, pages, clock };
}

describe('walkTrail', () => {
  it('follows tokens with an otherwise unchanged question', async () => {
    const { end, asked, pages } = walk([page([0, 1], 'a'), page([2, 3], 'b'), page([4])]);
    expect(await end).toBe('done');
    expect(asked.map((one) => [one.from, one.to, one.nextToken])).toEqual([
      [FROM, TO, undefined],
      [FROM, TO, 'a'],
      [FROM, TO, 'b'],
    ]);
    expect(pages.map((one) => [one.readTo, one.more])).toEqual([
      [TO, true],
      [TO - 120_000, true],
      [TO - 240_000, false],
    ]);
  });

  it('does not take an empty page with a token for the end', async () => {
    const { end, pages } = walk([page([0], 'a'), page([], 'b'), page([], 'c'), page([1])]);
    expect(await end).toBe('done');
    expect(pages.map((one) => one.readTo)).toEqual([TO, undefined, undefined, TO - 60_000]);
  });

  it('begins again in the middle of the last page, that second included, when the token has expired', async () => {
    const { end, asked } = walk([page([0, 10.001, 10.5], 'a'), fail('token-expired'), page([11])]);
    expect(await end).toBe('done');
    // 10.001 minutes are 600.06 seconds: rounded up to the second above.
    expect(asked[2]).toEqual({ region: 'us-east-1', from: FROM, to: TO - 600_000 });
  });

  it.each([
    { name: 'in the middle of a page', minutes: [0, 1, 40, 2, 3], expected: 2 },
    { name: 'at the end of a page', minutes: [0, 1, 2, 3, 40], expected: 2 },
    { name: 'at both ends of a page', minutes: [50, 1, 2, 3, 40], expected: 3 },
  ])(
    'is not led past unread events by old ones that came before their turn $name',
    async ({ minutes, expected }) => {
      const { end, asked, pages } = walk([page(minutes, 'a'), fail('token-expired'), page([50])]);
      expect(await end).toBe('done');
      expect(asked.at(-1)).toEqual({ region: 'us-east-1', from: FROM, to: TO - expected * 60_000 });
      expect(pages[0]?.readTo).toBe(TO - expected * 60_000);
    },
  );

  it('counts restarts from the lowest event on: going up and down is no way down', async () => {
    const expired = fail('token-expired' as const);
    const { end, asked } = walk([
      page([9], 'a'),
      expired,
      page([3], 'b'),
      expired,
      page([9], 'c'),
      expired,
      page([3], 'd'),
      expired,
    ]);
    await expect(end).rejects.toMatchObject({ code: 'TH_TRAIL_READ' });
    expect(asked).toHaveLength(8);
  });

  it('gives up on tokens that never hold', async () => {
    const { end, asked } = walk([page([0, 1], 'a'), fail('token-expired')]);
    await expect(end).rejects.toMatchObject({ code: 'TH_TRAIL_READ' });
    expect(asked).toHaveLength(5);
  });

  it('waits longer after each refusal, and gives up after eight in a row', async () => {
    const { end, asked, clock } = walk([fail('busy')]);
    expect(await end).toBe('busy');
    expect(asked).toHaveLength(8);
    expect(clock.slept).toEqual([1_520, 2_520, 4_520, 8_520, 10_520, 10_520, 10_520]);
  });

  it('forgets earlier refusals after a page', async () => {
    const { end, clock } = walk([fail('busy'), page([0], 'a'), fail('busy'), page([1])]);
    expect(await end).toBe('done');
    expect(clock.slept).toEqual([1_520, 520, 1_520]);
  });

  it('does not wait past its deadline', async () => {
    const { end, clock } = walk([fail('busy')], { deadline: epochMs(TO + 4_000) });
    expect(await end).toBe('deadline');
    expect(clock.now() - TO).toBeLessThan(4_000);
  });

  it('stops when it is told to, by the handler or by the signal', async () => {
    const told = walk([page([0], 'a')], {}, 2);
    expect(await told.end).toBe('stopped');
    expect(told.asked).toHaveLength(2);

    const { end, asked } = walk([page([0], 'a')], { signal: AbortSignal.abort(new Error('enough')) });
    await expect(end).rejects.toThrow('enough');
    expect(asked).toEqual([]);
  });
});

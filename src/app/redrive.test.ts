import { beforeEach, describe, expect, it } from '@jest/globals';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { memoryStateStore } from '../adapters/local/memory-state-store.ts';
import { TrailhoundError } from '../core/errors.ts';
import { ok } from '../core/result.ts';
import { epochMs, parseTime } from '../core/time.ts';
import type { Redelivered } from '../ports/failed-deliveries.ts';
import { type RedriveDeps, redrive } from './redrive.ts';
import { pauseAfter } from './redrive-tally.ts';

const OURS = 'arn:aws:lambda:us-east-1:123456789012:function:watch-logs';
const COLLECT = 'arn:aws:lambda:us-east-1:123456789012:function:collect';
const HOUR = 3_600_000;

const recordOf = (functionArn: string, payload: unknown = { n: 1 }): string =>
  JSON.stringify({ requestContext: { functionArn: `${functionArn}:$LATEST` }, requestPayload: payload });

/** A bucket, functions that answer as told, and everything they saw. */
function desk(answers: (payload: string) => Redelivered = () => ({ outcome: 'delivered' })) {
  const clock = fakeClock();
  const objects = new Map<string, { text: string; at: string }>();
  const givenUp = new Map<string, string>();
  const seen = { invoked: [] as string[], read: [] as string[], metrics: [] as [string, number][] };
  const deps: RedriveDeps = {
    deliveries: {
      list: async function* () {
        for (const [key, { text, at }] of objects)
          yield [{ key, keptAt: parseTime(at)!, bytes: text.length }];
      },
      read: async ({ key }) => {
        seen.read.push(key);
        const object = objects.get(key);
        return object && ok(object.text);
      },
      remove: async (key) => {
        objects.delete(key);
      },
      giveUp: async (key, reason) => {
        if (objects.delete(key)) givenUp.set(key, reason);
      },
    },
    redelivery: {
      invoke: async (functionArn, payload) => {
        seen.invoked.push(`${functionArn.split(':').at(-1)} ${payload}`);
        await Promise.resolve();
        return answers(payload);
      },
    },
    state: memoryStateStore(),
    metrics: { add: (name, value) => seen.metrics.push([name, value]), flush: () => undefined },
    clock,
    log: quietLog,
    settings: { attempts: 5, functions: [OURS], repeating: [COLLECT] },
  };
  const put = (key: string, text: string, at = '2026-03-01T08:00:00Z') => objects.set(key, { text, at });
  const run = (more: Partial<RedriveDeps> = {}, minutes = 4) => {
    const end = epochMs(clock.now() + minutes * 60_000);
    return redrive({ ...deps, ...more }, { deadline: end, end });
  };
  return { deps, clock, objects, givenUp, seen, put, run };
}

describe('redrive', () => {
  let failing: Redelivered = { outcome: 'failed', reason: 'Unhandled error Error' };
  beforeEach(() => {
    failing = { outcome: 'failed', reason: 'Unhandled error Error' };
  });

  it('invokes the function with what it was given, and forgets what went through', async () => {
    const { put, run, seen, objects } = desk();
    put('a', recordOf(OURS, { awslogs: { data: 'H4sI' } }));
    expect(await run()).toMatchObject({ delivered: 1, waiting: 0 });
    expect(seen.invoked).toEqual(['watch-logs {"awslogs":{"data":"H4sI"}}']);
    expect([...objects.keys()]).toEqual([]);
  });

  it('says that nothing waits, every time', async () => {
    const { run, seen } = desk();
    expect(await run()).toMatchObject({ waiting: 0, isCut: false });
    expect(seen.metrics).toEqual([['DeliveriesWaiting', 0]]);
  });

  it('begins with the oldest, whatever it is called', async () => {
    const { put, run, seen } = desk();
    put('a', recordOf(OURS, 'third'), '2026-03-01T08:30:00Z');
    put('b', recordOf(OURS, 'first'), '2026-03-01T07:00:00Z');
    put('c', recordOf(OURS, 'second'), '2026-03-01T08:00:00Z');
    await run();
    expect(seen.invoked).toEqual(['first', 'second', 'third'].map((one) => `watch-logs "${one}"`));
  });

  it.each([
    { name: 'names another function', text: recordOf(`${OURS}-other`), reason: /does not belong/ },
    {
      name: 'names the same function elsewhere',
      text: recordOf(OURS.replace('1234', '9999')),
      reason: /not belong/,
    },
    { name: 'is no record', text: 'secret', reason: /not JSON/ },
    { name: 'is a record without payload', text: '{"requestContext":{}}', reason: /names no function/ },
  ])('puts aside what $name, and invokes nothing for it', async ({ text, reason }) => {
    const { put, run, seen, givenUp, objects } = desk();
    put('forged', text);
    put('sound', recordOf(OURS));
    expect(await run()).toMatchObject({ givenUp: 1, delivered: 1, waiting: 0 });
    expect(givenUp.get('forged')).toMatch(reason);
    expect(givenUp.get('forged')).not.toMatch(/secret/);
    expect(seen.invoked).toHaveLength(1);
    expect(objects.size).toBe(0);
  });

  it('forgets a failed run of what repeats by itself', async () => {
    const { put, run, seen, givenUp, objects } = desk();
    put('a', recordOf(COLLECT, {}));
    expect(await run()).toMatchObject({ dropped: 1, waiting: 0 });
    expect([seen.invoked, givenUp.size, objects.size]).toEqual([[], 0, 0]);
  });

  it('tries five times, further and further apart, and then gives up with the reason', async () => {
    const { put, run, seen, givenUp, clock } = desk(() => failing);
    put('a', recordOf(OURS));
    const pauses = [15, 60, 240, 720].map((minutes) => minutes * 60_000);
    for (const [index, pause] of pauses.entries()) {
      expect(await run()).toMatchObject({ failed: 1, waiting: 1 });
      clock.advance(pause - 1_000);
      expect(await run()).toMatchObject({ notDue: 1, failed: 0, waiting: 1 });
      expect(seen.invoked).toHaveLength(index + 1);
      clock.advance(1_000);
    }
    expect(await run()).toMatchObject({ givenUp: 1, waiting: 0 });
    expect(seen.invoked).toHaveLength(5);
    expect(givenUp.get('a')).toBe(
      'failed 5 more times after AWS gave it up; the last time: Unhandled error Error',
    );
  });

  it('tries again, from the beginning, what a person has put back where it lay', async () => {
    const { put, run, seen, clock } = desk(() => failing);
    put('a', recordOf(OURS));
    for (let tries = 1; tries <= 5; tries += 1) {
      await run();
      clock.advance(12 * HOUR);
    }
    put('a', recordOf(OURS), '2026-03-04T08:00:00Z');
    failing = { outcome: 'delivered' };
    expect(await run()).toMatchObject({ delivered: 1, givenUp: 0 });
    expect(seen.invoked).toHaveLength(6);
  });

  it('gives up after the last try also when that run was killed', async () => {
    const { put, run, givenUp, clock, seen } = desk(() => failing);
    put('a', recordOf(OURS));
    for (let tries = 1; tries < 5; tries += 1) {
      await run();
      clock.advance(12 * HOUR);
    }
    const killed = { invoke: () => new Promise<never>(() => undefined) };
    void run({ redelivery: killed });
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(12 * HOUR);
    expect(await run()).toMatchObject({ givenUp: 1 });
    expect(givenUp.get('a')).toMatch(/^failed 5 more times/);
    expect(seen.invoked).toHaveLength(4);
  });

  it('does not count a try for which the function had no room, and asks it no more in this run', async () => {
    const { put, run, seen, clock } = desk(() => failing);
    for (let index = 0; index < 20; index += 1) put(`k${index}`, recordOf(OURS, index));
    failing = { outcome: 'busy' };
    expect(await run()).toMatchObject({ busy: 20, failed: 0, waiting: 20 });
    // Four are under way at once.
    expect(seen.invoked.length).toBeLessThanOrEqual(4);
    clock.advance(HOUR);
    failing = { outcome: 'failed', reason: 'x' };
    expect(await run()).toMatchObject({ failed: 20 });
    clock.advance(pauseAfter(1));
    expect(await run()).toMatchObject({ failed: 20, givenUp: 0 });
  });

  it('gives each delivery to one of two runs at the same time', async () => {
    const { put, run, seen } = desk();
    for (let index = 0; index < 10; index += 1) put(`k${index}`, recordOf(OURS, index));
    const [one, other] = await Promise.all([run(), run()]);
    expect(one.delivered + other.delivered).toBe(10);
    expect(seen.invoked).toHaveLength(10);
  });

  it('begins nothing when its time is over, and reads nothing that is not due', async () => {
    const { put, run, seen } = desk(() => failing);
    put('a', recordOf(OURS));
    expect(await run({}, 0)).toMatchObject({ waiting: 1, failed: 0 });
    await run();
    await run();
    expect(seen.read).toEqual(['a']);
  });

  it('goes on after a delivery that the bucket does not give, and fails at the end', async () => {
    const { deps, put, run, seen } = desk();
    put('bad', recordOf(OURS, 'bad'), '2026-03-01T07:00:00Z');
    put('sound', recordOf(OURS, 'sound'));
    const read: typeof deps.deliveries.read = async (delivery) => {
      if (delivery.key === 'bad') throw new TrailhoundError('TH_REDRIVE', 'AccessDenied');
      return deps.deliveries.read(delivery);
    };
    await expect(run({ deliveries: { ...deps.deliveries, read } })).rejects.toMatchObject({
      code: 'TH_REDRIVE',
    });
    expect(seen.invoked).toEqual(['watch-logs "sound"']);
    expect(seen.metrics).toEqual([['DeliveriesWaiting', 1]]);
  });

  it('comes to the others where the oldest can never be read, and puts those aside in the end', async () => {
    const { deps, put, run, seen, clock, objects, givenUp } = desk();
    for (let index = 0; index < 12; index += 1) put(`bad${index}`, 'x', '2026-03-01T07:00:00Z');
    put('sound', recordOf(OURS, 'sound'));
    const read: typeof deps.deliveries.read = async (delivery) => {
      if (delivery.key.startsWith('bad')) throw new TrailhoundError('TH_REDRIVE', 'AccessDenied');
      return deps.deliveries.read(delivery);
    };
    const deliveries = { ...deps.deliveries, read };
    await expect(run({ deliveries })).rejects.toMatchObject({ code: 'TH_REDRIVE' });
    expect(seen.invoked).toEqual([]);
    for (let runs = 0; runs < 2; runs += 1) {
      clock.advance(5 * 60_000);
      await run({ deliveries }).catch(() => undefined);
    }
    expect(seen.invoked).toEqual(['watch-logs "sound"']);
    for (let runs = 0; runs < 50 && objects.size > 0; runs += 1) {
      await run({ deliveries }).catch(() => undefined);
      clock.advance(12 * HOUR);
    }
    expect([objects.size, givenUp.size]).toEqual([0, 12]);
    expect(givenUp.get('bad0')).toMatch(/TH_REDRIVE/);
  });

  it('stops, and invokes nothing, while the state table is away', async () => {
    const { put, run, seen, objects } = desk();
    for (let index = 0; index < 50; index += 1) put(`k${index}`, recordOf(OURS, index));
    let asked = 0;
    const state = {
      read: async () => {
        asked += 1;
        throw new TrailhoundError('TH_STORE_READ', 'ThrottlingException');
      },
      write: async () => true,
    };
    await expect(run({ state })).rejects.toMatchObject({ code: 'TH_REDRIVE' });
    expect(asked).toBeLessThan(10);
    expect([seen.invoked, objects.size]).toEqual([[], 50]);
  });
});

describe('pauseAfter', () => {
  it.each([
    [0, 15],
    [1, 15],
    [2, 60],
    [3, 240],
    [4, 720],
    [19, 720],
  ])('%d tries: %d minutes', (attempts, minutes) => {
    expect(pauseAfter(attempts)).toBe(minutes * 60_000);
  });
});

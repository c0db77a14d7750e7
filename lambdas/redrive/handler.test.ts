import { describe, expect, it } from '@jest/globals';
import { memoryStateStore } from '../../src/adapters/local/memory-state-store.ts';
import { TrailhoundError } from '../../src/core/errors.ts';
import { ok } from '../../src/core/result.ts';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { quietLog } from '../../test/support/quiet-log.ts';
import { createHandler, type RedriveHandlerDeps } from './handler.ts';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:watch-logs';
const record = JSON.stringify({ requestContext: { functionArn: ARN }, requestPayload: {} });
const context = (ms: number) => ({ getRemainingTimeInMillis: () => ms });

function setUp() {
  const clock = fakeClock();
  const seen = { patience: [] as number[], flushed: 0 };
  const deps: RedriveHandlerDeps = {
    deliveries: {
      list: async function* () {
        yield [1, 2, 3].map((one) => ({ key: `k${one}`, keptAt: clock.now(), bytes: 1 }));
      },
      read: async () => ok(record),
      remove: async () => undefined,
      giveUp: async () => undefined,
    },
    redelivery: {
      invoke: async (_arn, _payload, patienceMs) => {
        seen.patience.push(patienceMs);
        return { outcome: 'delivered' };
      },
    },
    state: memoryStateStore(),
    metrics: {
      add: () => undefined,
      flush: () => {
        seen.flushed += 1;
      },
    },
    clock,
    log: quietLog,
    settings: { attempts: 5, functions: [ARN], repeating: [] },
    stopMarginMs: 90_000,
  };
  return { deps, seen };
}

describe('redrive, as a function', () => {
  it('waits for an answer until shortly before its own end', async () => {
    const { deps, seen } = setUp();
    expect(await createHandler(deps)({}, context(300_000))).toMatchObject({ delivered: 3, waiting: 0 });
    expect(seen.patience).toEqual([297_000, 297_000, 297_000]);
    expect(seen.flushed).toBe(1);
  });

  it.each([
    { name: 'that could take longer than it has left', limit: 300_000, begins: 210_000 },
    {
      name: 'in the second half of its time, where functions may take longer than it',
      limit: 100_000,
      begins: 50_000,
    },
  ])('begins nothing $name', async ({ limit, begins }) => {
    const { deps, seen } = setUp();
    const clock = fakeClock();
    const list = async function* () {
      clock.advance(begins);
      yield [{ key: 'k', keptAt: clock.now(), bytes: 1 }];
    };
    const late = { ...deps, clock, deliveries: { ...deps.deliveries, list } };
    expect(await createHandler(late)({}, context(limit))).toMatchObject({ delivered: 0, waiting: 1 });
    expect(seen.patience).toEqual([]);
  });

  it('writes its metrics also when it fails', async () => {
    const { deps, seen } = setUp();
    const broken = {
      ...deps.deliveries,
      read: async () => {
        throw new TrailhoundError('TH_REDRIVE', 'x');
      },
    };
    const run = createHandler({ ...deps, deliveries: broken })({}, context(300_000));
    await expect(run).rejects.toMatchObject({ code: 'TH_REDRIVE' });
    expect(seen.flushed).toBe(1);
  });
});

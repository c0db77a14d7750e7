import { describe, expect, it } from '@jest/globals';
import type { AppLogDeps } from '#app/logs/watch-entries';
import { flushSilent, watchLines } from '#app/logs/watch-entries';
import { appLogging, batchOf, type TestAppLogs } from '../support/app-logs.ts';
import { OWN_TRACES, withNeighbours } from '../support/app-traces.ts';

/** Stores whose n-th call dies, before or after it did its work; with how many calls there were. */
function dying(
  deps: TestAppLogs,
  fatal: number,
  when: 'before' | 'after',
): AppLogDeps & { readonly calls: () => number } {
  let calls = 0;
  const wrap =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls += 1;
      const dies = calls === fatal;
      if (dies && when === 'before') throw new Error('died');
      const answer = await call(...args);
      if (dies) throw new Error('died');
      return answer;
    };
  return {
    ...deps,
    calls: () => calls,
    findings: { ...deps.findings, record: wrap(deps.findings.record) },
    state: {
      read: wrap(deps.state.read) as typeof deps.state.read,
      write: wrap(deps.state.write) as typeof deps.state.write,
    },
    openStreams: {
      note: wrap(deps.openStreams.note),
      notedBefore: wrap(deps.openStreams.notedBefore),
      forget: wrap(deps.openStreams.forget),
    },
  };
}

const trace = withNeighbours(OWN_TRACES['java']!);
/** Errors of several kinds, a trace over three batches, and enough of one kind for a rate. */
const BATCHES = [
  batchOf(trace.slice(0, 4)),
  batchOf(trace.slice(4, 6), 4),
  batchOf([...trace.slice(6), ...Array.from({ length: 12 }, (_, n) => `ERROR worker ${n} gave up`)], 6),
  batchOf(['{"level":"error","msg":"no stock for order 7"}', 'INFO fine'], 0, 's2'),
];

async function deliver(
  deps: AppLogDeps,
  retry: (work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  for (const batch of BATCHES) await retry(() => watchLines([batch], deps));
  (deps.clock as TestAppLogs['clock']).advance(61_000);
  await retry(() => flushSilent(deps));
}

const settings = { rate: { count: 10, minutes: 5 } };

/** Everything that findings say, but when they were written. */
const outcome = (deps: TestAppLogs): unknown =>
  deps.findings
    .all()
    .map(({ createdAt: _c, updatedAt: _u, expiresAt: _e, ...finding }) => finding)
    .sort((a, b) => (a.findingId < b.findingId ? -1 : 1));

const again = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'died') throw error;
    await work();
  }
};

describe('a crash at any call to a store, and the same delivery again', () => {
  it('gives the findings and counts that there are without one', async () => {
    const whole = appLogging(settings);
    const counting = dying(whole, 0, 'before');
    await deliver(counting, async (work) => void (await work()));
    const expected = outcome(whole);
    expect(
      whole.findings
        .all()
        .map(({ ruleId, count }) => `${ruleId} ${count}`)
        .sort(),
    ).toEqual([
      'trailhound:log-error 1',
      'trailhound:log-error 1',
      'trailhound:log-error 12',
      'trailhound:log-rate 1',
    ]);

    expect(counting.calls()).toBeGreaterThan(20);
    for (let call = 1; call <= counting.calls(); call += 1) {
      for (const when of ['before', 'after'] as const) {
        const deps = appLogging(settings);
        await deliver(dying(deps, call, when), again);
        expect([call, when, outcome(deps)]).toEqual([call, when, expected]);
      }
    }
  });
});

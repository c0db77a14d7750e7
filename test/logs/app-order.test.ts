import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flushSilent, type StreamLines, watchLines } from '#app/logs/watch-entries';
import { appLogging, batchOf, type TestAppLogs } from '../support/app-logs.ts';
import { OWN_TRACES, withNeighbours } from '../support/app-traces.ts';

/** What findings come to, however they came about. */
const outcome = (deps: TestAppLogs): readonly string[] =>
  deps.findings
    .all()
    .map(({ findingId, count }) => `${findingId} ${count}`)
    .sort();

async function settled(deps: TestAppLogs): Promise<readonly string[]> {
  deps.clock.advance(61_000);
  await flushSilent(deps);
  return outcome(deps);
}

async function inOneBatch(lines: readonly string[]): Promise<readonly string[]> {
  const deps = appLogging();
  await watchLines([batchOf(lines)], deps);
  return settled(deps);
}

const ORDERS: Readonly<
  Record<string, (deps: TestAppLogs, first: StreamLines, second: StreamLines) => Promise<unknown>>
> = {
  'one after the other': async (deps, first, second) => {
    await watchLines([first], deps);
    await watchLines([second], deps);
  },
  'the second before the first': async (deps, first, second) => {
    await watchLines([second], deps);
    await watchLines([first], deps);
  },
  'both at once': (deps, first, second) =>
    Promise.all([watchLines([first], deps), watchLines([second], deps)]),
  'each delivered twice': async (deps, first, second) => {
    for (const batch of [first, second, first, second]) await watchLines([batch], deps);
  },
  'the first again after everything was given out': async (deps, first, second) => {
    await watchLines([first, second], deps);
    await settled(deps);
    await watchLines([first], deps);
  },
};

async function differences(lines: readonly string[]): Promise<readonly string[]> {
  const expected = await inOneBatch(lines);
  const found: string[] = [];
  for (let cut = 1; cut < lines.length; cut += 1) {
    for (const [name, deliver] of Object.entries(ORDERS)) {
      const deps = appLogging();
      await deliver(deps, batchOf(lines.slice(0, cut)), batchOf(lines.slice(cut), cut));
      const got = await settled(deps);
      if (got.join() !== expected.join()) found.push(`cut at ${cut}, ${name}: ${got} for ${expected}`);
    }
  }
  return found;
}

describe('a stack trace that is cut between two batches', () => {
  it.each(Object.entries(OWN_TRACES))(
    'is one error, and the same, wherever it is cut: %s',
    async (_name, trace) => {
      const lines = withNeighbours(trace);

      expect(await inOneBatch(lines)).toHaveLength(1);
      expect(await differences(lines)).toEqual([]);
    },
  );

  it('is one error when three batches come in any order', async () => {
    const names = Object.keys(OWN_TRACES);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.tuple(fc.nat(8), fc.nat(8)),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        async (name, [a, b], order) => {
          const lines = withNeighbours(OWN_TRACES[name]!);
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => Math.min(at, lines.length));
          const batches = [
            batchOf(lines.slice(0, low)),
            batchOf(lines.slice(low, high), low),
            batchOf(lines.slice(high), high),
          ];
          const deps = appLogging();
          for (const at of order) await watchLines([batches[at]!], deps);
          await settled(deps);
          // A piece in the middle that comes after both ends were joined is told from a new error, and adds no line.
          expect(deps.findings.all().map(({ count }) => count)).toEqual([1]);
        },
      ),
      { numRuns: 150, seed: Number(process.env['FC_SEED'] ?? 20260301) },
    );
  });

  it('keeps streams that write at the same time apart', async () => {
    const deps = appLogging();
    const all = Object.values(OWN_TRACES).map(withNeighbours);
    const longest = Math.max(...all.map(({ length }) => length));
    for (let at = 0; at < longest; at += 1) {
      const batches = all.flatMap((lines, stream) => {
        const line = lines[at];
        return line === undefined ? [] : [batchOf([line], at, `stream-${stream}`)];
      });
      await watchLines(batches, deps);
    }
    await settled(deps);

    expect(deps.findings.all().map(({ count }) => count)).toEqual(all.map(() => 1));
  });
});

const TRACES = '../shared/data/stacktraces/traces.ndjson';
const isThere = existsSync(TRACES);

(isThere ? describe : describe.skip)(`real stack traces${isThere ? '' : ` (skipped: no ${TRACES})`}`, () => {
  it('are one error each, wherever they are cut and in whatever order the pieces come', async () => {
    const texts = readFileSync(TRACES, 'utf8').trim().split('\n');
    const cases = texts.map(
      (text) => JSON.parse(text) as { case: string; one_error: boolean; lines: string[] },
    );
    for (const { case: name, one_error: isError, lines } of cases) {
      const all = withNeighbours(lines);
      expect([name, (await inOneBatch(all)).length]).toEqual([name, isError ? 1 : 0]);
      expect([name, await differences(all)]).toEqual([name, []]);
    }
  }, 120_000);
});

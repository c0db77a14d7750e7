import { TrailhoundError } from '#core/errors';
import { type EpochMs, epochMs } from '#core/time';
import type { MetricWatch } from '#ports/metric-reader';
import { gate } from '../gate.ts';
import { isDue } from './final-points.ts';
import type { WatchMetricsDeps } from './metrics-deps.ts';
import { openSeries, saveOpen } from './open-series.ts';
import { type ReadBatch, readBatches } from './read-batches.ts';
import { inTurn, saveTurn } from './turn.ts';
import { type Visit, visitOf } from './visit.ts';
import { type Visited, watchSeries } from './watch-series.ts';
import { findSeries, stateKeyOf, type WatchedSeries } from './watched-series.ts';

/** What one run did. */
export interface MetricsReport {
  /** Series that are watched. */
  readonly series: number;
  /** Of those, the ones that were read: not those whose next point can't be there yet. */
  readonly read: number;
  readonly points: number;
  /** Episodes that began. */
  readonly opened: number;
  /** Episodes that ended. */
  readonly closed: number;
  /** Series that the next run begins with, because time was up. */
  readonly left: number;
  /** Watches of which not every series is watched: there are more than `maxSeries`. */
  readonly cut: readonly string[];
  /** Watches and series that could not be read; the others were. */
  readonly failed: readonly string[];
}

/** Series whose memory is held at a time. */
const SLICE = 250;
/** Reads and writes of tables at once. */
const AT_ONCE = 16;

/** What a run has come to so far. */
interface Run {
  readonly deps: WatchMetricsDeps;
  readonly deadline: EpochMs;
  readonly open: Map<string, WatchedSeries>;
  readonly failed: string[];
  read: number;
  points: number;
  opened: number;
  closed: number;
}

/**
 * Reads what is new in every watched series, and opens, updates and closes findings.
 *
 * Begins nothing at or after `deadline`: the next run begins with the series that are left. A watch or a series that
 * can't be read does not keep the others from it. Rejects when a store does; what is repeated then changes nothing.
 */
export async function watchMetrics(
  watches: readonly MetricWatch[],
  deadline: EpochMs,
  deps: WatchMetricsDeps,
): Promise<MetricsReport> {
  const { found, cut, failed } = await findSeries(watches, deps.limits.maxSeries, deps);
  const before = await openSeries(watches, deps);
  const listed = new Set(found.map(stateKeyOf));
  const dormant = before.series.filter((target) => !listed.has(stateKeyOf(target)));
  const turn = await inTurn([...found, ...dormant], deps);
  const run: Run = {
    ...{ deps, deadline, failed: [...failed], read: 0, points: 0, opened: 0, closed: 0 },
    open: new Map(before.series.map((target) => [stateKeyOf(target), target])),
  };
  let done = 0;
  while (done < turn.targets.length && deps.clock.now() < deadline) {
    const slice = turn.targets.slice(done, done + SLICE);
    const reached = await watchSlice(slice, listed, run);
    done += reached;
    if (reached < slice.length) break;
  }
  await saveOpen([...run.open.values()], before, deps);
  await saveTurn(turn, done, deps);
  const { read, points, opened, closed } = run;
  const left = turn.targets.length - done;
  const report = { series: turn.targets.length, read, points, opened, closed, left, cut, failed: run.failed };
  const { cut: _, ...counts } = report;
  deps.log.info('metrics watched', { ...counts, failed: run.failed.length });
  return report;
}

/** Answers how many of the slice's series, from its beginning, need not be looked at again in this turn. */
async function watchSlice(
  slice: readonly WatchedSeries[],
  listed: ReadonlySet<string>,
  run: Run,
): Promise<number> {
  const { deps } = run;
  const room = gate(AT_ONCE);
  const visits = await Promise.all(
    slice.map((target) => room(() => visitOf(target, !listed.has(stateKeyOf(target)), deps))),
  );
  const now = deps.clock.now();
  const due = visits.filter(
    ({ target, memory }) => !memory || isDue(memory.until, target.watch.periodSeconds * 1_000, now),
  );
  const watched = new Set(visits.filter((visit) => !due.includes(visit)));
  for (const batch of readBatches(due, now, deps.limits.lookBackMs)) {
    if (deps.clock.now() >= run.deadline) break;
    await watchBatch(batch, run);
    for (const { visits: each } of batch.reads) for (const visit of each) watched.add(visit);
  }
  const firstLeft = visits.findIndex((visit) => !watched.has(visit));
  return firstLeft === -1 ? visits.length : firstLeft;
}

async function watchBatch(batch: ReadBatch, run: Run): Promise<void> {
  const { deps } = run;
  const now = deps.clock.now();
  const to = epochMs(Math.ceil(now / batch.periodMs) * batch.periodMs);
  const queries = batch.reads.map(({ query }) => query);
  try {
    const answers = await deps.reader.read(queries, { from: batch.from, to });
    const room = gate(AT_ONCE);
    await Promise.all(
      batch.reads.flatMap(({ visits, query }, index) => {
        const answer = answers[index];
        if (answer && answer.problem === undefined)
          return visits.map((visit) =>
            room(async () => note(visit, await watchSeries(visit, answer, deps), run)),
          );
        noteFailure(query.series.name, answer?.problem ?? 'no answer', run);
        return [];
      }),
    );
  } catch (error) {
    if (!(error instanceof TrailhoundError) || error.code !== 'TH_METRICS_READ') throw error;
    deps.log.error('a batch of metrics could not be read', { series: queries.length }, error);
    run.failed.push(`${queries.length} series from ${queries[0]?.series.name ?? ''} on: ${error.message}`);
  }
}

function note({ target }: Visit, visited: Visited, run: Run): void {
  run.read += 1;
  run.points += visited.points;
  run.opened += visited.opened;
  run.closed += visited.closed;
  if (visited.isOpen) run.open.set(stateKeyOf(target), target);
  else run.open.delete(stateKeyOf(target));
}

function noteFailure(series: string, problem: string, run: Run): void {
  run.deps.log.warn('a series could not be read whole; the next run goes on there', { series, problem });
  run.failed.push(`${series}: ${problem}`);
}

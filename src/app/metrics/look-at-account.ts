import type { MetricPoint } from '#core/metrics/metric-point';
import type { EpochMs } from '#core/time';
import { epochMs, floorTo } from '#core/time';
import type { Log } from '#ports/log';
import type { MetricReader, MetricWatch } from '#ports/metric-reader';
import { finalPoints } from './final-points.ts';
import { findSeries, type WatchedSeries } from './watched-series.ts';

export interface LookDeps {
  readonly reader: MetricReader;
  readonly log: Log;
}

export interface LookSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
}

/** A series of an account with its points, or why it could not be read whole. */
export interface LookedAt {
  readonly target: WatchedSeries;
  readonly points: readonly MetricPoint[];
  readonly problem?: string;
}

/** What one answer holds at most (CloudWatch API Reference, GetMetricData). */
const MOST_POINTS = 100_800;
const MOST_QUERIES = 500;

/**
 * Reads every watched series of an account once, and remembers nothing. `onFound` is told what is going to be read.
 *
 * Rejects with `TH_METRICS_READ` when a request fails; a watch whose series can't be listed is logged and left out.
 */
export async function* lookAtAccount(
  watches: readonly MetricWatch[],
  maxSeries: number,
  { from, to, now }: LookSpan,
  deps: LookDeps,
  onFound: (found: Awaited<ReturnType<typeof findSeries>>) => void,
): AsyncGenerator<LookedAt> {
  const all = await findSeries(watches, maxSeries, deps);
  onFound(all);
  for (const watch of watches) {
    const periodMs = watch.periodSeconds * 1_000;
    const begin = floorTo(from, periodMs);
    const each = Math.max(1, Math.min(MOST_QUERIES, Math.floor((MOST_POINTS * periodMs) / (to - begin))));
    const targets = all.found.filter((target) => target.watch === watch);
    for (let at = 0; at < targets.length; at += each) {
      const some = targets.slice(at, at + each);
      const queries = some.map(({ series }) => ({
        series,
        statistic: watch.statistic,
        periodSeconds: watch.periodSeconds,
      }));
      const answers = await deps.reader.read(queries, {
        from: begin,
        to: epochMs(Math.ceil(to / periodMs) * periodMs),
      });
      for (const [index, target] of some.entries()) {
        const { points = [], problem } = answers[index] ?? { problem: 'no answer' };
        const span = { periodMs, after: undefined, notBefore: begin, now: to < now ? to : now };
        yield { target, points: finalPoints(points, span), ...(problem === undefined ? {} : { problem }) };
      }
    }
  }
}

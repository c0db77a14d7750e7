import type { EpochMs } from '#core/time';
import type { SeriesQuery } from '#ports/metric-reader';
import { readingFrom, type Visit } from './visit.ts';

/** One query, and the series of one or several watches that its answer is for. */
export interface BatchRead {
  readonly query: SeriesQuery;
  readonly visits: readonly Visit[];
}

/** What is asked for in one go: one period and one beginning. */
export interface ReadBatch {
  readonly periodMs: number;
  readonly from: EpochMs;
  readonly reads: readonly BatchRead[];
}

/** What CloudWatch takes in one request at most (API Reference, GetMetricData). */
const MOST_QUERIES = 500;
/** Half of what one answer holds: learning from so many takes seconds, and a run must be able to stop in time. */
const MOST_POINTS = 50_400;
/** Series may be read together that begin this far apart: points that are read again cost nothing. */
const TOGETHER_MS = 6 * 3_600_000;

/**
 * Puts series together that can be read in one request: 500 at most, and half as many points as one answer holds,
 * which also bounds memory. Two watches of one statistic of one series ask once.
 */
export function readBatches(
  visits: readonly Visit[],
  now: EpochMs,
  lookBackMs: number,
): readonly ReadBatch[] {
  const asked = visits
    .map((visit) => ({
      visit,
      from: readingFrom(visit, now, lookBackMs),
      period: visit.target.watch.periodSeconds,
    }))
    .sort((a, b) => a.period - b.period || a.from - b.from);
  const batches: {
    periodMs: number;
    from: EpochMs;
    reads: Map<string, { query: SeriesQuery; visits: Visit[] }>;
  }[] = [];
  for (const { visit, from, period } of asked) {
    const periodMs = period * 1_000;
    const last = batches.at(-1);
    const most =
      last && Math.min(MOST_QUERIES, Math.max(1, Math.floor((MOST_POINTS * periodMs) / (now - last.from))));
    const isFitting =
      last && last.periodMs === periodMs && from - last.from <= TOGETHER_MS && last.reads.size < (most ?? 0);
    const batch = isFitting ? last : { periodMs, from, reads: new Map() };
    if (!isFitting) batches.push(batch);
    const { series, watch } = visit.target;
    const key = `${watch.statistic} ${series.name}`;
    const read = batch.reads.get(key);
    if (read) read.visits.push(visit);
    else
      batch.reads.set(key, {
        query: { series, statistic: watch.statistic, periodSeconds: period },
        visits: [visit],
      });
  }
  return batches.map(({ reads, ...batch }) => ({ ...batch, reads: [...reads.values()] }));
}

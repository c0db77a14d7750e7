import { groupMatches } from '#core/dedup';
import type { Match } from '#core/match';
import type { MergeSettings } from '#core/merge';
import type { EpochMs } from '#core/time';
import type { FindingStore, Recorded } from '#ports/finding-store';
import type { Metrics } from '#ports/metrics';
import { type BatchFacts, countBatch } from './count-batch.ts';

export interface StoreMatchesDeps {
  readonly findings: FindingStore;
  readonly metrics: Metrics;
  /** The id that joins log lines, findings and alerts of the delivery that goes on. */
  readonly correlationId?: () => string | undefined;
  readonly settings: Pick<MergeSettings, 'alertFloor' | 'retentionDays'>;
}

/** What matches came to once they were stored. */
export interface StoredMatches {
  readonly recorded: readonly Recorded[];
  readonly counts: {
    readonly created: number;
    readonly grown: number;
    readonly unchanged: number;
    /** Events that no finding had counted before. */
    readonly added: number;
  };
}

/** Writes the findings of a batch, alerts pending, and adds the batch to the metrics. Rejects when the store does. */
export async function storeMatches(
  matches: readonly Match[],
  batch: Pick<BatchFacts, 'events' | 'matched'>,
  now: EpochMs,
  { findings, metrics, correlationId, settings }: StoreMatchesDeps,
): Promise<StoredMatches> {
  const deltas = groupMatches(matches);
  const id = correlationId?.();
  const merging: MergeSettings = { now, ...settings, ...(id ? { correlationId: id } : {}) };
  const recorded = deltas.length === 0 ? [] : await findings.record(deltas, merging);
  countBatch({ ...batch, deltas, recorded }, metrics);
  const outcomes = (outcome: Recorded['outcome']): number =>
    recorded.filter((one) => one.outcome === outcome).length;
  return {
    recorded,
    counts: {
      created: outcomes('created'),
      grown: outcomes('grown'),
      unchanged: outcomes('unchanged'),
      added: recorded.reduce((sum, one) => sum + one.added, 0),
    },
  };
}

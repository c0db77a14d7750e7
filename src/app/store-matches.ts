import { groupMatches } from '#core/dedup';
import type { Match } from '#core/match';
import type { MergeSettings } from '#core/merge';
import type { EpochMs } from '#core/time';
import type { Clock } from '#ports/clock';
import type { FindingStore, Recorded } from '#ports/finding-store';
import type { Metrics } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';
import { correlate } from './correlation/correlate.ts';
import type { EventPart } from './correlation/event-parts.ts';
import type { CorrelationPlan } from './correlation/plan.ts';
import { type BatchFacts, countBatch } from './count-batch.ts';

export interface StoreMatchesDeps {
  readonly findings: FindingStore;
  /** Where correlations lie that are not whole yet. */
  readonly state: StateStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** The id that joins log lines, findings and alerts of the delivery that goes on. */
  readonly correlationId?: () => string | undefined;
  readonly settings: Pick<MergeSettings, 'alertFloor' | 'retentionDays'> & {
    /** How late an event may come, in hours, and still meet those before it in a correlation. */
    readonly latenessHours: number;
  };
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

/** What a batch came to before it is stored. */
export interface Unstored {
  readonly matches: readonly Match[];
  /** What its events have to do with the correlations of `plan`. */
  readonly parts: readonly EventPart[];
  readonly plan: CorrelationPlan;
}

/**
 * Writes the findings of a batch, alerts pending, and adds the batch to the metrics. Rejects when a store does; the batch
 * may then be stored again.
 */
export async function storeMatches(
  { matches, parts, plan }: Unstored,
  batch: Pick<BatchFacts, 'events' | 'matched'>,
  now: EpochMs,
  { metrics, correlationId, settings, ...stores }: StoreMatchesDeps,
): Promise<StoredMatches> {
  const { latenessHours, ...kept } = settings;
  const id = correlationId?.();
  const merging: MergeSettings = { now, ...kept, ...(id ? { correlationId: id } : {}) };
  const correlated = await correlate(parts, merging, {
    ...stores,
    plan,
    latenessMs: latenessHours * 3_600_000,
  });
  const deltas = [...groupMatches(matches), ...correlated.unstored];
  const written = deltas.length === 0 ? [] : await stores.findings.record(deltas, merging);
  const recorded = [...written, ...correlated.stored.map((one) => one.recorded)];
  const told = [...deltas, ...correlated.stored.map(({ delta }) => delta)];
  countBatch({ ...batch, deltas: told, recorded }, metrics);
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

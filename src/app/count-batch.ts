import type { FindingDelta } from '#core/merge';
import type { Severity } from '#core/severity';
import type { Recorded } from '#ports/finding-store';
import type { MetricName, Metrics } from '#ports/metrics';

/** What a batch came to, as far as metrics speak of it. */
export interface BatchFacts {
  readonly events: number;
  /** Events that at least one rule matched. */
  readonly matched: number;
  readonly deltas: readonly FindingDelta[];
  readonly recorded: readonly Recorded[];
}

/** Informational findings have none: they are no work for anybody, and each metric costs. */
const FINDINGS: Readonly<Record<Severity, MetricName | undefined>> = {
  informational: undefined,
  low: 'FindingsLow',
  medium: 'FindingsMedium',
  high: 'FindingsHigh',
  critical: 'FindingsCritical',
};

/** Adds the metrics of a stored batch: events as they were read, and findings that were made, suppressed ones left out. */
export function countBatch({ events, matched, deltas, recorded }: BatchFacts, metrics: Metrics): void {
  if (events > 0) metrics.add('EventsRead', events);
  if (matched > 0) metrics.add('EventsMatched', matched);
  const byId = new Map(deltas.map((delta) => [delta.findingId, delta]));
  for (const { findingId, outcome } of recorded) {
    const delta = byId.get(findingId);
    if (outcome !== 'created' || !delta || delta.suppressedBy !== undefined) continue;
    const name = FINDINGS[delta.rule.severity];
    if (name) metrics.add(name, 1);
  }
}

import { groupMatches } from '#core/dedup';
import type { Match } from '#core/match';
import type { Severity } from '#core/severity';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';
import type { Log } from '#ports/log';
import type { Quarantine, QuarantinedInput } from '#ports/quarantine';
import type { Detector, Incoming } from './detector.ts';

export interface TriageDeps {
  readonly detector: Detector;
  readonly findings: FindingStore;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: {
    /** Findings below this severity raise no alert. */
    readonly alertFloor: Severity;
    readonly retentionDays: number;
  };
}

/** What one batch came to. */
export interface TriageCounts {
  readonly events: number;
  /** (event, rule) pairs, suppressed ones included. */
  readonly matches: number;
  readonly suppressed: number;
  readonly created: number;
  readonly grown: number;
  readonly unchanged: number;
  readonly quarantined: number;
}

/**
 * Matches a batch of records and writes the findings, alerts pending.
 *
 * Resolves only when everything is stored; the caller may then acknowledge the batch. Rejects when the store does:
 * the same batch may be delivered again and changes nothing that was already counted.
 */
export async function triage(batch: readonly Incoming[], deps: TriageDeps): Promise<TriageCounts> {
  const now = deps.clock.now();
  const matches: Match[] = [];
  const faults: QuarantinedInput[] = [];
  for (const [index, incoming] of batch.entries()) {
    try {
      matches.push(...deps.detector.detect(incoming, now));
    } catch (error) {
      // The one place that catches everything: a record that breaks the engine must not take its batch with it.
      faults.push(engineFault(incoming, index, error));
    }
  }
  if (faults.length > 0) await deps.quarantine.put(faults);
  const recorded =
    matches.length === 0 ? [] : await deps.findings.record(groupMatches(matches), { now, ...deps.settings });
  const outcomes = (outcome: string) => recorded.filter((one) => one.outcome === outcome).length;
  const counts: TriageCounts = {
    events: batch.length,
    matches: matches.length,
    suppressed: matches.filter((match) => match.suppressedBy !== undefined).length,
    created: outcomes('created'),
    grown: outcomes('grown'),
    unchanged: outcomes('unchanged'),
    quarantined: faults.length,
  };
  deps.log.debug('batch triaged', { ...counts });
  return counts;
}

function engineFault(incoming: Incoming, index: number, error: unknown): QuarantinedInput {
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    source: incoming.origin,
    offset: index,
    reason: `a rule could not be evaluated on this record (${kind})`,
    raw: JSON.stringify(incoming.record),
  };
}

const ZERO: TriageCounts = {
  events: 0,
  matches: 0,
  suppressed: 0,
  created: 0,
  grown: 0,
  unchanged: 0,
  quarantined: 0,
};

/** Adds up what several batches came to. */
export function addCounts(...all: readonly TriageCounts[]): TriageCounts {
  return all.reduce(
    (sum, one) => ({
      events: sum.events + one.events,
      matches: sum.matches + one.matches,
      suppressed: sum.suppressed + one.suppressed,
      created: sum.created + one.created,
      grown: sum.grown + one.grown,
      unchanged: sum.unchanged + one.unchanged,
      quarantined: sum.quarantined + one.quarantined,
    }),
    ZERO,
  );
}

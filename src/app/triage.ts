import type { Match } from '#core/match';
import type { EpochMs } from '#core/time';
import type { Log } from '#ports/log';
import type { Quarantine, QuarantinedInput } from '#ports/quarantine';
import type { EventPart } from './correlation/event-parts.ts';
import type { Detector, Incoming } from './detector.ts';
import type { Heartbeat } from './heartbeat.ts';
import { type StoreMatchesDeps, storeMatches } from './store-matches.ts';

/** Takes a batch that is triaged, with what rules matched in it. */
export type ShipBatch = (
  batch: readonly Incoming[],
  matches: readonly Match[],
  now: EpochMs,
) => Promise<void>;

export interface TriageDeps extends StoreMatchesDeps {
  readonly detector: Detector;
  readonly quarantine: Quarantine;
  readonly log: Log;
  /** Present where a heartbeat is expected among the events. */
  readonly heartbeat?: Heartbeat;
  /** Hands the events on to be searched, once their findings are stored. Must not reject: it is a copy. */
  readonly ship?: ShipBatch;
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
  /** (event, rule) pairs that no finding had counted before. */
  readonly added: number;
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
  const seen = detectAll(batch, deps, now);
  const { matches, faults } = seen;
  if (faults.length > 0) await deps.quarantine.put(faults);
  const { recorded, counts: stored } = await storeMatches(
    { matches, parts: seen.parts, plan: deps.detector.plan },
    { events: batch.length, matched: seen.matched },
    now,
    deps,
  );
  for (const { findingId } of recorded.filter(({ outcome }) => outcome === 'created'))
    deps.log.info('finding made', { findingId });
  const counts: TriageCounts = {
    events: batch.length,
    matches: matches.length,
    suppressed: matches.filter((match) => match.suppressedBy !== undefined).length,
    ...stored,
    quarantined: faults.length,
  };
  await deps.ship?.(batch, matches, now);
  if (seen.heartbeat !== undefined) await deps.heartbeat?.note(seen.heartbeat);
  deps.log.debug('batch triaged', { ...counts });
  return counts;
}

interface Seen {
  readonly matches: Match[];
  readonly parts: EventPart[];
  readonly faults: QuarantinedInput[];
  /** Events that at least one rule matched. */
  matched: number;
  /** Time of the newest heartbeat in the batch. */
  heartbeat: EpochMs | undefined;
}

function detectAll(batch: readonly Incoming[], deps: TriageDeps, now: EpochMs): Seen {
  const seen: Seen = { matches: [], parts: [], faults: [], matched: 0, heartbeat: undefined };
  for (const [index, incoming] of batch.entries()) {
    try {
      const { matches, parts } = deps.detector.detect(incoming, now);
      seen.matches.push(...matches);
      seen.parts.push(...parts);
      if (matches.length > 0 || parts.length > 0) seen.matched += 1;
      const beat = deps.heartbeat?.timeOf(incoming.record, incoming.fallbackTime, now);
      if (beat !== undefined && beat > (seen.heartbeat ?? 0)) seen.heartbeat = beat;
    } catch (error) {
      // The one place that catches everything: a record that breaks the engine must not take its batch with it.
      seen.faults.push(engineFault(incoming, index, error));
    }
  }
  return seen;
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
  added: 0,
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
      added: sum.added + one.added,
      quarantined: sum.quarantined + one.quarantined,
    }),
    ZERO,
  );
}

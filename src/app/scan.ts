import { groupMatches } from '#core/dedup';
import type { Match } from '#core/match';
import { atLeast, type Severity } from '#core/severity';
import { type EpochMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import type { FindingStore } from '#ports/finding-store';
import { inputsIn, type ReadFault, type ReadItem, type ReadRecord } from '#ports/read-item';
import type { Detected, Detector } from './detector.ts';

export interface ScanDeps {
  readonly detector: Detector;
  readonly clock: Clock;
  /** Only events with a time in [from, to], and those without a usable time: they may belong there. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Matches of milder rules are left out. */
  readonly minSeverity: Severity;
  /** Where findings gather; left out when only matches are wanted. */
  readonly findings?: FindingStore;
  readonly onMatch?: (match: Match, from: ReadRecord) => void;
  readonly onFault?: (fault: ReadFault) => void;
}

/** What a scan read and found. */
export interface ScanReport {
  readonly events: number;
  /** Events outside the span; they are not matched. */
  readonly outsideSpan: number;
  /** Events without a usable time that were matched although a span was asked for; 0 without one. */
  readonly untimed: number;
  /** (event, rule) pairs that no suppression covers. */
  readonly matches: number;
  readonly suppressed: number;
  readonly quarantined: number;
  /** What was recognised and holds no events, by kind: `digest`, `S3 notification`. */
  readonly passed: ReadonlyMap<string, number>;
}

interface Tally {
  events: number;
  outsideSpan: number;
  untimed: number;
  matches: number;
  suppressed: number;
  quarantined: number;
  passed: Map<string, number>;
}

/** Findings of a scan live in memory and alert nobody. */
const KEPT = { alertFloor: 'critical', retentionDays: 1 } as const;

/**
 * Runs the rules over everything that a source yields, in its order.
 *
 * One bad item never stops the others: faults are counted and handed to `onFault`, an event that breaks a rule too.
 */
export async function scan(source: AsyncIterable<readonly ReadItem[]>, deps: ScanDeps): Promise<ScanReport> {
  const tally: Tally = {
    events: 0,
    outsideSpan: 0,
    untimed: 0,
    matches: 0,
    suppressed: 0,
    quarantined: 0,
    passed: new Map(),
  };
  for await (const items of source) {
    const now = deps.clock.now();
    const kept: Match[] = [];
    for (const item of items) {
      if (item.type === 'record') scanRecord(item, now, deps, tally, kept);
      else if (item.type === 'fault') addFault(item, deps, tally);
      else if (item.type === 'cleared') tally.events += item.count;
      else tally.passed.set(item.kind, (tally.passed.get(item.kind) ?? 0) + item.count);
    }
    if (kept.length > 0) await deps.findings?.record(groupMatches(kept), { now, ...KEPT });
  }
  return tally;
}

function scanRecord(item: ReadRecord, now: EpochMs, deps: ScanDeps, tally: Tally, kept: Match[]): void {
  tally.events += 1;
  const place = placeIn(item, deps);
  if (place === 'outside') {
    tally.outsideSpan += 1;
    return;
  }
  if (place === 'untimed') tally.untimed += 1;
  for (const match of detect(item, now, deps, tally).matches) {
    if (!atLeast(match.rule.severity, deps.minSeverity)) continue;
    tally[match.suppressedBy === undefined ? 'matches' : 'suppressed'] += 1;
    if (match.suppressedBy === undefined) deps.onMatch?.(match, item);
    if (deps.findings) kept.push(match);
  }
}

function detect(item: ReadRecord, now: EpochMs, deps: ScanDeps, tally: Tally): Detected {
  const { record, file, fallbackTime } = item;
  try {
    const incoming =
      fallbackTime === undefined ? { record, origin: file } : { record, origin: file, fallbackTime };
    return deps.detector.detect(incoming, now);
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    const { offset, line } = item;
    const reason = `a rule could not be evaluated on this record (${kind})`;
    addFault(
      { type: 'fault', file, offset, ...(line === undefined ? {} : { line }), reason, raw: '' },
      deps,
      tally,
    );
    return { matches: [], parts: [] };
  }
}

/** Where an event lies as to the span. Whoever can spoil a time must not be able to hide an event by it. */
function placeIn(
  { record, fallbackTime }: ReadRecord,
  { from, to }: ScanDeps,
): 'inside' | 'outside' | 'untimed' {
  if (from === undefined && to === undefined) return 'inside';
  const at = parseTime(record['eventTime']) ?? fallbackTime;
  if (at === undefined) return 'untimed';
  return at >= (from ?? 0) && at <= (to ?? Number.POSITIVE_INFINITY) ? 'inside' : 'outside';
}

function addFault(fault: ReadFault, deps: ScanDeps, tally: Tally): void {
  tally.quarantined += inputsIn(fault);
  deps.onFault?.(fault);
}

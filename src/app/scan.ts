import { groupMatches } from '#core/dedup';
import type { Match } from '#core/match';
import { atLeast, type Severity } from '#core/severity';
import { type EpochMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import { inputsIn, type ReadFault, type ReadItem, type ReadRecord } from '#ports/read-item';
import type { CorrelateDeps } from './correlation/batch-run.ts';
import { correlate } from './correlation/correlate.ts';
import type { EventPart } from './correlation/event-parts.ts';
import type { Detected, Detector } from './detector.ts';
import { type CorrelationHit, type ScanCorrelations, scanCorrelations } from './scan-correlations.ts';

export interface ScanDeps {
  readonly detector: Detector;
  readonly clock: Clock;
  /**
   * Only events with a time in [from, to], and those without a usable time: they may belong there. What lies outside takes
   * no part in correlations either: a scan of a span answers as if there were no other events.
   */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** Matches of milder rules are left out. */
  readonly minSeverity: Severity;
  /** Where findings gather, and what is to become one; left out when only matches are wanted. */
  readonly stores?: Pick<CorrelateDeps, 'findings' | 'state'>;
  readonly onMatch?: (match: Match, from: ReadRecord) => void;
  /** Called at the end, worst first, then oldest first: any event may belong to what came before it. */
  readonly onCorrelation?: (hit: CorrelationHit) => void;
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
  /** Episodes of correlations that no suppression covers. */
  readonly correlations: number;
  /** Both, where a suppression covers them. */
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
  correlations: number;
  suppressed: number;
  quarantined: number;
  passed: Map<string, number>;
}

/** Findings of a scan live in memory and alert nobody. */
const KEPT = { alertFloor: 'critical', retentionDays: 1 } as const;
/**
 * Events that go on with a firing, in findings of correlations that refer to it: there is no table whose items they would
 * have to fit into, but in a flood every event is a firing with a list of its own.
 */
const MEMBERS_OF_FIRING = 200;
/** They live as long as the scan. */
const NEVER_LATE_MS = 365 * 86_400_000;

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
    correlations: 0,
    suppressed: 0,
    quarantined: 0,
    passed: new Map(),
  };
  const correlated = scanCorrelations(deps.detector.plan);
  for await (const items of source) {
    const now = deps.clock.now();
    const gathered: Gathered = { matches: [], parts: [], correlated };
    for (const item of items) {
      if (item.type === 'record') scanRecord(item, now, deps, tally, gathered);
      else if (item.type === 'fault') addFault(item, deps, tally);
      else if (item.type === 'cleared') tally.events += item.count;
      else tally.passed.set(item.kind, (tally.passed.get(item.kind) ?? 0) + item.count);
    }
    await store(gathered, now, deps);
  }
  tellCorrelations(correlated, deps, tally);
  return tally;
}

/** Where what an event was found to be is gathered. */
interface Gathered {
  readonly matches: Match[];
  readonly parts: EventPart[];
  readonly correlated: ScanCorrelations;
}

async function store({ matches, parts }: Gathered, now: EpochMs, deps: ScanDeps): Promise<void> {
  const { stores, clock, minSeverity } = deps;
  const { plan } = deps.detector;
  if (!stores || matches.length + parts.length === 0) return;
  const settings = { now, ...KEPT };
  const correlated = await correlate(parts, settings, {
    ...stores,
    clock,
    latenessMs: NEVER_LATE_MS,
    plan: {
      ...plan,
      mostMembers: MEMBERS_OF_FIRING,
      isTold: (one) =>
        plan.isTold(one) && atLeast(plan.cardOf(one)?.severity ?? 'informational', minSeverity),
    },
  });
  await stores.findings.record([...groupMatches(matches), ...correlated.unstored], settings);
}

function scanRecord(item: ReadRecord, now: EpochMs, deps: ScanDeps, tally: Tally, gathered: Gathered): void {
  tally.events += 1;
  const place = placeIn(item, deps);
  if (place === 'outside') {
    tally.outsideSpan += 1;
    return;
  }
  if (place === 'untimed') tally.untimed += 1;
  const { matches, parts } = detect(item, now, deps, tally);
  // Whatever their severity: that of a correlation is its own.
  for (const part of parts) gathered.correlated.add(part);
  if (deps.stores) gathered.parts.push(...parts);
  for (const match of matches) {
    if (!atLeast(match.rule.severity, deps.minSeverity)) continue;
    tally[match.suppressedBy === undefined ? 'matches' : 'suppressed'] += 1;
    if (match.suppressedBy === undefined) deps.onMatch?.(match, item);
    if (deps.stores) gathered.matches.push(match);
  }
}

function tellCorrelations(correlated: ScanCorrelations, deps: ScanDeps, tally: Tally): void {
  for (const hit of correlated.hits(deps.minSeverity)) {
    tally[hit.found.partition === undefined ? 'correlations' : 'suppressed'] += 1;
    if (hit.found.partition === undefined) deps.onCorrelation?.(hit);
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

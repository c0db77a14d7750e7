import type { Tally } from './counting.ts';
import { cutText } from './cut.ts';
import type { WatchedEvent } from './event.ts';
import { byTimeThenKey, mergeEvidence } from './evidence.ts';
import type { AlertMark, Finding, Note } from './finding.ts';
import { boundedContext, type FindingContext, mergeContext } from './finding-context.ts';
import { ruleTexts, type Told, toldBy } from './finding-texts.ts';
import { addNote, laterThan } from './life-cycle.ts';
import type { RuleCard } from './match.ts';
import { atLeast, type Severity } from './severity.ts';
import {
  dayOf,
  type EpochMs,
  type EpochSeconds,
  epochMs,
  floorTo,
  isoFromMs,
  secondsFromMs,
} from './time.ts';

/** The matches of one batch that belong to one finding. */
export interface FindingDelta {
  readonly findingId: string;
  readonly rule: RuleCard;
  readonly dedupKey: string;
  readonly windowStart: EpochMs;
  /** Set when an allow-list entry covers these events: the finding is kept, nobody is alerted. */
  readonly suppressedBy?: string;
  readonly context?: FindingContext;
  /** Distinct by `key`, at least one. */
  readonly events: readonly WatchedEvent[];
}

/** What merging needs besides the events. */
export interface MergeSettings {
  readonly now: EpochMs;
  /** Findings below this severity raise no alert. */
  readonly alertFloor: Severity;
  /** Days that a finding is kept after its last change. */
  readonly retentionDays: number;
  /** Of the delivery that makes a finding. */
  readonly correlationId?: string;
}

const DAY_MS = 86_400_000;

/** When a new finding that is written now expires, in epoch seconds. */
const expiryOf = ({ now, retentionDays }: MergeSettings): EpochSeconds =>
  secondsFromMs(epochMs(now + retentionDays * DAY_MS));

/** When a finding expires that is written now: never sooner than it was to, whatever the retention of this writer. */
export const laterExpiry = (previous: Finding | undefined, settings: MergeSettings): number =>
  Math.max(previous?.expiresAt ?? 0, expiryOf(settings));

/**
 * Adds the events of a delta to a finding, or makes the finding.
 *
 * What comes out is a function of the set of all events, whatever the order, the batches and the repetitions;
 * only `createdAt updatedAt expiresAt correlationId notes` and the alert's mark depend on when and how they came.
 * `tally` is the count including the delta (`planCount`, `tallyPages`); `isRepeat` says that the finding counted all of
 * its events before this writer came. Answers `previous` itself when the delta says nothing new.
 */
export function mergeDelta(
  previous: Finding | undefined,
  delta: FindingDelta,
  settings: MergeSettings,
  tally: Tally,
  isRepeat = tally.count === previous?.count,
): Finding {
  const events = [...unknownTo(previous, delta.events, isRepeat)].sort(byTimeThenKey);
  if (!previous) return created(delta, events, settings, tally);
  if (events.length === 0) return withContext(previous, delta, settings);
  const told = { ...previous, ...answersOf(previous, delta, events, tally) };
  if (sameAnswers(previous, told)) return previous;
  const updatedAt = laterThan(previous.updatedAt, settings.now);
  const written = { ...told, updatedAt, expiresAt: laterExpiry(previous, settings) };
  const recurred = tally.count > previous.count || (tally.capped && told.evidence !== previous.evidence);
  return recurred && previous.status === 'closed' ? reopened(written, settings) : written;
}

/** Events that are known may come with another context: which one is kept must not depend on which came first. */
function withContext(previous: Finding, delta: FindingDelta, settings: MergeSettings): Finding {
  const context = contextOf(previous, delta);
  if (context === undefined || context === previous.context) return previous;
  const updatedAt = laterThan(previous.updatedAt, settings.now);
  return { ...previous, context, updatedAt, expiresAt: laterExpiry(previous, settings) };
}

/**
 * Leaves out what is counted already: the time of an event dated in the future, or without one, is that of its arrival,
 * and a second delivery must not move it.
 *
 * While few, the finding knows its keys. When they lie on pages, a count that did not grow says that all were known; of
 * a writer that died between pages and finding, only such odd times are then lost.
 */
function unknownTo(
  previous: Finding | undefined,
  events: readonly WatchedEvent[],
  isRepeat: boolean,
): readonly WatchedEvent[] {
  if (!previous) return events;
  if ('keys' in previous.counted) {
    const known = new Set(previous.counted.keys);
    return events.filter(({ key }) => !known.has(key));
  }
  return isRepeat ? events.filter(({ timeNote }) => timeNote === 'ok') : events;
}

/** Whether a finding of this rule that nobody suppressed is worth an alert. */
const deservesAlert = (finding: Pick<Finding, 'severity' | 'suppressionId'>, floor: Severity): boolean =>
  finding.suppressionId === undefined && atLeast(finding.severity, floor);

function created(
  delta: FindingDelta,
  events: readonly WatchedEvent[],
  settings: MergeSettings,
  tally: Tally,
): Finding {
  const now = isoFromMs(settings.now);
  const fixed = {
    findingId: delta.findingId,
    ...ruleTexts(delta.rule),
    ...(delta.suppressedBy === undefined ? {} : { suppressionId: delta.suppressedBy }),
    dedupKey: delta.dedupKey,
    windowStart: isoFromMs(delta.windowStart),
    windowMinutes: delta.rule.windowMinutes,
  };
  const due = deservesAlert(fixed, settings.alertFloor);
  return {
    ...fixed,
    status: delta.suppressedBy === undefined ? 'open' : 'suppressed',
    ...answersOf(undefined, delta, events, tally),
    alert: { state: due ? 'pending' : 'none', cause: 'new', attempts: 0 },
    notes: [],
    ...(settings.correlationId ? { correlationId: cutText(settings.correlationId, 64) } : {}),
    createdAt: now,
    updatedAt: now,
    expiresAt: expiryOf(settings),
  };
}

type Answers = Pick<
  Finding,
  | Told
  | 'accountDay'
  | 'firstSeen'
  | 'lastSeen'
  | 'count'
  | 'countCapped'
  | 'counted'
  | 'evidence'
  | 'timeNote'
  | 'context'
>;

/** Everything in a finding that its events decide. */
function answersOf(
  previous: Finding | undefined,
  delta: FindingDelta,
  events: readonly WatchedEvent[],
  tally: Tally,
): Answers {
  const told = toldBy(previous, delta.rule, events);
  const firstSeen = previous?.firstSeen ?? '9999';
  const lastSeen = previous?.lastSeen ?? '';
  const [first, last] = [events[0], events.at(-1)].map((event) => wholeSecond(event?.at ?? epochMs(0)));
  const timeNote = worseNote(previous, events);
  const context = contextOf(previous, delta);
  const earliest = first !== undefined && first < firstSeen ? first : firstSeen;
  const day = delta.rule.windowMinutes === 0 ? earliest.slice(0, 10) : dayOf(delta.windowStart);
  return {
    ...told,
    accountDay: `${told.accountId}#${day}`,
    firstSeen: earliest,
    lastSeen: last !== undefined && last > lastSeen ? last : lastSeen,
    count: tally.count,
    ...(tally.capped ? { countCapped: true as const } : {}),
    counted: tally.counted,
    evidence: mergeEvidence(previous?.evidence ?? [], events),
    ...(timeNote === undefined ? {} : { timeNote }),
    ...(context === undefined ? {} : { context }),
  };
}

/** Bounded before it is compared, so that the same context is the same. */
const contextOf = (previous: Finding | undefined, { context }: FindingDelta): FindingContext | undefined =>
  mergeContext(previous?.context, context && boundedContext(context));

/** Whole seconds, so that texts of one length sort and range as the instants do. */
const wholeSecond = (at: EpochMs): string => isoFromMs(floorTo(at, 1000));

function worseNote(previous: Finding | undefined, events: readonly WatchedEvent[]): Finding['timeNote'] {
  const notes = new Set([previous?.timeNote, ...events.map((event) => event.timeNote)]);
  if (notes.has('missing')) return 'missing';
  return notes.has('future') ? 'future' : undefined;
}

function sameAnswers(a: Finding, b: Finding): boolean {
  return (
    a.count === b.count &&
    a.countCapped === b.countCapped &&
    a.firstSeen === b.firstSeen &&
    a.lastSeen === b.lastSeen &&
    a.timeNote === b.timeNote &&
    a.evidence === b.evidence &&
    a.context === b.context &&
    'pages' in a.counted === 'pages' in b.counted
  );
}

/** A closed finding that goes on is news, except where an allow-list entry covers it. */
export function reopened(finding: Finding, settings: MergeSettings): Finding {
  const { closedReason, ...rest } = finding;
  const due = deservesAlert(finding, settings.alertFloor);
  const note: Note = {
    at: isoFromMs(settings.now),
    by: 'trailhound',
    text: `Reopened: it happened again after it was closed (${closedReason ?? 'no reason given'}).`,
  };
  return { ...addNote(rest, note), status: 'open', alert: due ? alertAgain(finding.alert) : finding.alert };
}

const alertAgain = (alert: AlertMark): AlertMark => ({
  ...alert,
  state: 'pending',
  cause: 'reopened',
  attempts: 0,
  reopened: (alert.reopened ?? 0) + 1,
});

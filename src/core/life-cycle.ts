import { cutText } from './cut.ts';
import type { AlertMark, Finding, Note } from './finding.ts';
import { boundedContext, type FindingContext, mergeContext } from './finding-context.ts';
import { fail, ok, type Result } from './result.ts';
import { type EpochMs, epochMs, isoFromMs, parseTime } from './time.ts';

/** Who changes a finding, and when. */
export interface Who {
  readonly by: string;
  readonly at: EpochMs;
}

/** How many notes a finding keeps: the newest. */
export const MAX_NOTES = 50;
/** UTF-16 units that are kept of a reason or a note. */
export const MAX_REMARK = 280;
const MAX_NAME = 64;

/** Takes an open finding on. Fails with a sentence when it is not open. */
export function acknowledge(finding: Finding, who: Who, text = ''): Result<Finding, string> {
  if (finding.status !== 'open') return fail(refusal(finding, 'acknowledged'));
  return ok(moved(finding, 'acknowledged', who, said('Acknowledged', text)));
}

/**
 * Closes an open or acknowledged finding. Fails with a sentence on any other, and without a reason.
 *
 * An alert that is still pending is dropped: a person has dealt with it already.
 */
export function close(finding: Finding, reason: string, who: Who): Result<Finding, string> {
  if (reason.trim() === '') return fail('a finding is closed with a reason');
  if (finding.status === 'closed' || finding.status === 'suppressed') return fail(refusal(finding, 'closed'));
  const closed = moved(finding, 'closed', who, said('Closed', reason));
  return ok({ ...withoutAlert(closed), closedReason: cutText(reason.trim(), MAX_REMARK) });
}

/**
 * Closes an open or acknowledged finding because what it tells of has ended by itself. Fails with a sentence on any other.
 *
 * Who was told that it began is told that it ended: the alert becomes due again. An alert that is still pending tells
 * both, and a finding that nobody was told of ends without a word.
 */
export function recover(
  finding: Finding,
  who: Who,
  text: string,
  context?: FindingContext,
): Result<Finding, string> {
  if (finding.status === 'closed' || finding.status === 'suppressed') return fail(refusal(finding, 'closed'));
  const closed = moved(finding, 'closed', who, said('Recovered', text));
  const merged = mergeContext(finding.context, context && boundedContext(context));
  return ok({
    ...closed,
    ...(merged === undefined ? {} : { context: merged }),
    closedReason: cutText(text.trim(), MAX_REMARK),
    alert: recoveryAlert(finding.alert),
  });
}

/** The alert of a finding that ended: due again where somebody was told, and otherwise as it is. */
export function recoveryAlert(alert: AlertMark): AlertMark {
  if (alert.state === 'none' || alert.state === 'pending') return alert;
  return { ...alert, state: 'pending', cause: 'recovered', attempts: 0, reopened: (alert.reopened ?? 0) + 1 };
}

/**
 * Opens a finding again, by hand and without a new alert. Fails with a sentence when it is open.
 *
 * That it recovered is not told any more where it was not told yet: it would be wrong.
 */
export function reopen(finding: Finding, who: Who, text = ''): Result<Finding, string> {
  if (finding.status === 'open') return fail(refusal(finding, 'reopened'));
  const { closedReason: _, ...rest } = finding;
  const { alert } = finding;
  const isRecovery = alert.state === 'pending' && alert.cause === 'recovered';
  const told = isRecovery ? { ...alert, state: 'sent' as const } : alert;
  return ok(moved({ ...rest, alert: told }, 'open', who, said('Reopened', text)));
}

/**
 * Silences an open or acknowledged finding for the rest of its window: it goes on counting and alerts nobody.
 *
 * Fails with a sentence on any other, and without a reason.
 */
export function suppress(finding: Finding, reason: string, who: Who): Result<Finding, string> {
  if (reason.trim() === '') return fail('a finding is suppressed with a reason');
  if (finding.status === 'closed' || finding.status === 'suppressed')
    return fail(refusal(finding, 'suppressed'));
  return ok(withoutAlert(moved(finding, 'suppressed', who, said('Suppressed', reason))));
}

/** Adds a note and keeps the newest `MAX_NOTES`. Texts are cut, never escaped. */
export function addNote<T extends Pick<Finding, 'notes'>>(finding: T, note: Note): T {
  const bounded = { at: note.at, by: cutText(note.by, MAX_NAME), text: cutText(note.text, MAX_REMARK) };
  return { ...finding, notes: [...finding.notes, bounded].slice(-MAX_NOTES) };
}

/** `now`, or the millisecond after `updatedAt` where clocks disagree: writers compare it, so it must grow. */
export function laterThan(updatedAt: string, now: EpochMs): string {
  const before = parseTime(updatedAt) ?? epochMs(0);
  return isoFromMs(epochMs(Math.max(now, before + 1)));
}

/** Sets `updatedAt` and moves the expiry along with it, so that a finding is kept equally long after every change. */
export function touched(finding: Finding, at: EpochMs): Finding {
  const updatedAt = laterThan(finding.updatedAt, at);
  const grown = (parseTime(updatedAt) ?? 0) - (parseTime(finding.updatedAt) ?? 0);
  return { ...finding, updatedAt, expiresAt: finding.expiresAt + Math.ceil(grown / 1000) };
}

/** `next` with an `updatedAt` after that of `previous`, whatever changed it. */
export function grownSince(previous: Finding, next: Finding): Finding {
  const before = parseTime(previous.updatedAt) ?? epochMs(0);
  const after = parseTime(next.updatedAt) ?? epochMs(0);
  return after > before ? next : { ...next, updatedAt: laterThan(previous.updatedAt, after) };
}

/** What became of an attempt to send an alert. */
export type AlertEnd =
  | { readonly state: 'sent' | 'folded'; readonly at: string }
  | { readonly state: 'failed' };

/**
 * Marks the alert of `current` as `seen` was dealt with. A failed attempt is counted and stays pending.
 *
 * `undefined` when there is nothing to mark: the alert is settled, or it became due again since `seen` was read,
 * and that is another alert. One that recovered after `seen` was read is due again: only its opening was told.
 */
export function markedAlert(current: Finding, seen: Finding, outcome: AlertEnd): Finding | undefined {
  const { alert } = current;
  if (alert.state !== 'pending' || (alert.reopened ?? 0) !== (seen.alert.reopened ?? 0)) return undefined;
  if (outcome.state === 'failed') {
    return touched({ ...current, alert: { ...alert, attempts: alert.attempts + 1 } }, epochMs(0));
  }
  const told: AlertMark = { ...alert, state: outcome.state, lastSentAt: outcome.at };
  // Closed by hand, nothing would be pending.
  const recovered = current.status === 'closed' && seen.status !== 'closed';
  const marked = { ...current, alert: recovered ? recoveryAlert(told) : told };
  return touched(marked, parseTime(outcome.at) ?? epochMs(0));
}

function moved(finding: Finding, status: Finding['status'], who: Who, text: string): Finding {
  return touched(addNote({ ...finding, status }, { at: isoFromMs(who.at), by: who.by, text }), who.at);
}

const said = (what: string, text: string): string =>
  text.trim() === '' ? `${what}.` : `${what}: ${text.trim()}`;

const withoutAlert = (finding: Finding): Finding =>
  finding.alert.state === 'pending' ? { ...finding, alert: { ...finding.alert, state: 'none' } } : finding;

function refusal({ status }: Finding, wanted: string): string {
  if (status === wanted || (status === 'open' && wanted === 'reopened'))
    return `the finding is ${status} already`;
  return `the finding is ${status}; only ${wanted === 'acknowledged' ? 'an open one' : 'an open or acknowledged one'} can be ${wanted} (reopen it first)`;
}

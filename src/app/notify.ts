import { type BudgetLimits, DEFAULT_BUDGET } from '#core/alert-budget';
import type { AlertOptions } from '#core/alert-place';
import { summaryMessage } from '#core/alert-summary';
import { alertMessage } from '#core/alert-text';
import { TrailhoundError } from '#core/errors';
import type { Finding } from '#core/finding';
import { type EpochMs, isoFromMs } from '#core/time';
import type { AlertMessage, AlertSink } from '#ports/alert-sink';
import type { Clock } from '#ports/clock';
import type { AlertOutcome, FindingStore } from '#ports/finding-store';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';
import type { StateStore } from '#ports/state-store';
import { takeTokens } from './alert-tokens.ts';
import { isRefused, tellBesides } from './tell-sinks.ts';

export interface NotifySettings extends AlertOptions, BudgetLimits {
  /** Pending alerts looked at together, and the most that one summary folds. */
  readonly pageSize: number;
}

/** 8 alerts at once, then 1 a second; up to 500 findings in one summary. */
export const DEFAULT_NOTIFY: NotifySettings = { ...DEFAULT_BUDGET, pageSize: 500 };

export interface NotifyDeps {
  readonly findings: Pick<FindingStore, 'pendingAlerts' | 'markAlert'>;
  readonly state: StateStore;
  /** An alert is sent when all of them took it; after a failure all of them get it again. */
  readonly sinks: readonly AlertSink[];
  /**
   * Told once all sinks have taken an alert. One that fails is logged and not told again: an alert must not come twice
   * to those who have it, with every run, because a receiver beside them is gone.
   */
  readonly besides?: readonly AlertSink[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly settings: NotifySettings;
}

export interface DrainBudget {
  /** No send is begun from then on. Without it the drain ends when nothing is left. */
  readonly deadline?: EpochMs;
}

/** What one drain did, in findings. */
export interface DrainReport {
  readonly sent: number;
  readonly folded: number;
  /** Not taken by every sink; they stay pending. */
  readonly failed: number;
  /** Sent, but the table would not take the mark: they will be sent again. */
  readonly unmarked: number;
  /** Pending and not tried, up to one page of them. */
  readonly left: number;
}

type Counts = { -readonly [name in keyof DrainReport]: number };
interface Run {
  readonly counts: Counts;
  /** Ids that this drain has dealt with. An index that lags may show them as pending for a while. */
  readonly tried: Set<string>;
  readonly expired: () => boolean;
}

/** Marks written at the same time: a summary may have hundreds. */
const MARKS_AT_ONCE = 10;

/**
 * Sends every pending alert, worst first, at most as fast as the shared budget allows.
 *
 * When not all that is pending may be sent, the worst go out alone and one summary stands for all the others. An alert
 * is sent first and marked then: a crash in between sends it again, and loses none. One that fails is tried once a
 * drain. A finding that is closed or suppressed before its turn has no pending alert any more (`src/core/life-cycle.ts`).
 * Throws `TH_STORE_*` when the pending alerts or the budget can't be read.
 */
export async function drainAlerts(deps: NotifyDeps, budget: DrainBudget = {}): Promise<DrainReport> {
  if (deps.sinks.length === 0) {
    throw new TrailhoundError('TH_SETTINGS_REFUSED', 'no alert sink is configured: alerts stay pending');
  }
  const { deadline } = budget;
  const run: Run = {
    counts: { sent: 0, folded: 0, failed: 0, unmarked: 0, left: 0 },
    tried: new Set(),
    expired: () => deadline !== undefined && deps.clock.now() >= deadline,
  };
  while (!run.expired()) {
    const page = await nextPage(deps, run);
    if (page.length === 0) return run.counts;
    const due = page.filter((finding) => isTellable(deps, run, finding));
    if (due.length > 0 && !(await sendPage(deps, run, due, deadline))) break;
  }
  run.counts.left = (await nextPage(deps, run)).length;
  return run.counts;
}

/** Sets aside an item that is no finding any more (edited by hand, say): it must not stop the alerts behind it. */
function isTellable({ log, settings }: NotifyDeps, run: Run, finding: Finding): boolean {
  try {
    alertMessage(finding, settings);
    return true;
  } catch (cause) {
    run.tried.add(finding.findingId);
    run.counts.failed += 1;
    log.error('no alert can be made of this item; it stays pending', { findingId: finding.findingId }, cause);
    return false;
  }
}

/** Answers whether to go on: not when there is no time for the next token, nor when nothing at all gets through. */
async function sendPage(
  deps: NotifyDeps,
  run: Run,
  due: readonly Finding[],
  deadline: EpochMs | undefined,
): Promise<boolean> {
  const { clock, state, settings } = deps;
  const { granted, waitMs } = await takeTokens(state, clock, due.length, settings);
  if (granted === 0) {
    if (deadline !== undefined && clock.now() + waitMs >= deadline) return false;
    await clock.sleep(waitMs);
    return true;
  }
  const before = run.counts.sent + run.counts.folded;
  const alone = granted >= due.length ? due : due.slice(0, granted - 1);
  const rest = due.slice(alone.length);
  for (const finding of alone) {
    if (!run.expired()) await deliver(deps, run, alertMessage(finding, settings), [finding], 'sent');
  }
  if (rest.length > 0 && !run.expired()) {
    await deliver(deps, run, summaryMessage(rest, settings), rest, 'folded');
  }
  return run.counts.sent + run.counts.folded > before;
}

async function deliver(
  deps: NotifyDeps,
  run: Run,
  message: AlertMessage,
  findings: readonly Finding[],
  state: 'sent' | 'folded',
): Promise<void> {
  for (const { findingId } of findings) run.tried.add(findingId);
  const refused = await isRefused(message, deps.sinks, deps.log);
  if (refused) run.counts.failed += findings.length;
  else await tellBesides(deps, message, findings);
  if (!refused) logSent(deps, findings, state);
  const outcome: AlertOutcome = refused ? { state: 'failed' } : { state, at: isoFromMs(deps.clock.now()) };
  for (let at = 0; at < findings.length; at += MARKS_AT_ONCE) {
    const together = findings.slice(at, at + MARKS_AT_ONCE);
    const marked = await Promise.all(together.map((finding) => mark(deps, run, finding, outcome)));
    if (!refused) run.counts[state] += marked.filter(Boolean).length;
  }
}

/** What joins an alert to the delivery that caused it: one line for each finding in it. */
function logSent({ log }: NotifyDeps, findings: readonly Finding[], state: 'sent' | 'folded'): void {
  for (const { findingId, correlationId } of findings)
    log.info('alert sent', { findingId, state, correlationId });
}

/** Answers whether the table took the mark: one finding that it refuses must not hold up the others. */
async function mark(deps: NotifyDeps, run: Run, finding: Finding, outcome: AlertOutcome): Promise<boolean> {
  try {
    await deps.findings.markAlert(finding, outcome);
    return true;
  } catch (cause) {
    run.counts.unmarked += 1;
    deps.log.error('alert not marked; it is sent again', { findingId: finding.findingId }, cause);
    return false;
  }
}

/** Reads pending findings that this drain has not tried; none means that there are none. */
async function nextPage({ findings, settings }: NotifyDeps, run: Run): Promise<readonly Finding[]> {
  const limit = run.counts.failed + run.counts.unmarked + settings.pageSize;
  const untried = (pending: readonly Finding[]): readonly Finding[] =>
    pending.filter(({ findingId }) => !run.tried.has(findingId)).slice(0, settings.pageSize);
  const pending = await findings.pendingAlerts(limit);
  const page = untried(pending);
  if (page.length > 0 || pending.length < limit) return page;
  return untried(await findings.pendingAlerts(run.tried.size + settings.pageSize));
}

import { TrailhoundError } from '#core/errors';
import { type EpochMs, parseTime } from '#core/time';
import type { Clock } from '#ports/clock';
import type { FailedDeliveries, Redelivery, WaitingDelivery } from '#ports/failed-deliveries';
import type { Log } from '#ports/log';
import type { Metrics } from '#ports/metrics';
import type { StateStore, Versioned } from '#ports/state-store';
import { failedRecordOf } from './failed-record.ts';
import { readTally, type Tally, writeTally } from './redrive-tally.ts';

export interface RedriveSettings {
  /** Times that a delivery is tried, on top of AWS's own, before it is given up. */
  readonly attempts: number;
  /** ARNs of the functions that may be invoked, unqualified. A record that names another one invokes nothing. */
  readonly functions: readonly string[];
  /** ARNs of functions whose failures are forgotten, because their next scheduled run does the same work. */
  readonly repeating: readonly string[];
}

export interface RedriveDeps {
  readonly deliveries: FailedDeliveries;
  readonly redelivery: Redelivery;
  readonly state: StateStore;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: RedriveSettings;
}

export interface RedriveBudget {
  /** Nothing is begun from then on. */
  readonly deadline: EpochMs;
  /** When this run itself is ended by force: no answer is waited for past it. */
  readonly end: EpochMs;
}

const OUTCOMES = ['delivered', 'failed', 'busy', 'notDue', 'dropped', 'givenUp', 'gone', 'troubled'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What one run did, in deliveries. */
export interface RedriveReport extends Readonly<Record<Outcome, number>> {
  /** Still waiting at the end; more, where `isCut`. */
  readonly waiting: number;
  /** There were more than one run looks at. */
  readonly isCut: boolean;
}

interface Run {
  readonly deps: RedriveDeps;
  readonly budget: RedriveBudget;
  readonly counts: Record<Outcome, number>;
  /** Functions that had too much to do: asking again would take more from them. */
  readonly busy: Set<string>;
}

const MOST_LISTED = 20_000;
const MOST_TRIED = 1_000;
const AT_ONCE = 4;
/** So many failures of the store or the bucket are no matter of single deliveries. */
const MOST_TROUBLES = 5;

/**
 * Delivers again what AWS gave up, oldest first, at most 1,000 in a run.
 *
 * The count of tries is a state item, written under its version before the function is invoked: of two runs at once one
 * gets the delivery, a run that is killed has counted its try, and the record itself is never rewritten (tags and
 * metadata of an object have no condition, and copying it over could bring back one that was just removed). Pauses grow
 * from 15 minutes to 12 hours: five tries take about 17 hours.
 *
 * Throws `TH_REDRIVE` when the failures can't be listed, or, at its end, when some could not be dealt with; nothing is lost.
 */
export async function redrive(deps: RedriveDeps, budget: RedriveBudget): Promise<RedriveReport> {
  const counts = Object.fromEntries(OUTCOMES.map((one) => [one, 0])) as Record<Outcome, number>;
  const run: Run = { deps, budget, counts, busy: new Set() };
  const { waiting, isCut } = await oldestFirst(deps.deliveries);
  const queue = waiting.values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(run, queue)));
  const report = {
    ...counts,
    waiting: waiting.length - counts.delivered - counts.dropped - counts.givenUp - counts.gone,
    isCut,
  };
  deps.metrics.add('DeliveriesWaiting', report.waiting);
  deps.log[report.waiting > 0 ? 'warn' : 'info']('failed deliveries looked at', { ...report });
  if (counts.troubled > 0) {
    throw new TrailhoundError(
      'TH_REDRIVE',
      `${counts.troubled} failed deliveries could not be dealt with; they stay`,
    );
  }
  return report;
}

async function oldestFirst(
  deliveries: FailedDeliveries,
): Promise<{ readonly waiting: readonly WaitingDelivery[]; readonly isCut: boolean }> {
  const waiting: WaitingDelivery[] = [];
  let isCut = false;
  for await (const page of deliveries.list()) {
    waiting.push(...page);
    isCut = waiting.length > MOST_LISTED;
    if (isCut) break;
  }
  waiting.sort((a, b) => a.keptAt - b.keptAt || (a.key < b.key ? -1 : 1));
  return { waiting, isCut };
}

async function work(run: Run, queue: Iterator<WaitingDelivery>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    if (isOver(run)) return;
    const outcome = await deal(run, next.value);
    run.counts[outcome] += 1;
  }
}

function isOver({ counts, budget, deps }: Run): boolean {
  if (counts.troubled >= MOST_TROUBLES || deps.clock.now() >= budget.deadline) return true;
  return counts.delivered + counts.failed + counts.givenUp >= MOST_TRIED;
}

/** One delivery that can't be dealt with must not stop the others. */
async function deal(run: Run, delivery: WaitingDelivery): Promise<Outcome> {
  try {
    return await tryOnce(run, delivery);
  } catch (cause) {
    run.deps.log.error('a failed delivery could not be dealt with; it stays', { key: delivery.key }, cause);
    if (cause instanceof TrailhoundError && cause.code === 'TH_REDRIVE') await putOff(run, delivery);
    return 'troubled';
  }
}

/**
 * Counts a delivery that the bucket refuses as tried: a few old ones that can never be read would otherwise end every
 * run before it comes to the others.
 */
async function putOff({ deps }: Run, delivery: WaitingDelivery): Promise<void> {
  try {
    const tally = await readTally(deps.state, delivery);
    // Tried in this very run, or by another one: noted already.
    if (deps.clock.now() < dueAt(tally)) return;
    const tried = (tally?.value.attempts ?? 0) + 1;
    await writeTally(deps, delivery, tried, tally?.version, 'the bucket refused it (TH_REDRIVE)');
  } catch (cause) {
    deps.log.error('a failed delivery could not be put off', { key: delivery.key }, cause);
  }
}

const dueAt = (tally: Versioned<Tally> | undefined): number => parseTime(tally?.value.nextAt) ?? 0;

async function tryOnce(run: Run, delivery: WaitingDelivery): Promise<Outcome> {
  const { deliveries, state, clock, settings } = run.deps;
  const tally = await readTally(state, delivery);
  const tried = tally?.value.attempts ?? 0;
  if (clock.now() < dueAt(tally)) return 'notDue';
  // A run that was killed during the last try has not come to this.
  if (tried >= settings.attempts) return giveUp(run, delivery, exhausted(tried, tally?.value.reason));
  const text = await deliveries.read(delivery);
  if (text === undefined) return 'gone';
  const record = text.ok ? failedRecordOf(text.value) : text;
  if (!record.ok) return giveUp(run, delivery, record.error);
  const { functionArn, payload } = record.value;
  if (settings.repeating.includes(functionArn)) return drop(run, delivery, functionArn);
  if (!settings.functions.includes(functionArn)) {
    return giveUp(run, delivery, 'it names a function that does not belong to this deployment');
  }
  return run.busy.has(functionArn) ? 'busy' : deliver(run, delivery, { functionArn, payload, tally });
}

interface Attempt {
  readonly functionArn: string;
  readonly payload: string;
  readonly tally: Versioned<Tally> | undefined;
}

async function deliver(run: Run, delivery: WaitingDelivery, attempt: Attempt): Promise<Outcome> {
  const { deliveries, redelivery, clock, log, settings } = run.deps;
  const { functionArn, payload, tally } = attempt;
  const tried = tally?.value.attempts ?? 0;
  if (!(await writeTally(run.deps, delivery, tried + 1, tally?.version))) return 'notDue';
  const claimed = (tally?.version ?? 0) + 1;
  const result = await redelivery.invoke(functionArn, payload, run.budget.end - clock.now());
  if (result.outcome === 'delivered') {
    await deliveries.remove(delivery.key);
    log.info('a failed delivery went through', { key: delivery.key, attempts: tried + 1 });
    return 'delivered';
  }
  if (result.outcome === 'busy') {
    run.busy.add(functionArn);
    // The function was not called: that is no try.
    await writeTally(run.deps, delivery, tried, claimed);
    return 'busy';
  }
  log.warn('a failed delivery failed again', {
    key: delivery.key,
    attempts: tried + 1,
    reason: result.reason,
  });
  if (tried + 1 >= settings.attempts) return giveUp(run, delivery, exhausted(tried + 1, result.reason));
  await writeTally(run.deps, delivery, tried + 1, claimed, result.reason);
  return 'failed';
}

const exhausted = (attempts: number, reason = 'no answer'): string =>
  `failed ${attempts} more times after AWS gave it up; the last time: ${reason}`;

async function giveUp({ deps }: Run, delivery: WaitingDelivery, reason: string): Promise<Outcome> {
  await deps.deliveries.giveUp(delivery.key, reason);
  deps.log.error('a failed delivery is given up', { key: delivery.key, reason });
  return 'givenUp';
}

async function drop({ deps }: Run, delivery: WaitingDelivery, functionArn: string): Promise<Outcome> {
  await deps.deliveries.remove(delivery.key);
  deps.log.info('a failed run is forgotten: the next one does its work', { key: delivery.key, functionArn });
  return 'dropped';
}

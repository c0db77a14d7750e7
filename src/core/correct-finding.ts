import type { Finding } from './finding.ts';
import { addNote, laterThan, recoveryAlert } from './life-cycle.ts';
import { type FindingDelta, laterExpiry, type MergeSettings, mergeDelta, reopened } from './merge.ts';
import { fail, ok, type Result } from './result.ts';
import { isoFromMs } from './time.ts';

/** How the reason of a finding begins that later events have refuted. */
const WITHDRAWN = 'Withdrawn:';
/** Keys of events that a corrected finding keeps; beyond, its count means "at least". */
const MOST_KEYS = 1_000;

const isWithdrawn = ({ status, closedReason }: Finding): boolean =>
  status === 'closed' && closedReason?.startsWith(WITHDRAWN) === true;

/**
 * Gives a finding other events: those that hold now that more is known. What people did to it stays.
 *
 * Fails with `unchanged` where nothing is new. One that was withdrawn opens again.
 */
export function corrected(
  previous: Finding,
  delta: FindingDelta,
  settings: MergeSettings,
): Result<Finding, 'unchanged'> {
  const keys = delta.events.map(({ key }) => key).sort();
  const capped = keys.length > MOST_KEYS;
  const counted = { keys: keys.slice(0, MOST_KEYS) };
  const fresh = mergeDelta(undefined, delta, settings, { count: counted.keys.length, capped, counted });
  const { status, alert, notes, createdAt, closedReason, correlationId } = previous;
  const next: Finding = {
    ...fresh,
    ...{ status, alert, notes, createdAt },
    ...(closedReason === undefined ? {} : { closedReason }),
    ...(correlationId === undefined ? {} : { correlationId }),
    updatedAt: laterThan(previous.updatedAt, settings.now),
    expiresAt: laterExpiry(previous, settings),
  };
  if (isWithdrawn(previous)) return ok(reopened(next, settings));
  return sameEvents(previous, next) ? fail('unchanged') : ok(next);
}

const sameEvents = (a: Finding, b: Finding): boolean =>
  a.count === b.count &&
  a.countCapped === b.countCapped &&
  a.firstSeen === b.firstSeen &&
  a.lastSeen === b.lastSeen &&
  JSON.stringify(a.counted) === JSON.stringify(b.counted);

/**
 * Takes a finding back: events that came later refute it. Who was told of it is told that it ended.
 *
 * Fails with `unchanged` where it is closed already.
 */
export function withdrawn(
  previous: Finding,
  settings: Pick<MergeSettings, 'now'>,
): Result<Finding, 'unchanged'> {
  if (previous.status === 'closed') return fail('unchanged');
  const reason = `${WITHDRAWN} events that arrived later refute it.`;
  const { alert } = previous;
  const note = { at: isoFromMs(settings.now), by: 'trailhound', text: reason };
  return ok({
    ...addNote(previous, note),
    ...{ status: 'closed', closedReason: reason },
    updatedAt: laterThan(previous.updatedAt, settings.now),
    alert: alert.state === 'pending' ? { ...alert, state: 'none' } : recoveryAlert(alert),
  });
}

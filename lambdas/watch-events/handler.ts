import { inflate } from '#adapters/codec/inflate';
import { flushAfter } from '#app/flush-after';
import { takeIn } from '#app/take-in';
import type { TriageCounts, TriageDeps } from '#app/triage';
import { isObject } from '#core/field-text';

/**
 * EventBridge event of CloudTrail -> finding with its alert pending.
 *
 * Takes one event in its envelope, as a rule hands it over, or several in any wrapping, as they may come from a queue or
 * an archive. Whatever holds no record is put into quarantine: nothing else is asked for at this door. Invoked
 * asynchronously: a throw makes AWS deliver the event again, so only what that can heal is thrown.
 */
export const createHandler = (deps: TriageDeps) =>
  flushAfter(deps.metrics, async (event: unknown): Promise<TriageCounts> => {
    const text = JSON.stringify(event) ?? '';
    const origin = originOf(event);
    const counts = await takeIn([{ text, origin, offset: 0 }], { ...deps, inflate });
    if (counts.events + counts.quarantined > 0) return counts;
    const reason = 'holds no CloudTrail record; does a rule of EventBridge forward too much?';
    await deps.quarantine.put([{ source: origin, offset: 0, reason, raw: text }]);
    deps.log.warn('input in quarantine', { inputs: 1, first: reason });
    return { ...counts, quarantined: 1 };
  });

/** The region an event came from: rules may forward those of other regions. */
const originOf = (event: unknown): string =>
  isObject(event) && typeof event.region === 'string' && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(event.region)
    ? `eventbridge:${event.region}`
    : 'eventbridge';

import type { WatchedEvent } from '#core/event';
import type { Match } from '#core/match';
import type { SearchDocument } from '#core/search/document';
import { eventDocument } from '#core/search/event-document';
import type { EpochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import type { Log } from '#ports/log';
import type { SearchQueue } from '#ports/search-queue';
import type { Incoming } from '../detector.ts';
import { handOver, type ShipReport } from './hand-over.ts';

/** Which events are written to the search server: none, those that a rule matched, or all. */
export type Shipped = 'none' | 'matched' | 'all';

export interface ShipEventsDeps {
  readonly choice: Shipped;
  readonly queue: SearchQueue;
  readonly log: Log;
}

/**
 * Hands the events of a batch that is triaged, and whose findings are stored, to the queue of the search server.
 *
 * Never rejects: the search server holds a copy, and the batch must not come again, or fail, for a copy. From the
 * queue on delivery is at least once, and written once, because an event's key is its document's id. What the queue does
 * not take is logged with its number and is missing in the search; nothing else is.
 */
export async function shipEvents(
  batch: readonly Incoming[],
  matches: readonly Match[],
  now: EpochMs,
  { choice, queue, log }: ShipEventsDeps,
): Promise<ShipReport> {
  if (choice === 'none') return { shipped: 0, failed: 0 };
  const matched = matchedByKey(matches);
  const ofAny = (one: Incoming): SearchDocument => {
    const event = read(one, now);
    return eventDocument(event, matched.get(event.key)?.rules);
  };
  const ofMatched = ({ event, rules }: MatchedEvent): SearchDocument => eventDocument(event, rules);
  const report =
    choice === 'all'
      ? await handOver(batch, ofAny, queue)
      : await handOver([...matched.values()], ofMatched, queue);
  const { shipped, failed } = report;
  if (failed > 0) log.error('events are missing in the search', { failed, shipped });
  return report;
}

const read = ({ record, origin, fallbackTime }: Incoming, now: EpochMs): WatchedEvent =>
  watchedEvent(record, { origin, now, ...(fallbackTime === undefined ? {} : { fallbackTime }) });

interface MatchedEvent {
  readonly event: WatchedEvent;
  readonly rules: readonly string[];
}

/** Events that rules matched, each once, with the ids of the rules; suppressed matches are matches too. */
function matchedByKey(matches: readonly Match[]): ReadonlyMap<string, MatchedEvent> {
  const byKey = new Map<string, { event: WatchedEvent; rules: string[] }>();
  for (const { event, rule } of matches) {
    const known = byKey.get(event.key);
    if (known) known.rules.push(rule.ruleId);
    else byKey.set(event.key, { event, rules: [rule.ruleId] });
  }
  return byKey;
}

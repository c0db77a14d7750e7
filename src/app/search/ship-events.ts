import type { WatchedEvent } from '#core/event';
import type { Match } from '#core/match';
import { eventDocument } from '#core/search/event-document';
import type { EpochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import type { Log } from '#ports/log';
import type { SearchQueue } from '#ports/search-queue';
import type { Incoming } from '../detector.ts';
import { AT_A_TIME, handOver } from './hand-over.ts';

/** Which events are written to the search server: none, those that a rule matched, or all. */
export const SHIPPED = ['none', 'matched', 'all'] as const;
export type Shipped = (typeof SHIPPED)[number];

export interface ShipEventsDeps {
  readonly choice: Shipped;
  readonly queue: SearchQueue;
  readonly log: Log;
}

export interface ShipReport {
  readonly shipped: number;
  readonly failed: number;
}

const NOTHING: ShipReport = { shipped: 0, failed: 0 };
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
  if (choice === 'none') return NOTHING;
  const rules = rulesByKey(matches);
  let [shipped, failed] = [0, 0];
  for (const part of parts(choice === 'all' ? batch.length : rules.size)) {
    const events =
      choice === 'all' ? batch.slice(...part).map((one) => read(one, now)) : matchedEvents(rules, part);
    const documents = events.map((event) => eventDocument(event, rules.get(event.key)?.rules));
    const missed = await handOver(documents, queue);
    shipped += documents.length - missed;
    failed += missed;
  }
  if (failed > 0) log.error('events are missing in the search', { failed, shipped });
  return { shipped, failed };
}

const read = ({ record, origin, fallbackTime }: Incoming, now: EpochMs): WatchedEvent =>
  watchedEvent(record, { origin, now, ...(fallbackTime === undefined ? {} : { fallbackTime }) });

type RulesByKey = ReadonlyMap<string, { readonly event: WatchedEvent; readonly rules: readonly string[] }>;

/** Events that rules matched, each once, with the ids of the rules; suppressed matches are matches too. */
function rulesByKey(matches: readonly Match[]): RulesByKey {
  const byKey = new Map<string, { event: WatchedEvent; rules: string[] }>();
  for (const { event, rule } of matches) {
    const known = byKey.get(event.key);
    if (known) known.rules.push(rule.ruleId);
    else byKey.set(event.key, { event, rules: [rule.ruleId] });
  }
  return byKey;
}

const matchedEvents = (rules: RulesByKey, [from, to]: readonly [number, number]): readonly WatchedEvent[] =>
  [...rules.values()].slice(from, to).map(({ event }) => event);

function parts(length: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(length / AT_A_TIME) }, (_, index) => [
    index * AT_A_TIME,
    (index + 1) * AT_A_TIME,
  ]);
}

import type { WatchedEvent } from '#core/event';
import type { RuleCard } from '#core/match';
import type { EpochMs } from '#core/time';
import { eventTexts, type Participation, participantsOf } from '#sigma/correlation/participants';
import type { SigmaEvent } from '#sigma/match/engine';
import type { SigmaCorrelation } from '#sigma/rule';
import type { JudgedHit } from '../judged-hits.ts';
import type { CardsByKey } from '../rule-set-cards.ts';
import type { ActiveSuppressions } from '../suppressions.ts';

/** What of one correlation one event belongs to. Its partition is the allow-list entry that covers it, if one does. */
export interface EventPart extends Participation {
  readonly event: WatchedEvent;
  readonly card: RuleCard;
}

/** Answers what an event that matched rules has to do with correlations. */
export type EventParts = (
  event: WatchedEvent,
  hits: readonly Pick<JudgedHit, 'key' | 'suppressedBy'>[],
  now: EpochMs,
  matched?: SigmaEvent,
) => readonly EventPart[];

const NONE: readonly EventPart[] = [];

/**
 * Prepares the correlations of a rule set.
 *
 * What the allow-list covers correlates with what the same entry covers, and with nothing else: a finding is suppressed
 * as a whole, or not at all. An entry may name the correlation or the rule behind it.
 */
export function eventPartsOf(
  correlations: readonly SigmaCorrelation[],
  cards: CardsByKey,
  { covering }: Pick<ActiveSuppressions, 'covering'>,
): EventParts {
  const participations = participantsOf(correlations);
  const wanted = new Set(correlations.flatMap(({ correlation }) => correlation.rules));
  return (event, hits, now, matched = event.record) => {
    const concerned = hits.filter(({ key }) => wanted.has(key));
    if (concerned.length === 0) return NONE;
    const texts = eventTexts(matched);
    const entries = new Set(concerned.map(({ suppressedBy }) => suppressedBy));
    return [...entries].flatMap((entry) => {
      const rules = concerned.filter(({ suppressedBy }) => suppressedBy === entry).map(({ key }) => key);
      const who = { at: correlatedAt(event), id: event.key, eventId: event.eventId, rules, texts };
      return participations(who).flatMap((part): EventPart[] => {
        const card = cards.get(part.correlation.key);
        if (!card) return [];
        const partition = entry ?? covering(card, event, now);
        return [{ ...part, event, card, ...(partition === undefined ? {} : { partition }) }];
      });
    });
  };
}

/** When an event takes part: when it claims to, also where it claims too much. Arrival differs between two deliveries, and this does not. */
export const correlatedAt = ({ at, timeNote, claimedAt }: WatchedEvent): number =>
  timeNote === 'future' ? (claimedAt ?? at) : at;

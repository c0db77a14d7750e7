import type { WatchedEvent } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import type { SigmaRule } from '#sigma/rule';
import type { CardsByKey } from './rule-set-cards.ts';

/** A rule that an event matched. */
export interface RuleHit {
  readonly key: string;
  readonly card: RuleCard;
  /** Correlations speak for it. */
  readonly silent: boolean;
}

/** The same once the allow-list was asked. */
export interface JudgedHit extends RuleHit {
  readonly suppressedBy: string | undefined;
}

/** Puts cards to rules that an event matched. */
export const hitsOf = (rules: readonly SigmaRule[], cards: CardsByKey): readonly RuleHit[] =>
  rules.flatMap(({ key, silent }) => {
    const card = cards.get(key);
    return card ? [{ key, card, silent }] : [];
  });

/** Asks what of the allow-list covers each of them. */
export const judgedHits = (
  hits: readonly RuleHit[],
  covering: (card: RuleCard) => string | undefined,
): readonly JudgedHit[] => hits.map((hit) => ({ ...hit, suppressedBy: covering(hit.card) }));

/** The matches that are told of: not those of rules that correlations speak for. */
export const matchesOf = (hits: readonly JudgedHit[], event: WatchedEvent): readonly Match[] =>
  hits
    .filter(({ silent }) => !silent)
    .map(({ card, suppressedBy }) => ({
      rule: card,
      event,
      ...(suppressedBy === undefined ? {} : { suppressedBy }),
    }));

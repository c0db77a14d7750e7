import type { WatchedEvent } from '#core/event';
import type { RuleCard } from '#core/match';
import { ok, type Result } from '#core/result';
import type { EpochMs } from '#core/time';
import { applies, type LogSource } from '#sigma/log-source';
import { buildEngine, type SigmaEvent } from '#sigma/match/engine';
import type { SigmaRuleSet } from '#sigma/rule';
import { eventPartsOf } from '../correlation/event-parts.ts';
import { type CorrelationPlan, planCorrelations } from '../correlation/plan.ts';
import type { Detected } from '../detector.ts';
import { hitsOf, judgedHits, matchesOf, type RuleHit } from '../judged-hits.ts';
import { ruleSetCards } from '../rule-set-cards.ts';
import type { ActiveSuppressions } from '../suppressions.ts';

/** Own rules for application logs, and the allow-list, compiled once. */
export interface AppDetector {
  /** Rules that an entry matches, in rule order. */
  readonly match: (
    entry: SigmaEvent,
    logsource: Pick<LogSource, 'product' | 'service'>,
  ) => readonly RuleHit[];
  /** What those rules make of the entry, once it is an event. */
  readonly judge: (
    hits: readonly RuleHit[],
    event: WatchedEvent,
    entry: SigmaEvent,
    now: EpochMs,
  ) => Detected;
  /** See `ActiveSuppressions`. */
  readonly covering: ActiveSuppressions['covering'];
  readonly cards: readonly RuleCard[];
  readonly plan: CorrelationPlan;
}

/** Records of a trail have rules of their own: see `buildDetector`. */
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;

/**
 * Compiles the rules of a set that are not for CloudTrail. Fails as `ruleSetCards` does.
 *
 * Entries have the category `application`, and the product and service that the settings give their log group.
 */
export function buildAppDetector(
  { rules, correlations }: SigmaRuleSet,
  { covering }: Pick<ActiveSuppressions, 'covering'>,
): Result<AppDetector, readonly string[]> {
  const own = rules.filter((rule) => !applies(rule.logsource, CLOUDTRAIL));
  const read = ruleSetCards([...own, ...correlations]);
  if (!read.ok) return read;
  const cards = read.value;
  const engine = buildEngine(own);
  const partsOf = eventPartsOf(correlations, cards, { covering });
  return ok({
    covering,
    plan: planCorrelations(correlations, cards),
    cards: own.flatMap(({ key }) => cards.get(key) ?? []),
    match: (entry, { product, service }) => {
      const source = {
        category: 'application',
        ...(product === undefined ? {} : { product }),
        ...(service === undefined ? {} : { service }),
      };
      return hitsOf(engine.match(entry, source), cards);
    },
    judge: (hits, event, entry, now) => {
      const judged = judgedHits(hits, (card) => covering(card, event, now));
      return { matches: matchesOf(judged, event), parts: partsOf(event, judged, now, entry) };
    },
  });
}

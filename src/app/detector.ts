import type { CloudTrailRecord } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import { recordSkimmer, type Skim } from '#core/prefilter';
import { ok, type Result } from '#core/result';
import type { EpochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import { applies } from '#sigma/log-source';
import { buildEngine } from '#sigma/match/engine';
import { requiredValues, witnessOf } from '#sigma/pushdown/witness';
import type { SigmaRuleSet } from '#sigma/rule';
import { type EventPart, eventPartsOf } from './correlation/event-parts.ts';
import { type CorrelationPlan, planCorrelations } from './correlation/plan.ts';
import { hitsOf, judgedHits, matchesOf } from './judged-hits.ts';
import { ruleSetCards } from './rule-set-cards.ts';
import type { ActiveSuppressions } from './suppressions.ts';

/** One record on its way in, with the place it came from. */
export interface Incoming {
  readonly record: CloudTrailRecord;
  /** File or log stream and the place in it, for people. */
  readonly origin: string;
  /** When the carrier says it happened; used only where the record itself has no usable time. */
  readonly fallbackTime?: EpochMs;
}

/** What one event is to the rules. */
export interface Detected {
  /** Every rule that matches, in rule order; suppressed ones are marked, not dropped, and silent ones left out. */
  readonly matches: readonly Match[];
  /** What correlations make of it is decided with the others: see `correlate`. */
  readonly parts: readonly EventPart[];
}

/** Rules and suppressions, compiled once and used for every event. */
export interface Detector {
  readonly detect: (incoming: Incoming, now: EpochMs) => Detected;
  /** Of rules, then of correlations. */
  readonly cards: readonly RuleCard[];
  readonly plan: CorrelationPlan;
  /** For each rule that is for CloudTrail, the lower-cased `eventName`s it can match; `undefined` where any name will do. */
  readonly requiredEventNames: readonly (ReadonlySet<string> | undefined)[];
  /** Titles of rules for other log sources: they are loaded and can never match a CloudTrail record. */
  readonly otherSources: readonly string[];
  /** Makes what tells, by their bytes, records that no rule can match; `undefined` where some rule may match any. */
  readonly skimmer: () => Skim | undefined;
}

/** The log source of the Sigma taxonomy that CloudTrail records belong to. */
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;
const NOTHING: Detected = { matches: [], parts: [] };

/** Compiles a rule set. Fails as `ruleSetCards` does. */
export function buildDetector(
  { rules, correlations }: SigmaRuleSet,
  suppressions: ActiveSuppressions,
): Result<Detector, readonly string[]> {
  const read = ruleSetCards([...rules, ...correlations]);
  if (!read.ok) return read;
  const cards = read.value;
  const own = rules.filter((rule) => applies(rule.logsource, CLOUDTRAIL));
  const engine = buildEngine(own, { indexBy: ['eventName', 'eventSource'] });
  const partsOf = eventPartsOf(correlations, cards, suppressions);
  return ok({
    cards: [...cards.values()],
    plan: planCorrelations(correlations, cards),
    requiredEventNames: own.map((rule) => requiredValues(rule, 'eventName')),
    otherSources: rules.filter((rule) => !applies(rule.logsource, CLOUDTRAIL)).map(({ title }) => title),
    skimmer: () => recordSkimmer(own.map(witnessOf)),
    detect: ({ record, origin, fallbackTime }, now) => {
      const rulesHit = engine.match(record, CLOUDTRAIL);
      if (rulesHit.length === 0) return NOTHING;
      const event = watchedEvent(
        record,
        fallbackTime === undefined ? { origin, now } : { origin, now, fallbackTime },
      );
      const hits = judgedHits(hitsOf(rulesHit, cards), (card) => suppressions.covering(card, event, now));
      return { matches: matchesOf(hits, event), parts: partsOf(event, hits, now) };
    },
  });
}

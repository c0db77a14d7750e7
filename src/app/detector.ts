import type { CloudTrailRecord, WatchedEvent } from '#core/event';
import type { Match, RuleCard } from '#core/match';
import { recordSkimmer, type Skim } from '#core/prefilter';
import { fail, ok, type Result } from '#core/result';
import type { EpochMs } from '#core/time';
import { watchedEvent } from '#core/watched-event';
import { applies } from '#sigma/log-source';
import { buildEngine } from '#sigma/match/engine';
import { requiredValues, witnessOf } from '#sigma/pushdown/witness';
import type { SigmaRule } from '#sigma/rule';
import { ruleCard } from './rule-cards.ts';
import type { ActiveSuppressions } from './suppressions.ts';

/** One record on its way in, with the place it came from. */
export interface Incoming {
  readonly record: CloudTrailRecord;
  /** File or log stream and the place in it, for people. */
  readonly origin: string;
  /** When the carrier says it happened; used only where the record itself has no usable time. */
  readonly fallbackTime?: EpochMs;
}

/** Rules and suppressions, compiled once and used for every event. */
export interface Detector {
  /** Every rule that matches, in rule order; suppressed ones are marked, not dropped. */
  readonly detect: (incoming: Incoming, now: EpochMs) => readonly Match[];
  readonly cards: readonly RuleCard[];
  /** For each rule that is for CloudTrail, the lower-cased `eventName`s it can match; `undefined` where any name will do. */
  readonly requiredEventNames: readonly (ReadonlySet<string> | undefined)[];
  /** Titles of rules for other log sources: they are loaded and can never match a CloudTrail record. */
  readonly otherSources: readonly string[];
  /** Makes what tells, by their bytes, records that no rule can match; `undefined` where some rule may match any. */
  readonly skimmer: () => Skim | undefined;
}

/** The log source of the Sigma taxonomy that CloudTrail records belong to. */
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;
const NONE: readonly Match[] = [];

/**
 * Compiles a rule set.
 *
 * Fails with one line for every bad `trailhound` block and for every id (or, without one, title) that two rules share.
 */
export function buildDetector(
  rules: readonly SigmaRule[],
  suppressions: ActiveSuppressions,
): Result<Detector, readonly string[]> {
  const cards = new Map<SigmaRule, RuleCard>();
  const problems: string[] = [];
  for (const rule of rules) {
    const card = ruleCard(rule);
    if (card.ok) cards.set(rule, card.value);
    else problems.push(...card.error.map((problem) => `${rule.file}:${rule.line}: ${problem}`));
  }
  problems.push(...sharedIds(cards));
  if (problems.length > 0) return fail(problems);

  const own = rules.filter((rule) => applies(rule.logsource, CLOUDTRAIL));
  const engine = buildEngine(own, { indexBy: ['eventName', 'eventSource'] });
  const toMatch = (rule: SigmaRule, event: WatchedEvent, now: EpochMs): Match[] => {
    const card = cards.get(rule);
    if (!card) return [];
    const suppressedBy = suppressions.covering(card, event, now);
    return [suppressedBy === undefined ? { rule: card, event } : { rule: card, event, suppressedBy }];
  };
  return ok({
    cards: [...cards.values()],
    requiredEventNames: own.map((rule) => requiredValues(rule, 'eventName')),
    otherSources: rules.filter((rule) => !applies(rule.logsource, CLOUDTRAIL)).map(({ title }) => title),
    skimmer: () => recordSkimmer(own.map(witnessOf)),
    detect: ({ record, origin, fallbackTime }, now) => {
      const hits = engine.match(record, CLOUDTRAIL);
      if (hits.length === 0) return NONE;
      const event = watchedEvent(
        record,
        fallbackTime === undefined ? { origin, now } : { origin, now, fallbackTime },
      );
      return hits.flatMap((rule) => toMatch(rule, event, now));
    },
  });
}

/** A finding is named after its rule: two rules with one id would swallow each other's findings and alerts. */
function sharedIds(cards: ReadonlyMap<SigmaRule, RuleCard>): readonly string[] {
  const first = new Map<string, SigmaRule>();
  const problems: string[] = [];
  for (const [rule, { ruleId }] of cards) {
    const other = first.get(ruleId);
    if (other)
      problems.push(`${rule.file}:${rule.line}: has the id "${ruleId}", as has ${other.file}:${other.line}`);
    else first.set(ruleId, rule);
  }
  return problems;
}

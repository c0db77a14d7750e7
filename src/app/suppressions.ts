import type { CloudTrailRecord } from '#core/event';
import type { RuleCard } from '#core/match';
import type { EpochMs } from '#core/time';
import type { Suppression } from '#ports/suppression';
import { compileDetection } from '#sigma/detection';

/** The entries that are in force, compiled. */
export interface ActiveSuppressions {
  /**
   * Id of the first entry, in file order, that covers this rule on this event and has not expired by `now`: a function
   * stays warm for hours, and an entry must end while it does.
   */
  readonly covering: (rule: RuleCard, record: CloudTrailRecord, now: EpochMs) => string | undefined;
  readonly inForce: readonly Suppression[];
  /** Entries whose time is over: to be reported, never applied. */
  readonly expired: readonly Suppression[];
}

/** Compiles the entries that are still in force at `now`; the others are only listed. */
export function activeSuppressions(entries: readonly Suppression[], now: EpochMs): ActiveSuppressions {
  const inForce = entries.filter((entry) => entry.expiresAt > now);
  const compiled = inForce.map((entry) => ({
    id: entry.id,
    expiresAt: entry.expiresAt,
    rules: entry.rules === 'all' ? undefined : new Set(entry.rules),
    matches: compileDetection(entry.detection),
  }));
  return {
    inForce,
    expired: entries.filter((entry) => entry.expiresAt <= now),
    covering: (rule, record, at) =>
      compiled.find(
        (entry) =>
          entry.expiresAt > at &&
          (!entry.rules || entry.rules.has(rule.ruleId) || entry.rules.has(rule.title)) &&
          entry.matches(record),
      )?.id,
  };
}

/** Names of rules in the entries that no loaded rule has: most likely a typing error, so worth a warning. */
export function unknownRules(entries: readonly Suppression[], cards: readonly RuleCard[]): readonly string[] {
  const known = new Set(cards.flatMap((card) => [card.ruleId, card.title]));
  return entries.flatMap((entry) =>
    entry.rules === 'all'
      ? []
      : entry.rules
          .filter((name) => !known.has(name))
          .map((name) => `${entry.place}: no rule is called "${name}"`),
  );
}

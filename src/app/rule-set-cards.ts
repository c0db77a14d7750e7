import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import type { RuleHead } from '#sigma/rule';
import { ruleCard } from './rule-cards.ts';

/** The cards of rules and correlations, by the key of each. */
export type CardsByKey = ReadonlyMap<string, RuleCard>;

/**
 * Reads the cards of a rule set.
 *
 * Fails with one line for every bad `trailhound` block and for every id that two rules share: a finding is named after its rule, and
 * two with one id would swallow each other's findings and alerts. Of rules without one that share a title, `loadRules`
 * has numbered the later ones.
 */
export function ruleSetCards(heads: readonly RuleHead[]): Result<CardsByKey, readonly string[]> {
  const cards = new Map<string, RuleCard>();
  const problems: string[] = [];
  const owners = new Map<string, RuleHead>();
  for (const head of heads) {
    const card = ruleCard(head);
    const where = `${head.file}:${head.line}`;
    if (!card.ok) {
      problems.push(...card.error.map((problem) => `${where}: ${problem}`));
      continue;
    }
    const { ruleId } = card.value;
    const other = owners.get(ruleId);
    if (other) problems.push(`${where}: has the id "${ruleId}", as has ${other.file}:${other.line}`);
    owners.set(ruleId, other ?? head);
    cards.set(head.key, card.value);
  }
  return problems.length > 0 ? fail(problems) : ok(cards);
}

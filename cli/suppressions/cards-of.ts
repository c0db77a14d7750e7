import { ruleCard } from '#app/rule-cards';
import type { RuleCard } from '#core/match';
import { loadCliRules, type RuleSources, refuseProblems } from '../load-rules.ts';

/** Loads the rules that entries may name. Throws what `loadCliRules` throws, and `TH_RULES_REFUSED` for a refused one. */
export async function cardsOf(sources: RuleSources): Promise<readonly RuleCard[]> {
  const { rules, correlations, documents } = await loadCliRules(sources);
  refuseProblems(documents, 'no entry was looked at');
  return [...rules, ...correlations].flatMap((rule) => {
    const card = ruleCard(rule);
    return card.ok ? [card.value] : [];
  });
}

import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import { applies } from '#sigma/log-source';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaRule } from '#sigma/rule';
import { ruleCard } from '../rule-cards.ts';
import type { ActiveSuppressions } from '../suppressions.ts';

/** Own rules for application logs, and the allow-list, compiled once. */
export interface AppDetector {
  /** Rules that an entry matches, in rule order. */
  readonly match: (
    entry: Readonly<Record<string, unknown>>,
    logsource: { readonly product?: string; readonly service?: string },
  ) => readonly RuleCard[];
  /** See `ActiveSuppressions`. */
  readonly covering: ActiveSuppressions['covering'];
  readonly cards: readonly RuleCard[];
}

/** Records of a trail have rules of their own: see `buildDetector`. */
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' } as const;
/**
 * Compiles the rules of a set that are not for CloudTrail. Fails with one line for every bad `trailhound` block.
 *
 * Entries have the category `application`, and the product and service that the settings give their log group.
 */
export function buildAppDetector(
  rules: readonly SigmaRule[],
  suppressions: Pick<ActiveSuppressions, 'covering'>,
): Result<AppDetector, readonly string[]> {
  const own = rules.filter((rule) => !applies(rule.logsource, CLOUDTRAIL));
  const cards = new Map<SigmaRule, RuleCard>();
  const problems: string[] = [];
  for (const rule of own) {
    const card = ruleCard(rule);
    if (card.ok) cards.set(rule, card.value);
    else problems.push(...card.error.map((problem) => `${rule.file}:${rule.line}: ${problem}`));
  }
  if (problems.length > 0) return fail(problems);
  const engine = buildEngine(own);
  return ok({
    covering: suppressions.covering,
    cards: [...cards.values()],
    match: (entry, { product, service }) => {
      const source = {
        category: 'application',
        ...(product === undefined ? {} : { product }),
        ...(service === undefined ? {} : { service }),
      };
      return engine.match(entry, source).flatMap((rule) => cards.get(rule) ?? []);
    },
  });
}

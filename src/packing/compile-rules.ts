import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { rulePlaceholders } from '#config/rule-values';
import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import { epochMs } from '#core/time';
import { loadRules, type RuleText } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { didYouMean } from '#sigma/suggest';
import { type PushDown, pushDownOf } from './push-down.ts';

/** Rules as the functions carry them, and what follows from them. */
export interface RulePack {
  readonly rules: readonly SigmaRule[];
  readonly cards: readonly RuleCard[];
  readonly pushDown: PushDown;
}

/** What to make of rule files. */
export interface PackOptions {
  /** Ids or titles of rules that are left out. */
  readonly disable?: readonly string[];
  /** Value of the placeholder `%trailhound_stack%`. @default Trailhound */
  readonly stackName?: string;
}

/**
 * Compiles rule files to plain data.
 *
 * Fails with one line for every problem: rules that do not load (with file and line), two rules of one id, bad
 * `trailhound` blocks, names in `disable` that no rule has, a `disable` that leaves none. Never leaves a rule out silently.
 */
export function compileRulePack(
  texts: readonly RuleText[],
  options: PackOptions = {},
): Result<RulePack, readonly string[]> {
  const { rules: all, documents } = loadRules(texts, { placeholders: rulePlaceholders(options.stackName) });
  const refused = documents.filter(({ state }) => state !== 'loaded');
  if (refused.length > 0) {
    return fail(refused.map((one) => `${one.file}:${one.line}:${one.column} ${one.code} ${one.message}`));
  }
  const { rules, unknown } = without(all, options.disable ?? []);
  if (rules.length === 0 && all.length > 0 && unknown.length === 0) {
    return fail(['rules.disable: every rule is left out, and nothing would ever be found']);
  }
  // The functions join rules in this way, and would refuse to start with what is refused here.
  const detector = buildDetector(rules, activeSuppressions([], epochMs(0)));
  const problems = [...unknown, ...(detector.ok ? [] : detector.error)];
  if (!detector.ok || problems.length > 0) return fail(problems);
  return ok({ rules, cards: detector.value.cards, pushDown: pushDownOf(rules) });
}

function without(rules: readonly SigmaRule[], names: readonly string[]) {
  const isCalled = (rule: SigmaRule, name: string): boolean =>
    rule.title === name || rule.id?.toLowerCase() === name.toLowerCase();
  const titles = rules.map(({ title }) => title);
  return {
    rules: rules.filter((rule) => !names.some((name) => isCalled(rule, name))),
    unknown: names
      .filter((name) => !rules.some((rule) => isCalled(rule, name)))
      .map(
        (name) =>
          `rules.disable: no rule has the id or title ${JSON.stringify(name)}${didYouMean(name, titles)}`,
      ),
  };
}

import { overLimit } from '#app/correlation/limits';
import { buildDetector } from '#app/detector';
import { activeSuppressions } from '#app/suppressions';
import { rulePlaceholders } from '#config/rule-values';
import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import { epochMs } from '#core/time';
import type { Placeholders } from '#sigma/detection/placeholders';
import { loadRules, type RuleText } from '#sigma/load/load';
import type { RuleHead, SigmaCorrelation, SigmaRuleSet } from '#sigma/rule';
import { ruleIdOf } from '#sigma/rule-id';
import { didYouMean } from '#sigma/suggest';
import { type PushDown, pushDownOf } from './push-down.ts';

/** Rules as the functions carry them, and what follows from them. */
export interface RulePack {
  readonly ruleSet: SigmaRuleSet;
  readonly cards: readonly RuleCard[];
  readonly pushDown: PushDown;
}

/** What to make of rule files. */
export interface PackOptions {
  /** Ids or titles of rules that are left out. */
  readonly disable?: readonly string[];
  /** Value of the placeholder `%trailhound_stack%`. @default Trailhound */
  readonly stackName?: string;
  /** Values for the modifier `expand`. */
  readonly placeholders?: Placeholders;
}

/**
 * Compiles rule files to plain data.
 *
 * Fails with one line for every problem: rules that do not load (with file and line), two rules of one id, bad
 * `trailhound` blocks, correlations beyond what the state can hold, names in `disable` that no rule has, a `disable` that leaves none. Never leaves a rule out silently.
 */
export function compileRulePack(
  texts: readonly RuleText[],
  options: PackOptions = {},
): Result<RulePack, readonly string[]> {
  const { documents, ...all } = loadRules(texts, {
    placeholders: rulePlaceholders(options.stackName, options.placeholders),
  });
  const refused = documents.filter(({ state }) => state !== 'loaded');
  if (refused.length > 0) {
    return fail(refused.map((one) => `${one.file}:${one.line}:${one.column} ${one.code} ${one.message}`));
  }
  const { ruleSet, problems: disabling } = without(all, options.disable ?? []);
  if (ruleSet.rules.length === 0 && all.rules.length > 0 && disabling.length === 0) {
    return fail(['rules.disable: every rule is left out, and nothing would ever be found']);
  }
  // The functions join rules in this way, and would refuse to start with what is refused here.
  const detector = buildDetector(ruleSet, activeSuppressions([], epochMs(0)));
  const problems = [
    ...disabling,
    ...sharedTitles(ruleSet, all),
    ...(detector.ok ? [] : detector.error),
    ...overLimits(ruleSet),
  ];
  if (!detector.ok || problems.length > 0) return fail(problems);
  return ok({ ruleSet, cards: detector.value.cards, pushDown: pushDownOf(ruleSet.rules) });
}

/**
 * Rules without an id whose title others have, each with its place: they are told apart by a number that depends on the
 * order of the files, so that with one file more the findings of one would be taken for those of another.
 */
function sharedTitles(kept: SigmaRuleSet, all: SigmaRuleSet): readonly string[] {
  const [runnable, known] = [kept, all].map(({ rules, correlations }) => [...rules, ...correlations]);
  return (runnable ?? []).flatMap(({ file, line, title, titleNumber }) => {
    if (titleNumber === undefined) return [];
    const first = known?.find((one) => one.id === undefined && one.title === title);
    const other = first ? `, as has ${first.file}:${first.line}` : '';
    return [`${file}:${line}: has the id ${JSON.stringify(ruleIdOf({ title }))}${other}`];
  });
}

/** Correlations whose state would not fit into the table, each with its place. */
const overLimits = ({ correlations }: SigmaRuleSet): readonly string[] =>
  correlations.flatMap((one) => {
    const problem = overLimit(one, correlations);
    return problem === undefined
      ? []
      : [`${one.file}:${one.line}: the correlation ${JSON.stringify(one.title)}: ${problem}`];
  });

/** Leaves out what is named. A rule that a correlation which stays needs can't go: it would never fire again. */
function without({ rules, correlations }: SigmaRuleSet, names: readonly string[]) {
  const isCalled = (rule: RuleHead, name: string): boolean =>
    rule.title === name || rule.id?.toLowerCase() === name.toLowerCase();
  const isOut = (rule: RuleHead): boolean => names.some((name) => isCalled(rule, name));
  const all = [...rules, ...correlations];
  const titles = all.map(({ title }) => title);
  const unknown = names.filter((name) => !all.some((rule) => isCalled(rule, name)));
  const { kept, counted } = stillWanted(correlations, isOut);
  const needed = kept.flatMap(({ title, correlation }) =>
    all
      .filter((rule) => isOut(rule) && correlation.rules.includes(rule.key))
      .map(
        (rule) =>
          `rules.disable: ${JSON.stringify(rule.title)} is what the correlation ${JSON.stringify(title)} counts; leave that out, too`,
      ),
  );
  return {
    ruleSet: {
      rules: rules.filter((rule) => !isOut(rule) && (!rule.silent || counted.has(rule.key))),
      correlations: kept,
    },
    problems: [
      ...unknown.map(
        (name) =>
          `rules.disable: no rule has the id or title ${JSON.stringify(name)}${didYouMean(name, titles)}`,
      ),
      ...needed,
    ],
  };
}

/**
 * Correlations without those that are left out, and without what only those had counted: it would be watched for nobody.
 * With the keys of what is counted.
 */
function stillWanted(correlations: SigmaRuleSet['correlations'], isOut: (rule: RuleHead) => boolean) {
  const kept: SigmaCorrelation[] = [];
  const counted = new Set<string>();
  // They come after those that they refer to.
  for (const one of correlations.toReversed()) {
    if (isOut(one) || (one.silent && !counted.has(one.key))) continue;
    kept.unshift(one);
    for (const key of one.correlation.rules) counted.add(key);
  }
  return { kept, counted };
}

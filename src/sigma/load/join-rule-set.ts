import type { Bound, Correlation, GroupField } from '../correlation-ast.ts';
import { noFindings } from '../problems.ts';
import type { SigmaCorrelation, SigmaFilter, SigmaRule, SigmaRuleSet } from '../rule.ts';
import { appliedFilters } from './apply-filters.ts';
import { carriedFields, correlationTargets, inOrder, isFine, silenced } from './correlation-targets.ts';
import type { Loading } from './load-rule.ts';
import type { CorrelationDraft } from './read-correlation.ts';
import { type Directory, directoryOf } from './references.ts';
import { keysOf, type RuleKey } from './rule-keys.ts';

/** What can be run, and the filters that are in it. */
export interface JoinedRules extends SigmaRuleSet {
  readonly filters: readonly SigmaFilter[];
}

/**
 * Joins documents to a rule set: references are looked up, filters put onto their rules, circles refused. What is wrong
 * goes to the findings of the document that says it; what is left can be run.
 */
export function joinRuleSet(loadings: readonly Loading[]): JoinedRules {
  const keys = keysOf(loadings);
  const named = (loading: Loading): RuleKey => keys.get(loading) ?? { key: '' };
  const keyOf = (loading: Loading): string => named(loading).key;
  const directory = directoryOf(loadings);
  const targets = correlationTargets(loadings, directory);
  const ordered = inOrder(targets);
  const filters = appliedFilters(loadings, directory);
  const silent = silenced(ordered, targets);
  const carried = carriedFields(ordered, targets);
  return {
    rules: loadings.flatMap((loading): SigmaRule[] => {
      if (loading.read?.kind !== 'rule' || !isFine(loading)) return [];
      const applied = filters.flatMap(({ onto, detection }) => (onto.has(loading) ? [detection] : []));
      return [{ ...loading.read.rule, ...named(loading), filters: applied, silent: silent.has(loading) }];
    }),
    correlations: ordered.flatMap((loading): SigmaCorrelation[] => {
      if (loading.read?.kind !== 'correlation') return [];
      const { head, draft } = loading.read;
      const rules = (targets.get(loading) ?? []).map(keyOf);
      const groupBy = groupFields(draft, directory, keyOf);
      const correlation = {
        ...correlationOf(draft, rules),
        groupBy,
        carried: [...(carried.get(loading) ?? [])],
      };
      return [{ ...head, ...named(loading), silent: silent.has(loading), correlation }];
    }),
    filters: filters.map(({ detection, onto, misses, remarks }) => ({
      ...detection,
      rules: [...onto].map(keyOf),
      misses,
      remarks,
    })),
  };
}

function correlationOf(
  { type, timespanSeconds, condition, fields, percentile }: CorrelationDraft,
  rules: readonly string[],
): Omit<Correlation, 'groupBy' | 'carried'> {
  const all: Bound = { op: 'gte', value: rules.length };
  return {
    ...{ type, rules, timespanSeconds, fields },
    condition: condition.length === 0 ? [all] : condition,
    ...(percentile === undefined ? {} : { percentile }),
  };
}

function groupFields(
  { groupBy, aliases }: CorrelationDraft,
  directory: Directory<Loading>,
  keyOf: (loading: Loading) => string,
): readonly GroupField[] {
  return groupBy.map((name) => {
    const alias = aliases.find((one) => one.name === name);
    if (!alias) return { name };
    const fields = alias.fields.flatMap(({ rule, field }): [string, string][] => {
      const found = directory.find(rule, 'correlation: aliases', noFindings());
      return found ? [[keyOf(found), field]] : [];
    });
    return { name, byRule: Object.fromEntries(fields) };
  });
}

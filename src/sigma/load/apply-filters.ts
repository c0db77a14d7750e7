import { applies } from '../log-source.ts';
import { shown } from '../problems.ts';
import type { RuleFilter } from '../rule.ts';
import { isFine } from './correlation-targets.ts';
import { demandOf } from './filter-demand.ts';
import type { Loading } from './load-rule.ts';
import type { Directory } from './references.ts';

/** A filter, and the rules that it is put onto. */
export interface AppliedFilter {
  readonly detection: RuleFilter;
  readonly onto: ReadonlySet<Loading>;
  /** Those of its notices that say of which rules it is not. */
  readonly misses: readonly string[];
  /** Those, and what it demands: see `SigmaFilter.remarks`. */
  readonly remarks: readonly string[];
}

/**
 * Finds the rules of each filter (reference 8): those it names, or all, whose log source says the same wherever the filter
 * says something. A name that fits nothing is a notice.
 */
export function appliedFilters(
  loadings: readonly Loading[],
  directory: Directory<Loading>,
): readonly AppliedFilter[] {
  const rules = loadings.filter(({ kind }) => kind === 'rule');
  return loadings.flatMap((loading): AppliedFilter[] => {
    if (loading.read?.kind !== 'filter' || !isFine(loading)) return [];
    const { draft, head, logsource } = loading.read;
    const misses: string[] = [];
    const named = draft.rules === 'any' ? rules : namedRules(loading, draft.rules, directory, misses);
    // A filter may be wider than its rules, never narrower: as a rule may be wider than an event's log source.
    const onto = named.filter(
      (rule) => rule.read?.kind === 'rule' && applies(logsource, rule.read.rule.logsource),
    );
    if (onto.length === 0) misses.push('filter: no rule of its log source is meant; it has no effect');
    const demand = demandOf(draft.detection);
    const remarks = demand === undefined ? misses : [...misses, demand];
    loading.findings.notices.push(...remarks);
    return [{ detection: { ...head, ...draft.detection }, onto: new Set(onto), misses, remarks }];
  });
}

function namedRules(
  { findings }: Loading,
  refs: readonly { readonly text: string; readonly line: number; readonly column: number }[],
  directory: Directory<Loading>,
  misses: string[],
): readonly Loading[] {
  return refs.flatMap((ref) => {
    const found = directory.find(ref, 'filter: rules', findings);
    if (found?.kind === 'rule') return [found];
    const what = found ? `is a ${found.kind}, which is not filtered` : 'is not in the rule set';
    misses.push(`filter: the rule ${shown(ref.text)} ${what}${found ? '' : directory.suggest(ref.text)}`);
    return [];
  });
}

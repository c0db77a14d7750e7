import type { Detection } from '../detection-ast.ts';
import type { LogSource } from '../log-source.ts';
import { shown } from '../problems.ts';
import { fold } from '../text/fold.ts';
import { isFine } from './correlation-targets.ts';
import type { Loading } from './load-rule.ts';
import type { Directory } from './references.ts';

/** A filter, and the rules that it is put onto. */
export interface AppliedFilter {
  readonly detection: Detection;
  readonly onto: ReadonlySet<Loading>;
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
    const { draft, logsource } = loading.read;
    const named = draft.rules === 'any' ? rules : namedRules(loading, draft.rules, directory);
    const onto = named.filter(
      (rule) => rule.read?.kind === 'rule' && narrows(logsource, rule.read.rule.logsource),
    );
    if (onto.length === 0)
      loading.findings.notices.push('filter: no rule of its log source is meant; it has no effect');
    return [{ detection: draft.detection, onto: new Set(onto) }];
  });
}

function namedRules(
  { findings }: Loading,
  refs: readonly { readonly text: string; readonly line: number; readonly column: number }[],
  directory: Directory<Loading>,
): readonly Loading[] {
  return refs.flatMap((ref) => {
    const found = directory.find(ref, 'filter: rules', findings);
    if (found?.kind === 'rule') return [found];
    const what = found ? `is a ${found.kind}, which is not filtered` : 'is not in the rule set';
    findings.notices.push(
      `filter: the rule ${shown(ref.text)} ${what}${found ? '' : directory.suggest(ref.text)}`,
    );
    return [];
  });
}

const PARTS = ['category', 'product', 'service'] as const;

/** A filter may be wider than its rules, never narrower. */
const narrows = (filter: LogSource, rule: LogSource): boolean =>
  PARTS.every((part) => {
    const wanted = filter[part];
    const given = rule[part];
    return wanted === undefined || (given !== undefined && fold(given) === fold(wanted));
  });

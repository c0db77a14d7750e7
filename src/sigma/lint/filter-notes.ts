import { shown } from '../problems.ts';
import type { SigmaFilter, SigmaRule } from '../rule.ts';
import { waysToMeet } from './disjuncts.ts';
import type { DocumentPlaces } from './document-places.ts';
import { waysImply } from './implied.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';

type Note = LintNote<SigmaLintCode>;

/**
 * Finds filters that change nothing: those whose rules are not there, and those that let through whatever their rules match.
 * Also those that leave nothing of a rule. `rules`: those that it is put onto; `isSingle`: as of `neverTrue`, of each.
 */
export function filterNotes(
  filter: SigmaFilter,
  rules: readonly SigmaRule[],
  places: DocumentPlaces,
  isSingle: (rule: SigmaRule) => (field: string) => boolean,
): readonly Note[] {
  const passes = waysToMeet(filter);
  const stops = waysToMeet(filter, false);
  const leadsTo = (ways: typeof passes) => (rule: SigmaRule) => {
    const own = waysToMeet(rule.detection);
    return own !== undefined && ways !== undefined && waysImply(own, ways, isSingle(rule));
  };
  const says = (message: string, at: readonly string[], found: string): Note => ({
    ...places.at('filter', ...at),
    ...{ code: 'LINT_FILTER', level: 'warning', message, found },
  });
  const isIdle = rules.length > 0 && rules.every(leadsTo(passes));
  const idle = 'it has no effect: it excludes nothing that its rules match';
  return [
    ...filter.misses.map((message) => says(message, ['rules'], '')),
    ...(isIdle ? [says(idle, ['condition'], '')] : []),
    ...rules
      .filter(leadsTo(stops))
      .map(({ title }) => says(`it leaves nothing of the rule ${shown(title)}`, ['condition'], title)),
  ];
}

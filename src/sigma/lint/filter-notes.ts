import { printCondition } from '../detection/condition-parser.ts';
import type { Item } from '../detection-ast.ts';
import { demandOf } from '../load/filter-demand.ts';
import { shown } from '../problems.ts';
import type { SigmaFilter, SigmaRule } from '../rule.ts';
import { waysToMeet } from './disjuncts.ts';
import type { DocumentPlaces } from './document-places.ts';
import { waysImply } from './implied.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';
import { asksAValue } from './single-values.ts';
import { polarity } from './truth.ts';

type Note = LintNote<SigmaLintCode>;

/**
 * Finds filters that change nothing: those whose rules are not there, and those that let through whatever their rules match.
 * Also those that leave nothing of a rule, and those that never say `not`: a filter must hold as well for its rules to match,
 * so they keep what people most likely want to exclude. `rules`: those that it is put onto; `isSingle`: as of `neverTrue`, of
 * each.
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
  const misses = filter.misses.map((message) => says(message, ['rules'], ''));
  if (isIdle) return [...misses, says(idle, ['condition'], '')];
  const emptied = rules.filter(leadsTo(stops));
  if (keepsOnly(filter))
    return [...misses, keepingNote(filter, says(keepingText(emptied), ['condition'], ''))];
  return [
    ...misses,
    ...emptied.map(({ title }) =>
      says(`it leaves nothing of the rule ${shown(title)}`, ['condition'], title),
    ),
  ];
}

/**
 * Whether it says what there must be, and nothing of what there must not: neither by `not` nor by `neq` and the like alone.
 * So is all that the loader remarks, and what asks for one thing and against another.
 */
function keepsOnly(filter: SigmaFilter): boolean {
  if (demandOf(filter) !== undefined) return true;
  const { wanted, unwanted } = polarity(filter);
  const asked = filter.searches.filter(({ name }) => wanted.has(name)).flatMap(({ anyOf }) => anyOf.flat());
  return unwanted.size === 0 && asked.some(asksForSomething);
}

const asksForSomething = (item: Item): boolean => !item.negated && asksAValue(item);

function keepingText(emptied: readonly SigmaRule[]): string {
  const [first, ...more] = emptied;
  const others = more.length > 0 ? ` and of ${more.length} more` : '';
  const left = first ? `, which is nothing of the rule ${shown(first.title)}${others}` : '';
  return `its condition has no not, so its rules match only what it matches${left}; to exclude that, say not`;
}

const keepingNote = ({ condition }: SigmaFilter, note: Note): Note => ({
  ...note,
  found: printCondition(condition),
  suggestion: `condition: ${printCondition({ op: 'not', of: condition })}`,
});

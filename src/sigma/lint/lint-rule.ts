import type { SigmaCorrelation, SigmaRule } from '../rule.ts';
import type { DocumentPlaces } from './document-places.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';
import { neverTrue } from './never-true.ts';
import { unusedSelections } from './unused-selections.ts';

type Note = LintNote<SigmaLintCode>;

/** Runs the checks of one rule that need no other. `isSingle`: whether a field has at most one value in every event. */
export const ruleNotes = (
  { detection }: SigmaRule,
  places: DocumentPlaces,
  isSingle: (field: string) => boolean,
): readonly Note[] => [
  ...unusedSelections(detection),
  ...neverTrue(detection, { isSingle, conditionAt: places.at('detection', 'condition') }),
];

const WANTED = ['id', 'level', 'status', 'description'] as const;

/**
 * Finds what is missing of the attributes that a person needs who works on the findings of a rule or correlation. Silent
 * ones have no findings of their own.
 */
export function missingAttributes(
  head: SigmaRule | SigmaCorrelation,
  places: DocumentPlaces,
): readonly Note[] {
  const missing = head.silent ? [] : WANTED.filter((key) => head[key] === undefined);
  if (missing.length === 0) return [];
  const message = `it has no ${missing.join(', no ')}`;
  return [
    {
      ...{ ...places.keyAt('title'), code: 'LINT_ATTRIBUTES', level: 'notice' },
      ...{ message, found: '', allowed: WANTED.join(', ') },
    },
  ];
}

import type { Detection } from '../detection-ast.ts';
import type { SigmaCorrelation, SigmaRule } from '../rule.ts';
import type { DocumentPlaces } from './document-places.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';
import { type NeverTrueContext, neverTrue } from './never-true.ts';
import { unusedSelections } from './unused-selections.ts';

type Note = LintNote<SigmaLintCode>;

/** Runs the checks of a detection, of a rule or a filter, that need no other. */
export const detectionNotes = (detection: Detection, context: NeverTrueContext): readonly Note[] => [
  ...unusedSelections(detection),
  ...neverTrue(detection, context),
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

import { usedNames } from '../detection/condition-names.ts';
import type { Detection } from '../detection-ast.ts';
import { didYouMean } from '../suggest.ts';
import type { LintNote, SigmaLintCode } from './lint-note.ts';

/** Finds the selections that the condition never asks for. */
export function unusedSelections(detection: Detection): readonly LintNote<SigmaLintCode>[] {
  const names = detection.searches.map(({ name }) => name);
  const used = new Set(usedNames(detection.condition, names));
  return detection.searches
    .filter(({ name }) => !used.has(name))
    .map(({ name, line, column }) => ({
      ...{ line, column, code: 'LINT_UNUSED_SELECTION', level: 'warning' },
      message: `the condition never uses ${name}${didYouMean(name, [...used])}`,
      found: name,
      allowed: `a selection that the condition names: ${[...used].join(', ')}`,
      suggestion: `name ${name} in the condition, or take it out`,
    }));
}

import type { Place } from '../problems.ts';

/**
 * How bad it is: `error` for what cannot match or is wrong, `warning` for what most likely is not meant so, `notice` for
 * what is worth a look.
 */
export const LINT_LEVELS = ['error', 'warning', 'notice'] as const;
export type LintLevel = (typeof LINT_LEVELS)[number];

/** What the checks that need only Sigma find, with what it means. Stable: people search for these codes. */
export const SIGMA_LINT_CODES = {
  LINT_UNUSED_SELECTION: 'The condition never uses a selection.',
  LINT_NEVER_TRUE: 'A selection, or one way through it, can never be true.',
  LINT_VALUE_WITHOUT_EFFECT: 'A value can never take part in a match: another part of the rule excludes it.',
  LINT_NEVER_MATCHES: 'The condition can never hold, whatever the event.',
  LINT_MATCHES_ALL: 'The condition always holds, whatever the event.',
  LINT_DUPLICATE_TITLE: 'Two rules have the same title: a person cannot tell their findings apart.',
  LINT_CONTAINED: 'Another rule of the same or a higher level matches every event that this one matches.',
  LINT_FILTER:
    'A filter has no effect: no rule is meant, or it excludes nothing; or it leaves nothing of a rule, or says what to keep where it most likely means what to exclude.',
  LINT_NEVER_FIRES: 'A correlation can never fire.',
  LINT_THRESHOLD_ONE: 'A correlation fires for every single event, as its rule would without it.',
  LINT_ONE_RULE: 'A temporal correlation has a single rule, so there is nothing to correlate.',
  LINT_ATTRIBUTES: 'A rule lacks attributes that people who work on its findings need.',
} as const;
export type SigmaLintCode = keyof typeof SIGMA_LINT_CODES;

/** Something that a check found in one document. */
export interface LintNote<Code extends string = string> extends Place {
  readonly code: Code;
  readonly level: LintLevel;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** What stands there. */
  readonly found: string;
  /** What may stand there. */
  readonly allowed?: string;
  /** What to write instead. */
  readonly suggestion?: string;
}

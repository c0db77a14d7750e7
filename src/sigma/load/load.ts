import type { Placeholders } from '../detection/placeholders.ts';
import type { SigmaCode } from '../problems.ts';
import type { SigmaRule } from '../rule.ts';
import { readDocuments } from '../yaml/documents.ts';
import { followActions } from './legacy-actions.ts';
import { type Loading, readRule } from './load-rule.ts';
import { checkUnique } from './unique-rules.ts';

/** A file's name, as messages should give it, and its text. */
export interface RuleText {
  readonly file: string;
  readonly text: string;
}

/** How to load. */
export interface LoadOptions {
  /** Values for the modifier `expand`. */
  readonly placeholders?: Placeholders;
}

/** What became of one document; several entries when several things are wrong with it. */
export interface DocumentReport {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly ruleId?: string;
  readonly title?: string;
  readonly state: 'loaded' | 'needs-values' | 'refused';
  readonly code: SigmaCode;
  readonly message: string;
  readonly notices: readonly string[];
}

/** The rules that can be run, and what became of every document. */
export interface LoadReport {
  readonly rules: readonly SigmaRule[];
  readonly documents: readonly DocumentReport[];
}

/**
 * Reads rule files: all documents of all files, whatever is wrong with some of them.
 *
 * Never throws. A rule is in `rules` only if it is understood whole.
 */
export function loadRules(texts: readonly RuleText[], options: LoadOptions = {}): LoadReport {
  const read = texts.flatMap(({ file, text }) =>
    followActions(readDocuments(text)).map((document) =>
      readRule(file, document, options.placeholders ?? {}),
    ),
  );
  const loadings = checkUnique(read);
  return {
    rules: loadings.flatMap(({ rule, findings }) => (rule && findings.problems.length === 0 ? [rule] : [])),
    documents: loadings.flatMap(report),
  };
}

function report(loading: Loading): readonly DocumentReport[] {
  const { file, at, id, title, findings, did } = loading;
  const common = {
    file,
    ...(id === undefined ? {} : { ruleId: id }),
    ...(title === undefined ? {} : { title }),
    notices: findings.notices,
  };
  if (findings.problems.length === 0) {
    return [{ ...common, ...at, state: 'loaded', code: 'SIGMA_LOADED', message: did ?? 'loaded' }];
  }
  return findings.problems.map(({ code, message, at: place }) => ({
    ...common,
    line: place.line,
    column: place.column,
    state: code === 'SIGMA_PLACEHOLDER' ? 'needs-values' : 'refused',
    code,
    message,
  }));
}

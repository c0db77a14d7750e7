import type { Placeholders } from '../detection/placeholders.ts';
import type { Place, Problem, SigmaCode, TakenBy } from '../problems.ts';
import type { DocumentHead } from '../rule.ts';
import { readDocuments } from '../yaml/documents.ts';
import { type JoinedRules, joinRuleSet } from './join-rule-set.ts';
import { followActions } from './legacy-actions.ts';
import { type Loading, readRuleDocument } from './load-rule.ts';
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
  /**
   * Asks more of rules and correlations than Sigma does: what it answers is wrong with a document refuses it, and all that
   * refers to it. Called for each that is in order so far, in order of the texts.
   */
  readonly check?: DocumentCheck;
}

/** Answers what is wrong with a document; without a place, it is that of the document. */
export type DocumentCheck = (
  read: DocumentHead,
) => readonly (Pick<Problem, 'code' | 'message'> & { readonly at?: Place })[];

/** What became of one document; several entries when several things are wrong with it. */
export interface DocumentReport {
  readonly file: string;
  /** Which of the file's documents it is, from 1; empty ones do not count. */
  readonly document: number;
  readonly line: number;
  readonly column: number;
  readonly ruleId?: string;
  readonly title?: string;
  readonly state: 'loaded' | 'needs-values' | 'refused';
  readonly code: SigmaCode;
  readonly message: string;
  readonly notices: readonly string[];
  /** Of `SIGMA_DUPLICATE_RULE`: the document that has the id or the name. */
  readonly takenBy?: TakenBy;
}

/** What can be run, and what became of every document. */
export interface LoadReport extends JoinedRules {
  readonly documents: readonly DocumentReport[];
}

/**
 * Reads rule files: all documents of all files, whatever is wrong with some of them.
 *
 * Never throws. A document is in what can be run only if it is understood whole, and all that it refers to.
 */
export function loadRules(texts: readonly RuleText[], options: LoadOptions = {}): LoadReport {
  const read = texts.flatMap(({ file, text }) =>
    followActions(readDocuments(text)).map((prepared, index) =>
      readRuleDocument({ file, document: index + 1 }, prepared, options.placeholders ?? {}),
    ),
  );
  const loadings = checkUnique(read);
  if (options.check) checkHeads(loadings, options.check);
  const ruleSet = joinRuleSet(loadings);
  return { ...ruleSet, documents: loadings.flatMap(report) };
}

function checkHeads(loadings: readonly Loading[], check: DocumentCheck): void {
  for (const { read, findings, at } of loadings) {
    if (!read || read.kind === 'filter' || findings.problems.length > 0) continue;
    const found = check(read.kind === 'rule' ? read.rule : read.head);
    findings.problems.push(...found.map((problem) => ({ at, ...problem })));
  }
}

function report(loading: Loading): readonly DocumentReport[] {
  const { file, document, at, id, title, findings, did } = loading;
  const common = {
    file,
    document,
    ...(id === undefined ? {} : { ruleId: id }),
    ...(title === undefined ? {} : { title }),
    notices: findings.notices,
  };
  if (findings.problems.length === 0) {
    return [{ ...common, ...at, state: 'loaded', code: 'SIGMA_LOADED', message: did ?? 'loaded' }];
  }
  return findings.problems.map(({ code, message, at: place, takenBy }) => ({
    ...common,
    ...(takenBy && { takenBy }),
    line: place.line,
    column: place.column,
    state: code === 'SIGMA_PLACEHOLDER' ? 'needs-values' : 'refused',
    code,
    message,
  }));
}

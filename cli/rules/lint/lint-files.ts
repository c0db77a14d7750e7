import { resolve } from 'node:path';
import { isForCloudTrail } from '#app/lint/for-cloudtrail';
import { type LintFinding, lintRules } from '#app/lint/lint-rules';
import type { DocumentReport } from '#sigma/load/load';
import type { RuleHead, SigmaRule } from '#sigma/rule';
import { type CliRules, isRefused, loadCliRules } from '../../load-rules.ts';
import { ruleFiles } from '../../rule-files.ts';
import { sourceHint } from '../check-documents.ts';
import { settingSlips } from '../rule-slips.ts';
import { caseFindings } from './case-findings.ts';

/** What to look at. */
export interface LintRequest {
  readonly paths: readonly string[];
  /** Also compares with the built-in pack. */
  readonly builtin: boolean;
  /** File with values for the modifier `expand`, as in `RuleSources`. */
  readonly placeholders?: string | undefined;
  readonly cwd: string;
  readonly root: string;
}

/** What was found, by file and place, and how much was looked at. */
export interface Linted {
  readonly findings: readonly LintFinding[];
  /** Rules and correlations. */
  readonly rules: number;
  readonly filters: number;
}

/** Looks over all rules of some files. Throws `TH_INPUT_UNREADABLE` for a path that can't be read. */
export async function lintFiles({ paths, builtin, placeholders, cwd, root }: LintRequest): Promise<Linted> {
  const files = await ruleFiles(paths, cwd);
  const loaded = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  const pathOf = new Map(files.map(({ name, path }) => [name, path]));
  const isOwn = (head: RuleHead): boolean => loaded.sourceOf(head) === 'own';
  const own = loaded.rules.filter(isOwn);
  const findings = [
    ...documentFindings(loaded),
    ...lintRules({ ruleSet: loaded, isOwn, texts: loaded.texts }),
    ...own.filter((rule) => !isForCloudTrail(rule)).map(elsewhere),
    ...own.flatMap(settings),
    ...(await caseFindings(loaded, ({ file }) => pathOf.get(file) ?? resolve(cwd, file), cwd)),
  ];
  return {
    findings: findings.sort(byPlace),
    rules: own.length + loaded.correlations.filter(isOwn).length,
    filters: loaded.filters.length,
  };
}

/** What the loader refused, and what it remarked. Several problems of one document all carry its notices. */
function documentFindings({ documents, filters }: CliRules): readonly LintFinding[] {
  const remarksOf = ({ file, line }: DocumentReport): readonly string[] =>
    filters.find((filter) => filter.file === file && filter.line === line)?.remarks ?? [];
  const told = new Set<string>();
  return documents.flatMap((one) => {
    const key = `${one.file}\u0000${one.document}`;
    const isTold = told.has(key);
    told.add(key);
    const remarks = remarksOf(one);
    return findingsOf(one, isTold ? [] : one.notices.filter((notice) => !remarks.includes(notice)));
  });
}

function findingsOf(one: DocumentReport, notices: readonly string[]): readonly LintFinding[] {
  const about = {
    ...{ file: one.file, line: one.line, column: one.column },
    ...{ ruleId: one.ruleId ?? '', title: one.title ?? '', found: '' },
  };
  const refused: readonly LintFinding[] = isRefused(one)
    ? [{ ...about, code: one.code, level: 'error', message: one.message }]
    : [];
  return [
    ...refused,
    ...notices.map((message): LintFinding => ({ ...about, code: 'LINT_NOTICE', level: 'notice', message })),
  ];
}

function elsewhere(rule: SigmaRule): LintFinding {
  const { file, line, title } = rule;
  const { source, hint } = sourceHint(rule);
  const message = `not for CloudTrail (${source}), so it has no effect on its events${hint}`;
  return {
    file,
    line,
    column: 1,
    ruleId: rule.id ?? '',
    title,
    code: 'LINT_LOGSOURCE',
    level: 'notice',
    message,
    found: source,
  };
}

const settings = (rule: SigmaRule): readonly LintFinding[] =>
  settingSlips(rule).map((message) => ({
    ...{ file: rule.file, line: rule.line, column: 1, ruleId: rule.id ?? '', title: rule.title },
    ...{ code: 'LINT_SETTING', level: 'warning', message, found: '' },
  }));

const byPlace = (a: LintFinding, b: LintFinding): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;

import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { failedCorrelationCases } from '#app/correlation-cases';
import { type CaseFailure, failedCases, type RuleCase } from '#app/rule-cases';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaRuleSet } from '#sigma/rule';
import { isRefused, loadCliRules, problemLine, type RuleSources } from '../load-rules.ts';
import { nameOf, ruleFiles } from '../rule-files.ts';
import { type CaseProblem, isCaseFile } from './case-files.ts';
import { type RuleWithCases, rulesWithCases, type Tested } from './rules-with-cases.ts';

/** What is wrong, and where: written as compilers do. */
export interface CaseFault extends CaseProblem {
  readonly file: string;
}

/** What became of the cases of one rule or correlation. */
export interface TestedRule {
  readonly state: 'passed' | 'failed' | 'no cases';
  readonly file: string;
  readonly ruleId: string;
  readonly title: string;
  /** How many cases were run. */
  readonly cases: number;
  /** The cases that came out otherwise, or why none could be run. */
  readonly faults: readonly CaseFault[];
  /** The cases lie beside several rules, so none was run. */
  readonly isShared?: boolean;
}

/** What became of all that the paths hold. */
export interface RuleTests {
  readonly rules: readonly TestedRule[];
  /** Documents that do not load, as `rules check` prints them, and cases without a rule. */
  readonly refused: readonly string[];
  /** Some of them need nothing but values of placeholders. */
  readonly needsValues: boolean;
}

/**
 * Runs the `cases.yml` beside each rule. Beside a correlation and rules that it refers to, they are the correlation's.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that can't be read, and for a folder without rules.
 */
export async function testRules({
  builtin,
  paths,
  cwd,
  root,
  placeholders,
}: RuleSources): Promise<RuleTests> {
  const named = await Promise.all(paths.map((path) => ruleFileOrFolder(path, cwd)));
  const files = await ruleFiles(named, cwd);
  const loaded = await loadCliRules({ builtin, paths: named, cwd, root, placeholders });
  const pathOf = new Map(files.map(({ name, path }) => [name, path]));
  const pathIn = ({ file }: { readonly file: string }): string => pathOf.get(file) ?? resolve(cwd, file);
  const { rules, folders } = await rulesWithCases(loaded, pathIn);
  const tested = rules.map((one) => testRule(one, loaded, cwd));
  const refused = loaded.documents.filter(isRefused).map(problemLine);
  const orphans = await casesWithoutRule(named, folders, cwd);
  const needsValues = loaded.documents.some(({ state }) => state === 'needs-values');
  return { rules: tested, refused: [...refused, ...orphans], needsValues };
}

/** Cases in a folder where no rule lies: nobody would run them, and they look as if somebody did. */
async function casesWithoutRule(
  paths: readonly string[],
  withRules: ReadonlySet<string>,
  cwd: string,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const folder = resolve(cwd, path);
    if (!(await stat(folder)).isDirectory()) continue;
    for (const name of await readdir(folder, { recursive: true })) {
      const file = join(folder, name);
      const isHidden = name.split(sep).some((part) => part.startsWith('.'));
      if (isCaseFile(file) && !isHidden && !withRules.has(dirname(file))) found.add(file);
    }
  }
  return [...found].sort().map((file) => `${nameOf(file, cwd)}:1:1 cases without a rule beside them`);
}

/** Who names the cases means the rule beside them. */
async function ruleFileOrFolder(path: string, cwd: string): Promise<string> {
  const full = resolve(cwd, path);
  const isFile = isCaseFile(full) && (await stat(full).catch(() => undefined))?.isFile() === true;
  return isFile ? dirname(full) : path;
}

function testRule(
  { rule, beside, neighbours }: RuleWithCases,
  ruleSet: SigmaRuleSet,
  cwd: string,
): TestedRule {
  const about = { file: rule.file, ruleId: rule.id ?? '', title: rule.title };
  if (!beside) return { state: 'no cases', ...about, cases: 0, faults: [] };
  const file = nameOf(beside.path, cwd);
  if (neighbours > 1) {
    const fault = { file, line: 1, column: 1, message: sharedText(neighbours) };
    return { state: 'failed', ...about, cases: 0, faults: [fault], isShared: true };
  }
  const failed = failuresOf(rule, beside.cases, ruleSet).map(({ name, expect }) => ({
    ...beside.placeOf(name),
    message: `"${name}": expected ${said(expect)}, found ${said(expect === 'match' ? 'no-match' : 'match')}`,
  }));
  const faults = [...beside.problems, ...failed].map((one) => ({ file, ...one }));
  const state = faults.length > 0 ? 'failed' : 'passed';
  return { state, ...about, cases: beside.cases.length, faults };
}

/** Says why cases beside several rules are not run. */
export const sharedText = (neighbours: number): string =>
  `beside ${neighbours} rules: which are they for? Give each rule a folder of its own`;

const failuresOf = (
  rule: Tested,
  cases: readonly RuleCase[],
  ruleSet: SigmaRuleSet,
): readonly CaseFailure[] =>
  'correlation' in rule
    ? failedCorrelationCases(ruleSet, rule, cases)
    : failedCases(buildEngine([rule]), rule, cases);

const said = (expect: 'match' | 'no-match'): string => (expect === 'match' ? 'a match' : 'no match');

import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { failedCases } from '#app/rule-cases';
import type { DocumentReport } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaRule } from '#sigma/rule';
import { isRefused, loadCliRules, problemLine } from '../load-rules.ts';
import { nameOf, ruleFiles } from '../rule-files.ts';
import { type CaseFile, type CaseProblem, casesBeside, isCaseFile } from './case-files.ts';

/** What is wrong, and where: written as compilers do. */
export interface CaseFault extends CaseProblem {
  readonly file: string;
}

/** What became of the cases of one rule. */
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
}

/**
 * Runs the `cases.yml` beside each rule.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that can't be read, and for a folder without rules.
 */
export async function testRules(paths: readonly string[], cwd: string, root: string): Promise<RuleTests> {
  const named = await Promise.all(paths.map((path) => ruleFileOrFolder(path, cwd)));
  const files = await ruleFiles(named, cwd);
  const loaded = await loadCliRules({ builtin: false, paths: named, cwd, root });
  const pathOf = new Map(files.map(({ name, path }) => [name, path]));
  const rules = loaded.rules;
  const documents = rulesByFolder(loaded.documents, pathOf);
  const tested: TestedRule[] = [];
  for (const rule of rules) {
    const path = pathOf.get(rule.file) ?? resolve(cwd, rule.file);
    tested.push(testRule(rule, await casesBeside(path), documents.get(dirname(path)) ?? 1, cwd));
  }
  const refused = loaded.documents.filter(isRefused).map(problemLine);
  const orphans = await casesWithoutRule(named, new Set(documents.keys()), cwd);
  return { rules: tested, refused: [...refused, ...orphans] };
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

/** How many documents each folder has. */
function rulesByFolder(
  documents: readonly DocumentReport[],
  pathOf: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const places = new Map<string, Set<string>>();
  for (const { file, line, ruleId, title } of documents) {
    const folder = dirname(pathOf.get(file) ?? file);
    const place = `${file}\u0000${ruleId ?? title ?? line}`;
    places.set(folder, (places.get(folder) ?? new Set()).add(place));
  }
  return new Map([...places].map(([folder, found]) => [folder, found.size]));
}

function testRule(
  rule: SigmaRule,
  beside: CaseFile | undefined,
  neighbours: number,
  cwd: string,
): TestedRule {
  const about = { file: rule.file, ruleId: rule.id ?? '', title: rule.title };
  if (!beside) return { state: 'no cases', ...about, cases: 0, faults: [] };
  const file = nameOf(beside.path, cwd);
  if (neighbours > 1) {
    const message = `beside ${neighbours} rules: which are they for? Give each rule a folder of its own`;
    return {
      state: 'failed',
      ...about,
      cases: 0,
      faults: [{ file, line: 1, column: 1, message }],
      isShared: true,
    };
  }
  const failed = failedCases(buildEngine([rule]), rule, beside.cases).map(({ name, expect }) => ({
    ...beside.placeOf(name),
    message: `"${name}": expected ${said(expect)}, found ${said(expect === 'match' ? 'no-match' : 'match')}`,
  }));
  const faults = [...beside.problems, ...failed].map((one) => ({ file, ...one }));
  const state = faults.length > 0 ? 'failed' : 'passed';
  return { state, ...about, cases: beside.cases.length, faults };
}

const said = (expect: 'match' | 'no-match'): string => (expect === 'match' ? 'a match' : 'no match');

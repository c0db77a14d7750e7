import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { failedCorrelationCases } from '#app/correlation-cases';
import { type CaseFailure, failedCases, type RuleCase } from '#app/rule-cases';
import type { DocumentReport } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';
import { type CliRules, isRefused, loadCliRules, problemLine } from '../load-rules.ts';
import { nameOf, ruleFiles } from '../rule-files.ts';
import { type CaseFile, type CaseProblem, casesBeside, isCaseFile } from './case-files.ts';

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
}

/**
 * Runs the `cases.yml` beside each rule. Beside a correlation and rules that it refers to, they are the correlation's.
 *
 * Throws `TH_INPUT_UNREADABLE` for a path that can't be read, and for a folder without rules.
 */
export async function testRules(paths: readonly string[], cwd: string, root: string): Promise<RuleTests> {
  const named = await Promise.all(paths.map((path) => ruleFileOrFolder(path, cwd)));
  const files = await ruleFiles(named, cwd);
  const loaded = await loadCliRules({ builtin: true, paths: named, cwd, root });
  const pathOf = new Map(files.map(({ name, path }) => [name, path]));
  const pathIn = ({ file }: { readonly file: string }): string => pathOf.get(file) ?? resolve(cwd, file);
  const behind = behindCorrelations(loaded, pathIn);
  const judged = new Set(
    [...loaded.rules, ...loaded.correlations].map(({ file, line }) => `${file}:${line}`),
  );
  // A filter that loads has no cases of its own: it shows in those of its rules.
  const isFilter = ({ state, file, line }: DocumentReport): boolean =>
    state === 'loaded' && !judged.has(`${file}:${line}`);
  const documents = documentsByFolder(
    loaded.documents.filter((one) => !isFilter(one)),
    pathIn,
  );
  const tested: TestedRule[] = [];
  for (const rule of [...loaded.rules, ...loaded.correlations]) {
    if (loaded.sourceOf(rule) === 'builtin' || behind.has(rule)) continue;
    const path = pathIn(rule);
    const folder = dirname(path);
    const hidden = [...behind].filter((one) => dirname(pathIn(one)) === folder).length;
    const neighbours = (documents.get(folder) ?? 1) - hidden;
    const beside = await casesBeside(path, 'correlation' in rule ? 'correlation' : 'rule');
    tested.push(testRule(rule, beside, { neighbours, cwd, ruleSet: loaded }));
  }
  const refused = loaded.documents.filter(isRefused).map(problemLine);
  const orphans = await casesWithoutRule(named, new Set(documents.keys()), cwd);
  return { rules: tested, refused: [...refused, ...orphans] };
}

type Tested = SigmaRule | SigmaCorrelation;

/** What a correlation in the same folder refers to: parts of it, without cases of their own. */
function behindCorrelations(
  { rules, correlations }: CliRules,
  pathIn: (rule: Tested) => string,
): ReadonlySet<Tested> {
  const byKey = new Map<string, Tested>([...rules, ...correlations].map((one) => [one.key, one]));
  const isNear = (a: Tested, b: Tested): boolean => dirname(pathIn(a)) === dirname(pathIn(b));
  return new Set(
    correlations.flatMap((outer) =>
      outer.correlation.rules.flatMap((key) => {
        const inner = byKey.get(key);
        return inner && isNear(inner, outer) ? [inner] : [];
      }),
    ),
  );
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
function documentsByFolder(
  documents: readonly DocumentReport[],
  pathIn: (document: DocumentReport) => string,
): ReadonlyMap<string, number> {
  const places = new Map<string, Set<string>>();
  for (const document of documents) {
    const { file, line, ruleId, title } = document;
    const folder = dirname(pathIn(document));
    const place = `${file}\u0000${ruleId ?? title ?? line}`;
    places.set(folder, (places.get(folder) ?? new Set()).add(place));
  }
  return new Map([...places].map(([folder, found]) => [folder, found.size]));
}

interface Around {
  /** Documents of its folder that cases may be for. */
  readonly neighbours: number;
  readonly cwd: string;
  readonly ruleSet: SigmaRuleSet;
}

function testRule(rule: Tested, beside: CaseFile | undefined, around: Around): TestedRule {
  const { neighbours, cwd, ruleSet } = around;
  const about = { file: rule.file, ruleId: rule.id ?? '', title: rule.title };
  if (!beside) return { state: 'no cases', ...about, cases: 0, faults: [] };
  const file = nameOf(beside.path, cwd);
  if (neighbours > 1) {
    const message = `beside ${neighbours} rules: which are they for? Give each rule a folder of its own`;
    const fault = { file, line: 1, column: 1, message };
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

const failuresOf = (
  rule: Tested,
  cases: readonly RuleCase[],
  ruleSet: SigmaRuleSet,
): readonly CaseFailure[] =>
  'correlation' in rule
    ? failedCorrelationCases(ruleSet, rule, cases)
    : failedCases(buildEngine([rule]), rule, cases);

const said = (expect: 'match' | 'no-match'): string => (expect === 'match' ? 'a match' : 'no match');

import { dirname, resolve } from 'node:path';
import type { AwsLintCode } from '#app/lint/aws-lint-codes';
import type { LintFinding } from '#app/lint/lint-rules';
import type { RuleHead, SigmaRuleSet } from '#sigma/rule';
import { nameOf } from '../../rule-files.ts';
import { type CaseFile, casesBeside } from '../case-files.ts';

/** Where rules lie. */
export interface RulePlaces {
  readonly cwd: string;
  /** Absolute path of a file that was named. */
  readonly pathOf: (file: string) => string;
}

/** Finds rules and correlations whose cases are missing, cannot be read, or are all of one side. */
export async function caseFindings(
  ruleSet: SigmaRuleSet,
  isOwn: (head: RuleHead) => boolean,
  places: RulePlaces,
): Promise<readonly LintFinding[]> {
  const own = [...ruleSet.rules, ...ruleSet.correlations].filter(isOwn);
  const folderOf = (head: RuleHead): string => dirname(places.pathOf(head.file));
  const outer = ruleSet.correlations.filter(isOwn);
  // Cases beside a correlation and its rules are the correlation's.
  const isPart = (head: RuleHead): boolean =>
    outer.some(
      ({ correlation, ...one }) => correlation.rules.includes(head.key) && folderOf(one) === folderOf(head),
    );
  const asked = own.filter((head) => !isPart(head));
  const neighbours = new Map<string, number>();
  for (const head of asked) neighbours.set(folderOf(head), (neighbours.get(folderOf(head)) ?? 0) + 1);
  const read = new Map<string, Promise<CaseFile | undefined>>();
  const found: LintFinding[] = [];
  for (const head of asked) {
    const kind = 'correlation' in head ? 'correlation' : 'rule';
    const folder = folderOf(head);
    const beside = read.get(`${kind} ${folder}`) ?? casesBeside(places.pathOf(head.file), kind);
    read.set(`${kind} ${folder}`, beside);
    found.push(...findingsOf(head, await beside, neighbours.get(folder) === 1, places));
  }
  return found;
}

function findingsOf(
  head: RuleHead,
  beside: CaseFile | undefined,
  isAlone: boolean,
  { cwd }: RulePlaces,
): readonly LintFinding[] {
  const about = { ruleId: head.id ?? '', title: head.title, found: '' };
  const says = (code: AwsLintCode) => ({ ...about, code });
  if (!beside) {
    const message = 'no cases.yml lies beside the rule: nothing proves what it finds';
    return [
      { ...says('LINT_NO_CASES'), file: head.file, line: head.line, column: 1, level: 'notice', message },
    ];
  }
  const file = nameOf(resolve(cwd, beside.path), cwd);
  if (!isAlone) return [];
  if (beside.problems.length > 0) {
    return beside.problems.map((problem) => ({ ...says('LINT_CASES'), file, level: 'error', ...problem }));
  }
  const missing = (['match', 'no-match'] as const).filter(
    (side) => !beside.cases.some(({ expect }) => expect === side),
  );
  return missing.map((side) => {
    const message =
      side === 'match' ? 'no case expects a match' : 'no case expects that the rule does not match';
    return {
      ...says('LINT_CASES'),
      file,
      line: 1,
      column: 1,
      level: 'warning',
      message,
      allowed: `a case with expect: ${side}`,
    };
  });
}

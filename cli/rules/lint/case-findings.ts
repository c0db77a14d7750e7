import type { AwsLintCode } from '#app/lint/aws-lint-codes';
import type { LintFinding } from '#app/lint/lint-rules';
import type { LintLevel } from '#sigma/lint/lint-note';
import type { CliRules } from '../../load-rules.ts';
import { nameOf } from '../../rule-files.ts';
import type { CaseFile } from '../case-files.ts';
import { type PathIn, type RuleWithCases, rulesWithCases } from '../rules-with-cases.ts';
import { sharedText } from '../test-rules.ts';

/** Finds rules and correlations whose cases are missing, cannot be read, or are all of one side. */
export async function caseFindings(
  loaded: CliRules,
  pathIn: PathIn,
  cwd: string,
): Promise<readonly LintFinding[]> {
  const { rules } = await rulesWithCases(loaded, pathIn);
  const told = new Set<string>();
  return rules.flatMap(({ rule, beside, neighbours }) => {
    const about = { ruleId: rule.id ?? '', title: rule.title, found: '' };
    if (!beside) {
      const message = 'no cases.yml lies beside the rule: nothing proves what it finds';
      const place = { file: rule.file, line: rule.line, column: 1 };
      return [{ ...about, ...place, code: 'LINT_NO_CASES' satisfies AwsLintCode, level: 'notice', message }];
    }
    if (told.has(beside.path)) return [];
    told.add(beside.path);
    const file = nameOf(beside.path, cwd);
    return slipsIn(beside, neighbours).map((slip) => ({
      ...{ ...about, file, code: 'LINT_CASES' satisfies AwsLintCode },
      ...slip,
    }));
  });
}

type Slip = Pick<LintFinding, 'line' | 'column' | 'level' | 'message' | 'allowed'>;

function slipsIn({ cases, problems }: CaseFile, neighbours: RuleWithCases['neighbours']): readonly Slip[] {
  const says = (level: LintLevel, message: string) => ({ line: 1, column: 1, level, message });
  if (neighbours > 1) return [says('error', sharedText(neighbours))];
  if (problems.length > 0) return problems.map((problem) => ({ level: 'error', ...problem }));
  const missing = (['match', 'no-match'] as const).filter(
    (side) => !cases.some(({ expect }) => expect === side),
  );
  return missing.map((side) => {
    const message =
      side === 'match' ? 'no case expects a match' : 'no case expects that the rule does not match';
    return { ...says('warning', message), allowed: `a case with expect: ${side}` };
  });
}

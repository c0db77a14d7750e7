import type { LintFinding } from '#app/lint/lint-rules';
import { escapeForTerminal } from '#core/escape';
import { LINT_LEVELS, type LintLevel } from '#sigma/lint/lint-note';
import type { CliContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { count, plural } from '../../output/numbers.ts';
import { printRows } from '../../output/rows.ts';
import { type Linted, lintFiles } from './lint-files.ts';

export interface LintOptions {
  readonly builtin: boolean;
  readonly placeholders?: string;
  readonly strict?: boolean;
  /** Lowest level that is shown. */
  readonly level: LintLevel;
  /** Codes that are passed over. */
  readonly ignore?: readonly string[];
  readonly format: string;
}

const KEYS = [
  ...(['file', 'line', 'column', 'level', 'code', 'ruleId', 'title'] as const),
  ...(['message', 'found', 'allowed', 'suggestion'] as const),
];
const COLOUR = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

/** Prints what was found. `EXIT.error` when there is an error, shown or not, or with `strict` a warning. */
export async function printLint(
  paths: readonly string[],
  { builtin, placeholders, strict = false, level, ignore = [], format }: LintOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const { findings: all, ...looked } = await lintFiles({ paths, builtin, placeholders, cwd, root });
  const findings = all.filter(({ code }) => !ignore.includes(code));
  const shown = findings.filter((one) => reaches(one, level));
  if (format === 'table') printLines(shown, context);
  else printRows(shown, format, { columns: [], keys: KEYS }, context);
  await context.out.flush();
  sayTotals({ findings, ...looked }, context);
  const failing = strict ? 'warning' : 'error';
  if (findings.some((one) => reaches(one, failing))) context.exitWith(EXIT.error);
}

const reaches = (one: LintFinding, least: LintLevel): boolean =>
  LINT_LEVELS.indexOf(one.level) <= LINT_LEVELS.indexOf(least);

/** Rules without cases are one line: of many rules, few have any, and the others must not drown what is wrong. */
function printLines(findings: readonly LintFinding[], context: CliContext): void {
  const others = findings.filter(({ code }) => code !== 'LINT_NO_CASES');
  const bare = findings.length - others.length;
  const isFolded = bare > 1;
  const each = isFolded ? others : findings;
  for (const one of each) context.out.write(`${lineOf(one, context)}\n`);
  if (!isFolded) return;
  const level = context.colours[COLOUR.notice]('notice');
  const message = `${count(bare)} rules have no cases.yml beside them: nothing proves what they find`;
  context.out.write(`${level} LINT_NO_CASES ${message} (--format ndjson names them)\n`);
}

/** As compilers do, whole: a place that is cut is no place. */
function lineOf(one: LintFinding, { colours }: CliContext): string {
  const place = escapeForTerminal(`${one.file}:${one.line}:${one.column}`);
  return `${place} ${colours[COLOUR[one.level]](one.level)} ${one.code} ${one.message.split('\n').map(escapeForTerminal).join('\n')}`;
}

function sayTotals({ findings, rules, filters }: Linted, { say }: CliContext): void {
  const counts = LINT_LEVELS.map((level) =>
    plural(findings.filter((one) => one.level === level).length, level),
  );
  const looked =
    filters > 0 ? `${plural(rules, 'rule')}, ${plural(filters, 'filter')}` : plural(rules, 'rule');
  say(`${looked} looked over: ${counts.join(', ')}`);
}

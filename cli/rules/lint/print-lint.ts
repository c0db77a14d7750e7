import type { LintFinding } from '#app/lint/lint-rules';
import { escapeForTerminal } from '#core/escape';
import { LINT_LEVELS } from '#sigma/lint/lint-note';
import type { CliContext } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { plural } from '../../output/numbers.ts';
import { printRows } from '../../output/rows.ts';
import { type Linted, lintFiles } from './lint-files.ts';

export interface LintOptions {
  readonly builtin: boolean;
  readonly strict?: boolean;
  readonly format: string;
}

const KEYS = [
  ...(['file', 'line', 'column', 'level', 'code', 'ruleId', 'title'] as const),
  ...(['message', 'found', 'allowed', 'suggestion'] as const),
];
const COLOUR = { error: 'red', warning: 'yellow', notice: 'cyan' } as const;

/** Prints what was found. `EXIT.error` when there is an error, or with `strict` a warning. */
export async function printLint(
  paths: readonly string[],
  { builtin, strict = false, format }: LintOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const linted = await lintFiles({ paths, builtin, cwd, root });
  if (format === 'table') for (const one of linted.findings) context.out.write(`${lineOf(one, context)}\n`);
  else printRows(linted.findings, format, { columns: [], keys: KEYS }, context);
  await context.out.flush();
  sayTotals(linted, context);
  const failing = strict ? ['error', 'warning'] : ['error'];
  if (linted.findings.some(({ level }) => failing.includes(level))) context.exitWith(EXIT.error);
}

/** As compilers do, whole: a place that is cut is no place. */
function lineOf(one: LintFinding, { colours }: CliContext): string {
  const place = escapeForTerminal(`${one.file}:${one.line}:${one.column}`);
  return `${place} ${colours[COLOUR[one.level]](one.level)} ${one.code} ${one.message.split('\n').map(escapeForTerminal).join('\n')}`;
}

function sayTotals({ findings, rules }: Linted, { say }: CliContext): void {
  const counts = LINT_LEVELS.map((level) =>
    plural(findings.filter((one) => one.level === level).length, level),
  );
  say(`${plural(rules, 'rule')} looked over: ${counts.join(', ')}`);
}

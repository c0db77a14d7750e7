import { type Command, InvalidArgumentError, Option } from 'commander';
import { AWS_LINT_CODES } from '#app/lint/aws-lint-codes';
import { LINT_LEVELS, SIGMA_LINT_CODES } from '#sigma/lint/lint-note';
import { didYouMean } from '#sigma/suggest';
import type { CliContext } from '../context.ts';
import { formatOption, placeholdersOption } from '../option-values.ts';
import type { LintOptions } from '../rules/lint/print-lint.ts';

/** Gathers codes of checks. What does not load has codes of its own, which are no matter of taste. */
function gatherCodes(text: string, before: readonly string[] = []): readonly string[] {
  const known = Object.keys({ ...SIGMA_LINT_CODES, ...AWS_LINT_CODES });
  const code = text.toUpperCase();
  if (known.includes(code)) return [...before, code];
  throw new InvalidArgumentError(`There is no such check${didYouMean(code, known) || '.'}`);
}

/** Adds `rules lint` to `rules`. */
export function registerLint(rules: Command, context: CliContext): void {
  rules
    .command('lint')
    .description(
      'say what in rules that load is probably not meant so: names that CloudTrail never records, what can never match, and more',
    )
    .argument('<path...>', 'files, or folders with .yml and .yaml files')
    .option('--no-builtin', 'without the built-in pack, with whose rules yours are compared')
    .addOption(placeholdersOption())
    .option('--strict', 'exit with 1 for warnings too')
    .addOption(
      new Option('--level <level>', 'lowest level that is shown').choices(LINT_LEVELS).default('notice'),
    )
    .option(
      '--ignore <code>',
      'pass over findings of this code, LINT_NO_CASES for one; may be given several times',
      gatherCodes,
    )
    .addOption(formatOption(['table', 'json', 'ndjson']))
    .addHelpText(
      'after',
      '\nExits with 1 if there is an error, shown or not; what is ignored does not count. docs/guides/lint.md lists what it\n' +
        'finds.\n\n' +
        'Examples:\n  $ trailhound rules lint my-rules/\n' +
        '  $ trailhound rules lint --strict --no-builtin my-rules/\n' +
        '  $ trailhound rules lint --level warning --ignore LINT_ATTACK_OLD my-rules/\n' +
        '  $ trailhound rules lint --format ndjson my-rules/ | jq -r \'select(.level == "error").message\'',
    )
    .action(async (paths: string[], options: LintOptions) => {
      const { printLint } = await import('../rules/lint/print-lint.ts');
      await printLint(paths, options, context);
    });
}

import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption } from '../option-values.ts';
import type { LintOptions } from '../rules/lint/print-lint.ts';

/** Adds `rules lint` to `rules`. */
export function registerLint(rules: Command, context: CliContext): void {
  rules
    .command('lint')
    .description(
      'say what in rules that load is probably not meant so: names that CloudTrail never records, what can never match, and more',
    )
    .argument('<path...>', 'files, or folders with .yml and .yaml files')
    .option('--no-builtin', 'without the built-in pack, with whose rules yours are compared')
    .option('--strict', 'exit with 1 for warnings too')
    .addOption(formatOption(['table', 'json', 'ndjson']))
    .addHelpText(
      'after',
      '\nExits with 1 if there is an error. docs/guides/lint.md lists what it finds.\n\n' +
        'Examples:\n  $ trailhound rules lint my-rules/\n' +
        '  $ trailhound rules lint --strict --no-builtin my-rules/\n' +
        '  $ trailhound rules lint --format ndjson my-rules/ | jq -r \'select(.level == "error").message\'',
    )
    .action(async (paths: string[], options: LintOptions) => {
      const { printLint } = await import('../rules/lint/print-lint.ts');
      await printLint(paths, options, context);
    });
}

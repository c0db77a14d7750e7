import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption, gather } from '../option-values.ts';
import type { ListOptions } from '../rules/print-rules.ts';

/** Adds `rules list` and `rules check`. */
export function register(program: Command, context: CliContext): void {
  const rules = program
    .command('rules')
    .description('show which rules there are, and whether yours will load');
  rules.addHelpText(
    'after',
    '\nExamples:\n  $ trailhound rules list\n  $ trailhound rules check my-rules/ other.yml',
  );
  rules
    .command('list')
    .description('list the rules that `scan` would run')
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound rules list\n  $ trailhound rules list --no-builtin --rules my-rules/ --format csv',
    )
    .action(async (options: ListOptions) => {
      const { listRules } = await import('../rules/print-rules.ts');
      await listRules(options, context);
    });
  rules
    .command('check')
    .description('say for every document whether it loads, and if not, where and why')
    .argument('<path...>', 'files, or folders with .yml and .yaml files')
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']))
    .addHelpText(
      'after',
      '\nExits with 1 if a document is refused.\n\nExamples:\n  $ trailhound rules check my-rules/\n' +
        '  $ trailhound rules check --format ndjson my-rules/ | jq -r \'select(.state != "loaded").message\'',
    )
    .action(async (paths: string[], options: { format: string }) => {
      const { printCheck } = await import('../rules/print-rules.ts');
      await printCheck(paths, options.format, context);
    });
}

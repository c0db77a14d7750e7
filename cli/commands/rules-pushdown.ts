import { type Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption, gather, placeholdersOption } from '../option-values.ts';
import type { PushdownOptions } from '../rules/pushdown.ts';

/** Adds `rules pushdown`. */
export function registerPushdown(rules: Command, context: CliContext): void {
  rules
    .command('pushdown')
    .description(
      'print the filters made from the rules for CloudWatch Logs and EventBridge, and what they let through',
    )
    .argument(
      '[logs...]',
      'count how many events of these files, folders or patterns each filter lets through',
    )
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .addOption(
      new Option('--filters <number>', 'subscription filters that the log group has room for')
        .choices(['1', '2'])
        .default('2'),
    )
    .addOption(
      new Option('--reads <which>', 'calls that only read which EventBridge should deliver')
        .choices(['none', 'named', 'all'])
        .default('none'),
    )
    .option('--verbose', 'name every rule that a filter serves, and every one that cannot be narrowed')
    .addOption(formatOption(['text', 'json']))
    .addHelpText('after', HELP)
    .action(async (logs: string[], options: PushdownOptions) => {
      const { printPushdown } = await import('../rules/pushdown.ts');
      await printPushdown(logs, options, context);
    });
}

const HELP = `
Every filter lets through at least what a rule can match. A summary comes first, then the patterns; JSON has all of it, with the
rules of each pattern. Exits with 3 if some of the input could not be read.

Examples:
  $ trailhound rules pushdown
  $ trailhound rules pushdown --no-builtin --rules my-rules/ logs/
  $ trailhound rules pushdown --verbose
  $ trailhound rules pushdown --format json | jq -r '.cloudWatchLogs.filters[].pattern'
  $ trailhound rules pushdown --format json | jq '.eventBridge.open'`;

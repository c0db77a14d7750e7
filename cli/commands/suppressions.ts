import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withStoreOptions } from '../findings/store-options.ts';
import { formatOption } from '../option-values.ts';
import type { ListOptions } from '../suppressions/list-suppressions.ts';

const FILE_HELP = 'the allow-list (default: suppressions.yml)';

/** Adds `suppressions list|check`. */
export function register(program: Command, context: CliContext): void {
  const suppressions = program
    .command('suppressions')
    .description('look at the allow-list: what is in force, what has expired, how often each entry hit');
  suppressions.addHelpText(
    'after',
    '\nExamples:\n  $ trailhound suppressions list\n  $ trailhound suppressions check suppressions.yml',
  );
  const list = suppressions
    .command('list')
    .description('list the entries with their state and hits')
    .argument('[file]', FILE_HELP)
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']));
  withStoreOptions(list)
    .addHelpText(
      'after',
      '\nHits are counted from the suppressed findings of the table.\n\nExamples:\n  $ trailhound suppressions list\n' +
        '  $ trailhound suppressions list allow.yml --format json',
    )
    .action(async (file: string | undefined, options: ListOptions) => {
      const { listSuppressions } = await import('../suppressions/list-suppressions.ts');
      await listSuppressions(file, options, context);
    });
  suppressions
    .command('check')
    .description('say whether the file can be used, and if not, where and why')
    .argument('[file]', FILE_HELP)
    .addHelpText(
      'after',
      '\nExits with 1 if it cannot.\n\nExamples:\n  $ trailhound suppressions check\n' +
        '  $ trailhound suppressions check allow.yml',
    )
    .action(async (file: string | undefined) => {
      const { checkSuppressions } = await import('../suppressions/check-suppressions.ts');
      await checkSuppressions(file, context);
    });
}

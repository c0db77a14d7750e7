import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withStoreOptions } from '../findings/store-options.ts';
import { formatOption, gather, placeholdersOption } from '../option-values.ts';
import type { CheckOptions } from '../suppressions/check-suppressions.ts';
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
    .option('-r, --rules <path>', 'rules of yours that entries may name; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']));
  withStoreOptions(list)
    .addHelpText(
      'after',
      '\nHits are counted from the suppressed findings of the table. An entry whose rules nobody has covers nothing.\n\nExamples:\n  $ trailhound suppressions list\n' +
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
    .option('-r, --rules <path>', 'rules of yours that entries may name; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .addHelpText(
      'after',
      '\nAn entry that names a rule which is not among them is told of, and so is one that covers everything.\nExits with 1 if the file cannot be used.\n\nExamples:\n  $ trailhound suppressions check\n' +
        '  $ trailhound suppressions check allow.yml --rules my-rules/',
    )
    .action(async (file: string | undefined, options: CheckOptions) => {
      const { checkSuppressions } = await import('../suppressions/check-suppressions.ts');
      await checkSuppressions(file, options, context);
    });
}

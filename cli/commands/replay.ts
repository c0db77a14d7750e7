import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { gather, severityOption, wholeNumber } from '../option-values.ts';
import type { ReplayOptions } from '../replay/replay-options.ts';

/** Adds `replay`, which `npm start` runs. */
export function register(program: Command, context: CliContext): void {
  program
    .command('replay')
    .description('run logs through the Lambda handlers into the embedded table, and print the alerts')
    .argument(
      '[path...]',
      'files, folders, globs or - for standard input; without any, a made-up day with an intrusion',
    )
    .option('-d, --data <folder>', 'where the embedded database lies', '.trailhound')
    .option('--fresh', 'start over: remove the embedded database first')
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .option('--suppressions <file>', 'allow-list to use (default: suppressions.yml, if there is one)')
    .addOption(severityOption('--alert-severity <severity>', 'alert from this severity on').default('medium'))
    .option('--batch-size <number>', 'events handed to the handler at once', wholeNumber(1, 10_000), 100)
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound replay                       the made-up day\n' +
        '  $ trailhound replay --fresh logs/         your own logs, from an empty table\n' +
        '  $ zcat trail.json.gz | trailhound replay -',
    )
    .action(async (paths: string[], options: ReplayOptions) => {
      // Loaded when it is needed: the other commands start faster without the database.
      const { replay } = await import('../replay/replay.ts');
      await replay(paths, options, context);
    });
}

import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { wholeNumber } from '../option-values.ts';
import { withPipelineOptions } from '../pipeline/pipeline-options.ts';
import type { ReplayOptions } from '../replay/replay-options.ts';

/** Adds `replay`, which `npm start` runs. */
export function register(program: Command, context: CliContext): void {
  const command = program
    .command('replay')
    .description('run logs through the Lambda handlers into the embedded table, and print the alerts')
    .argument('[path...]', 'files, folders, patterns or - for standard input; without any, a made-up day')
    .option('--fresh', 'start over: remove the embedded database first');
  withPipelineOptions(command)
    .option('--batch-size <number>', 'events handed to the handler at once', wholeNumber(1, 10_000), 100)
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: ReplayOptions) => {
      // Loaded when it is needed: the other commands start faster without the database.
      const { replay } = await import('../replay/replay.ts');
      await replay(paths, options, context);
    });
}

const HELP = `
Input that can't be read is named, kept in quarantine, and the exit code is 3; so it is with packed files that are not read.

Examples:
  $ trailhound replay                       a made-up day with an intrusion
  $ trailhound replay --fresh logs/         your own logs, from an empty table
  $ zcat trail.json.gz | trailhound replay -`;

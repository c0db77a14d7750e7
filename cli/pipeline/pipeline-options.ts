import type { Command } from 'commander';
import { DEFAULT_DATA } from '../findings/store-options.ts';
import { gather, placeholdersOption, severityOption, someText } from '../option-values.ts';

/** Adds the options that say which rules run and where findings go: see `PipelineOptions`. */
export const withPipelineOptions = (command: Command): Command =>
  command
    .option('-d, --data <folder>', 'where the embedded database lies', someText, DEFAULT_DATA)
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .option(
      '--suppressions <file>',
      'allow-list to use (default: suppressions.yml, if there is one)',
      someText,
    )
    .addOption(
      severityOption('--alert-severity <severity>', 'alert from this severity on').default('medium'),
    );

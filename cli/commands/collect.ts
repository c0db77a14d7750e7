import type { Command } from 'commander';
import type { CollectOptions } from '../collect/collect.ts';
import type { CliContext } from '../context.ts';
import { fromOption, gather, someText, untilOption } from '../option-values.ts';
import { withPipelineOptions } from '../pipeline/pipeline-options.ts';

/** Adds `collect`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  const command = program
    .command('collect')
    .description("read the account's CloudTrail event history by hand, into the embedded table")
    .option(
      '--since <time>',
      'from then until now: how long ago (7d), a day or an instant',
      fromOption(clock),
    )
    .option('--from <time>', 'the same, to be used with --to', fromOption(clock))
    .option('--to <time>', 'until then; a day means its end', untilOption(clock))
    .option('--event-name <name>', 'only this call, as CloudTrail spells it (StopLogging)', someText)
    .option('--region <region>', 'this region besides us-east-1; may be given several times', gather);
  withPipelineOptions(command)
    .addHelpText('after', HELP)
    .action(async (options: CollectOptions, self: Command) => {
      const { collect } = await import('../collect/collect.ts');
      await collect(options, self, context);
    });
}

const HELP = `
AWS keeps 90 days of management events, with or without a trail. It allows two requests a second a region, 50 events
each: a busy week can take a while. Needs cloudtrail:LookupEvents; credentials come from the environment.
A region that can't be read to its end is named, and the exit code is 3.

Examples:
  $ trailhound collect --since 7d
  $ trailhound collect --since 90d --event-name StopLogging --region eu-central-1
  $ trailhound collect --from 2026-03-01 --to 2026-03-07`;

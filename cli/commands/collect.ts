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
    .description(
      "read the account's CloudTrail event history by hand, into the embedded table or deployed ones",
    )
    .option(
      '--since <time>',
      'from then until now: how long ago (7d), a day or an instant',
      fromOption(clock),
    )
    .option('--from <time>', 'the same, to be used with --to', fromOption(clock))
    .option('--to <time>', 'until then; a day means its end', untilOption(clock))
    .option('--event-name <name>', 'only this call, as CloudTrail spells it (StopLogging)', someText)
    .option('--region <region>', 'this region besides us-east-1; may be given several times', gather)
    .option(
      '--table <name>',
      'into this deployed findings table instead; credentials come from the environment',
      someText,
    )
    .option('--state-table <name>', 'the state table that belongs to it', someText)
    .option(
      '--table-region <region>',
      'the region of both tables; by default the one of the environment',
      someText,
    );
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

With --table nothing is kept on this machine and no alert sent from it: the deployed notifier sends what is pending. No
event is counted twice. Give the deployment's own rules, allow-list and alert severity where they are not the defaults.

Examples:
  $ trailhound collect --since 7d
  $ trailhound collect --since 90d --event-name StopLogging --region eu-central-1
  $ trailhound collect --from 2026-03-01 --to 2026-03-07
  $ trailhound collect --since 7d --table Findings --state-table State --region eu-central-1`;

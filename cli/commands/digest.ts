import { type Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import type { DigestOptions } from '../digest/run-digest.ts';
import { withStoreOptions } from '../findings/store-options.ts';
import { fromOption, someText, untilOption } from '../option-values.ts';

/** Adds `digest`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  const digest = program
    .command('digest')
    .description(
      'sum a day or any range up: what needs you, findings with their trend, console sign-ins, errors in ' +
        'application logs, metrics, the health of every source, suppressions and alerts',
    )
    .option('--from <time>', 'begin here: a day, an instant, or how long ago (7d)', fromOption(clock))
    .option('--to <time>', 'end here; a day means its end (default: now)', untilOption(clock))
    .addOption(
      new Option('--since <time>', 'the same as --from, such as 24h')
        .argParser(fromOption(clock))
        .conflicts('from'),
    )
    .addOption(
      new Option(
        '-f, --format <format>',
        'how to print it (default: text, or what the name of --out says)',
      ).choices(['text', 'html', 'markdown', 'json']),
    )
    .option('-o, --out <file>', 'write it to this file, which is replaced', someText)
    .option('--suppressions <file>', 'allow-list (default: suppressions.yml, if there is one)', someText);
  withStoreOptions(digest)
    .addHelpText('after', HELP)
    .action(async (options: DigestOptions, command: Command) => {
      const { runDigest } = await import('../digest/run-digest.ts');
      await runDigest(options, command, context);
    });
}

const HELP = `
Without --from, --to and --since it covers the last 24 hours; for a data folder in which nothing happened since then,
the day of its newest finding. The HTML file needs nothing else: no network, no script; it prints well.

Examples:
  $ trailhound digest                                       the last 24 hours, in the terminal
  $ trailhound digest --since 7d --out week.html            a week, as a page to open or to print
  $ trailhound digest --from 2026-03-01 --to 2026-03-31 --format markdown > march.md
  $ trailhound digest --table FINDINGS --state-table STATE --region eu-central-1 --out today.html`;

import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withStoreOptions } from '../findings/store-options.ts';
import { formatOption, fromOption, gather, untilOption, wholeNumber } from '../option-values.ts';
import type { ReportOptions } from '../report/report-console-login.ts';

/** Adds `report console-login`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  const report = program.command('report').description('sum up what happened');
  report.addHelpText('after', '\nExamples:\n  $ trailhound report console-login logs/');
  const login = report
    .command('console-login')
    .description(
      'who signed in to the console: successes and failures for each user, address and day, MFA used or not, ' +
        'root and federated told apart, what looks unusual first',
    )
    .argument('[path...]', 'log files, folders, patterns, or - for standard input')
    .option(
      '--findings',
      'from the evidence of stored findings instead of files (bounded: the first and newest events)',
    )
    .option(
      '--aws',
      "from the account's event history instead of files (up to 90 days, needs cloudtrail:LookupEvents)",
    )
    .option(
      '--from <time>',
      'only sign-ins at or after: a day, an instant, or how long ago (7d)',
      fromOption(clock),
    )
    .option('--to <time>', 'only sign-ins at or before; a day means its end', untilOption(clock))
    .option('--aws-region <region>', 'with --aws: also this region; may be given several times', gather)
    .option('--top <number>', 'lines of each table, 0 for all', wholeNumber(0, 1_000_000), 20)
    .addOption(formatOption(['text', 'json', 'csv']));
  withStoreOptions(login)
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: ReportOptions, command: Command) => {
      const { reportConsoleLogin } = await import('../report/report-console-login.ts');
      await reportConsoleLogin(paths, options, command, context);
    });
}

const HELP = `
Federated and Identity Center sign-ins are shown as "federated": AWS does not see their MFA, the identity provider does.
--aws reads us-east-1, us-east-2, eu-north-1 and ap-southeast-2, where AWS records sign-ins through the global endpoint.

Examples:
  $ trailhound report console-login logs/
  $ trailhound report console-login --from 30d --aws
  $ trailhound report console-login --from 2026-03-01 --to 2026-03-07 logs/ --format csv > sign-ins.csv
  $ trailhound report console-login --findings --format json | jq '.rows[] | select(.reasons != [])'`;

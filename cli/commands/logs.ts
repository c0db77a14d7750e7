import { type Command, Option } from 'commander';
import { LOG_LEVELS } from '#core/logs/log-entry';
import type { CliContext } from '../context.ts';
import type { LogsOptions } from '../logs/run-logs.ts';
import {
  formatOption,
  fromOption,
  gather,
  placeholdersOption,
  severityOption,
  someText,
  untilOption,
} from '../option-values.ts';

/** Adds `logs`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  program
    .command('logs')
    .description('find the errors in application logs and group them by kind; nothing is stored')
    .argument(
      '[path...]',
      'files (text or JSON lines, gzip, zstd), folders, patterns, or - for standard input',
    )
    .option('--group <name>', 'read this CloudWatch log group instead', someText)
    .option('--region <region>', 'of the log group (default: as the AWS tools have it)', someText)
    .option(
      '--since <time>',
      'only what was written at or after: a day, an instant, or how long ago (24h, which --group defaults to)',
      fromOption(clock),
    )
    .option('--until <time>', 'only what was written at or before; a day means its end', untilOption(clock))
    .addOption(
      new Option('-l, --level <level>', 'entries at this level or worse; errors by their kind in any case')
        .choices([...LOG_LEVELS, 'all'])
        .default('error'),
    )
    .option('-r, --rules <path>', 'also what own Sigma rules describe; may be given several times', gather)
    .addOption(placeholdersOption())
    .option(
      '--suppressions <file>',
      'allow-list (YAML) whose errors are left out (default: suppressions.yml, if there is one)',
      someText,
    )
    .addOption(
      new Option(
        '-o, --output <what>',
        'errors: each one; kinds: grouped; findings: as an account would have them (default: kinds as a table, errors otherwise)',
      ).choices(['errors', 'kinds', 'findings']),
    )
    .addOption(formatOption(['table', 'json', 'ndjson']))
    .addOption(
      severityOption('--fail-on <severity>', 'exit with 2 if an error of this severity or worse is found'),
    )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: LogsOptions, command: Command) => {
      const { runLogs } = await import('../logs/run-logs.ts');
      await runLogs(paths, options, command, context);
    });
}

const HELP = `
An error is an entry at the level or worse, in JSON, plain text or syslog; an exception or stack trace, however many
lines it has; a time-out, lack of memory or crash of a Lambda function; and an access line with status 5xx.
Secrets are masked. With --level all every entry is printed, errors or not.

Examples:
  $ trailhound logs app.log
  $ trailhound logs '/var/log/app/*.log.gz' --level warn --format ndjson > errors.ndjson
  $ trailhound logs --group /aws/lambda/orders --since 24h
  $ trailhound logs logs/ --rules my-rules/ --fail-on high
  $ kubectl logs web | trailhound logs -`;

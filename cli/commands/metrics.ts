import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context.ts';
import type { MetricsOptions } from '../metrics/metrics-options.ts';
import { formatOption, fromOption, someText, untilOption } from '../option-values.ts';

/** Adds `metrics`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  program
    .command('metrics')
    .description(
      'look for what is unusual in metrics: in CSV files, or in an account with --aws; nothing is stored',
    )
    .argument('[path...]', 'CSV files (also gzip, zstd), folders, patterns, or - for standard input')
    .option('--aws', 'read CloudWatch instead; credentials come from the environment')
    .option(
      '--config <file>',
      'with --aws: which metrics (YAML or JSON; default: the built-in watches)',
      someText,
    )
    .option('--region <region>', 'with --aws: its region; by default the one of the environment', someText)
    .option(
      '--since <time>',
      'only from then on: a day, an instant, or how long ago (14d)',
      fromOption(clock),
    )
    .option('--until <time>', 'only up to then; a day means its end', untilOption(clock))
    .option('--above <number>', 'values above this are too high', numberOption)
    .option('--below <number>', 'values below this are too low', numberOption)
    .option('--for <m/n>', 'how many of how many points must be so (3/5)', spanOption)
    .option('--no-baseline', 'do not compare a series with its own past')
    .addOption(
      new Option('--fail-on <what>', 'exit with 2 if there is an anomaly, or one that still lasts').choices([
        'any',
        'open',
      ]),
    )
    .addOption(formatOption(['table', 'json', 'ndjson']))
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: MetricsOptions, command: Command) => {
      const { runMetrics } = await import('../metrics/run-metrics.ts');
      await runMetrics(paths, options, command, context);
    });
}

function numberOption(text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

const MOST_N = 100;

function spanOption(text: string): { readonly m: number; readonly n: number } {
  const [, m, n] = (/^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (m === undefined || n === undefined || m < 1 || n < m || n > MOST_N)
    throw new InvalidArgumentError(`Expected M/N such as 3/5, N at most ${MOST_N}.`);
  return { m, n };
}

const HELP = `
A file needs a column of times (ISO 8601, "2026-03-01 09:00:00" taken as UTC, or seconds or milliseconds since 1970) and one
of values; an empty value is a missing one. A column called "value" is taken alone, otherwise every column of numbers.
Rows that can't be read are named with file and line, the rest is judged, and the exit code is 3 (2 if --fail-on was met).
Of one file 5,000,000 values are taken.

Examples:
  $ trailhound metrics cpu.csv
  $ trailhound metrics exports/ --format ndjson > anomalies.ndjson
  $ trailhound metrics cpu.csv.gz --above 90 --for 3/3 --no-baseline --fail-on any
  $ zcat cpu.csv.gz | trailhound metrics -
  $ trailhound metrics --aws --since 14d --region eu-central-1`;

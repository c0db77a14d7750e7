import { type Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import {
  formatOption,
  fromOption,
  gather,
  placeholdersOption,
  severityOption,
  someText,
  untilOption,
} from '../option-values.ts';
import type { ScanOptions } from '../scan/run-scan.ts';

/** Adds `scan`. */
export function register(program: Command, context: CliContext): void {
  const { clock } = context.io;
  program
    .command('scan')
    .description('search CloudTrail logs for what the rules describe; nothing is stored')
    .argument('<path...>', 'files (JSON, JSON lines, gzip, zstd), folders, patterns, or - for standard input')
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .option(
      '--suppressions <file>',
      'allow-list (YAML) whose events are left out (default: suppressions.yml, if there is one)',
      someText,
    )
    .option(
      '--since <time>',
      'only events at or after: a day, an instant, or how long ago (7d)',
      fromOption(clock),
    )
    .option('--until <time>', 'only events at or before; a day means its end', untilOption(clock))
    .addOption(
      severityOption('--min-severity <severity>', 'only rules of this severity or worse').default(
        'informational',
      ),
    )
    .addOption(
      new Option(
        '-o, --output <what>',
        'matches: every event and rule, and every correlation; findings: grouped as in an account',
      )
        .choices(['findings', 'matches'])
        .default('findings'),
    )
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']))
    .addOption(
      severityOption('--fail-on <severity>', 'exit with 2 if something of this severity or worse is found'),
    )
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: ScanOptions, command: Command) => {
      const { runScan } = await import('../scan/run-scan.ts');
      await runScan(paths, options, command, context);
    });
}

const HELP = `
A rule that does not load stops the scan before it begins: "trailhound rules check" says what is wrong.
Input that can't be read is named with its place, the rest is searched, and the exit code is 3 (2 if --fail-on was met).
So it is with packed files that are not read (zip, bz2, xz, 7z, tar, Parquet), and with --fail-on where no event was read.

Examples:
  $ trailhound scan logs/
  $ trailhound scan 'downloads/**/*.json.gz' --since 2026-03-01 --until 2026-03-07 --min-severity medium
  $ trailhound scan logs/ --no-builtin --rules my-rules/ --output matches --format ndjson > matches.ndjson
  $ trailhound scan logs/ --fail-on high --format csv > findings.csv
  $ zcat trail.json.gz | trailhound scan -`;

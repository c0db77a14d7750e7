import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { amountOption, doorsOption, rateOption, regionOption } from '../cost/cost-options.ts';
import type { CostOptions } from '../cost/run-cost.ts';
import { formatOption, someText } from '../option-values.ts';

/** Adds `cost`. */
export function register(program: Command, context: CliContext): void {
  program
    .command('cost')
    .description('say what a deployment costs a month, line by line')
    .requiredOption(
      '-e, --events-per-month <number>',
      'management events that CloudTrail records a month, reads included: 250000, 2.5M; 0 is an idle account',
      amountOption,
    )
    .option(
      '-c, --config <file>',
      'the deployment to be priced (default: trailhound.yml here, else all defaults)',
      someText,
    )
    .option(
      '--source <names>',
      'these doors instead of the file’s: event-history, logs, eventbridge, objects; with commas between',
      doorsOption,
    )
    .option(
      '--match-rate <part>',
      'events that a rule matches, of all: 0.001 is one in a thousand',
      rateOption,
    )
    .option(
      '--findings-per-month <number>',
      'findings (default: a tenth of the matched events)',
      amountOption,
    )
    .option(
      '--log-lines <number>',
      'lines of applications a month, where they are watched or taken over HTTP (default: 1M)',
      amountOption,
    )
    .option('--region <region>', 'region of the stack (default: us-east-1)', regionOption)
    .addOption(formatOption(['text', 'json']))
    .option('--no-free-tier', 'as if other things in the account used up every free tier')
    .addHelpText('after', HELP)
    .action(async (options: CostOptions) => {
      const { runCost } = await import('../cost/run-cost.ts');
      await runCost(options, context);
    });
}

const HELP = `
Asks nobody: prices and assumptions are built in, and docs/guides/cost.md explains them. What AWS charges for a trail of
yours is named beside the bill, not in it.

Examples:
  $ trailhound cost --events-per-month 1M
  $ trailhound cost --events-per-month 40M --source logs --no-free-tier
  $ trailhound cost --events-per-month 1M --log-lines 50M --config trailhound.yml
  $ trailhound cost --events-per-month 0 --format json | jq .total`;

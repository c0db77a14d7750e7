import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { doorsOption, regionOption } from '../cost/cost-options.ts';
import type { InitOptions } from '../init/run-init.ts';
import { gather, someText } from '../option-values.ts';

/** Adds `init`. */
export function register(program: Command, context: CliContext): void {
  program
    .command('init')
    .description(
      'write trailhound.yml for an account: look at what it has, propose, say what it watches and costs',
    )
    .option('-y, --yes', 'take what is proposed and ask nothing')
    .option('--region <region>', 'region of the stack (default: AWS_REGION, else us-east-1)', regionOption)
    .option('--email <address>', 'who gets alerts; may be given several times', gather)
    .option(
      '--source <names>',
      'these doors: event-history, logs, eventbridge, objects; with commas between',
      doorsOption,
    )
    .option('--log-group <name>', 'log group of a trail; may be given several times', gather)
    .option('--bucket <name>', 'bucket of a trail; may be given several times', gather)
    .option('--offline', 'do not look at the account')
    .option('--file <file>', 'what to write', someText, 'trailhound.yml')
    .option('--force', 'overwrite the file if it exists')
    .addHelpText('after', HELP)
    .action(async (options: InitOptions) => {
      const { runInit } = await import('../init/run-init.ts');
      await runInit(options, context);
    });
}

const HELP = `
Asks only on a terminal, and not with --yes. Every call to AWS only reads; what is refused is named and passed over, and
without credentials the defaults are written. Nothing is deployed.

Examples:
  $ trailhound init
  $ trailhound init --yes --region eu-central-1 --email security@example.com
  $ trailhound init --yes --offline --source event-history,logs --log-group aws-cloudtrail-logs`;

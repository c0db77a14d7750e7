import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { DoctorOptions } from '../doctor/doctor.ts';
import { EXIT } from '../exit-codes.ts';
import { formatOption, someText } from '../option-values.ts';

/** Adds `doctor`. */
export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('look whether a deployed Trailhound works, and say what to do where it does not')
    .option('--stack <name>', 'its CloudFormation stack; not needed where there is only one', someText)
    .option('--region <region>', 'its region; by default the one of the environment', someText)
    .addOption(formatOption(['text', 'json']))
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../doctor/doctor.ts');
      await doctor(options, context);
    });
}

const HELP = `
Looks at the trail and what it records, every source and its last event, subscription filters, failed deliveries, dead
letters, quarantine, subscriptions, alarms, schedules, rules and functions. It only reads; credentials come from the
environment. What it may not look at is shown as unknown, with the permission that is missing.

Exit code ${EXIT.ok}: no problem; ${EXIT.found}: a problem was found; ${EXIT.partial}: no problem, but something could not be looked at.

Examples:
  $ trailhound doctor --stack Trailhound
  $ trailhound doctor --stack Trailhound --region eu-central-1 --format json | jq '.checks[] | select(.state != "ok")'`;

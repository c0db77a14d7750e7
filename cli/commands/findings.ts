import { Argument, type Command, Option } from 'commander';
import type { FindingChange } from '#app/change-finding';
import { STATUSES } from '#core/finding';
import type { CliContext } from '../context.ts';
import type { ExportOptions } from '../findings/export-findings.ts';
import type { FilterOptions, ListOptions } from '../findings/list-findings.ts';
import { MOST_LISTED, type StoreOptions, withStoreOptions } from '../findings/store-options.ts';
import { userName } from '../findings/user-name.ts';
import {
  accountOption,
  dayOption,
  formatOption,
  fromOption,
  remarkText,
  severityOption,
  someText,
  untilOption,
  wholeNumber,
} from '../option-values.ts';
import { refuseReversed } from '../span-options.ts';

/** Adds `findings list|show|ack|close|reopen|suppress|export`. */
export function register(program: Command, context: CliContext): void {
  const findings = program
    .command('findings')
    .description('look at findings and say what became of them: local ones, or those of a deployed table');
  findings.addHelpText(
    'after',
    '\nExamples:\n  $ trailhound findings list\n  $ trailhound findings show ID\n' +
      '  $ trailhound findings close ID --reason "planned change, ticket 123"',
  );
  registerList(findings, context);
  registerShow(findings, context);
  for (const change of CHANGES) registerChange(findings, change, context);
  registerExport(findings, context);
}

function withFilters(command: Command, context: CliContext): Command {
  const { clock } = context.io;
  return command
    .addOption(
      new Option('-s, --status <status>', 'only findings of this status').choices([...STATUSES, 'all']),
    )
    .addOption(severityOption('--severity <severity>', 'only this severity'))
    .option('--rule <rule>', 'only this rule: its id or its title', someText)
    .option('--principal <name>', 'only this principal: whole, as JSON has it, or as WHO shows it', someText)
    .option('--account <id>', 'only this account', accountOption)
    .option('--day <day>', 'only this day (UTC)', dayOption)
    .option(
      '--since <time>',
      'first seen at or after: a day, an instant, or how long ago (7d)',
      fromOption(clock),
    )
    .option('--until <time>', 'first seen at or before', untilOption(clock));
}

const SPAN_NAMES = ['--since', '--until'] as const;
const spanOf = ({ since, until }: FilterOptions) => ({ from: since, to: until });

function registerList(findings: Command, context: CliContext): void {
  const list = findings
    .command('list')
    .description('list findings, newest first; open ones unless something else is asked for')
    .option('-n, --limit <number>', 'how many', wholeNumber(1, MOST_LISTED), 50)
    .option('--after <cursor>', 'the next page, as the page before named it', someText)
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']));
  withStoreOptions(withFilters(list, context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound findings list\n  $ trailhound findings list --severity critical --since 7d\n' +
        '  $ trailhound findings list --account 123456789012 --day 2026-03-01 --format csv\n' +
        '  $ trailhound findings list --table Findings --state-table State --region eu-central-1',
    )
    .action(async (options: ListOptions, command: Command) => {
      const { listFindings } = await import('../findings/list-findings.ts');
      refuseReversed(command, spanOf(options), SPAN_NAMES);
      await listFindings(options, context);
    });
}

function registerShow(findings: Command, context: CliContext): void {
  const show = findings
    .command('show')
    .description('print all that is known about a finding')
    .argument('<id>', ID_HELP)
    .addOption(formatOption(['text', 'json']));
  withStoreOptions(show)
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound findings show x3k2abcd\n' +
        '  $ trailhound findings show 20260301T0900Z-x3k2abcdefgh2345 --format json | jq .evidence',
    )
    .action(async (id: string, options: StoreOptions & { readonly format: string }) => {
      const { showFinding } = await import('../findings/show-finding.ts');
      await showFinding(id, options, context);
    });
}

const ID_HELP = 'the id, or as much of the beginning of it or of its last part as no other finding has';

interface ChangeOptions extends StoreOptions {
  readonly by?: string;
  readonly reason?: string;
  readonly note?: string;
}

interface ChangeCommand {
  readonly name: string;
  readonly to: FindingChange['to'];
  readonly description: string;
  /** Whether a reason must be given. */
  readonly needsReason: boolean;
  readonly example: string;
}

const CHANGES: readonly ChangeCommand[] = [
  {
    name: 'ack',
    to: 'acknowledge',
    description: 'say that somebody looks into it',
    needsReason: false,
    example: 'ack ID --note "on it"',
  },
  {
    name: 'close',
    to: 'close',
    description: 'say that it is done with',
    needsReason: true,
    example: 'close ID --reason "planned change, ticket 123"',
  },
  {
    name: 'reopen',
    to: 'reopen',
    description: 'open it again',
    needsReason: false,
    example: 'reopen ID --note "closed by mistake"',
  },
  {
    name: 'suppress',
    to: 'suppress',
    description: 'say that this one is not wanted; for all like it, write a suppression',
    needsReason: true,
    example: 'suppress ID --reason "penetration test, week 9"',
  },
];

function registerChange(findings: Command, change: ChangeCommand, context: CliContext): void {
  const command = findings
    .command(change.name)
    .description(change.description)
    .addArgument(new Argument('<id...>', ID_HELP))
    .option('--by <name>', 'who says so (default: your user name)', someText);
  if (change.needsReason)
    command.requiredOption('--reason <text>', 'why; it is kept with the finding', remarkText);
  else command.option('--note <text>', 'a remark; it is kept with the finding', remarkText);
  withStoreOptions(command)
    .addHelpText('after', `\nExamples:\n  $ trailhound findings ${change.example}`)
    .action(async (ids: string[], options: ChangeOptions) => {
      const { changeFindings } = await import('../findings/change-findings.ts');
      const text = options.reason ?? options.note ?? '';
      await changeFindings(
        ids,
        { to: change.to, by: options.by ?? userName(context.io.env), text },
        options,
        context,
      );
    });
}

function registerExport(findings: Command, context: CliContext): void {
  const command = findings
    .command('export')
    .description('print findings whole, with evidence and notes; all of them unless filters are given')
    .addOption(formatOption(['ndjson', 'json', 'csv']));
  withStoreOptions(withFilters(command, context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound findings export > findings.ndjson\n' +
        '  $ trailhound findings export --status closed --since 30d --format csv > closed.csv',
    )
    .action(async (options: ExportOptions, command: Command) => {
      const { exportFindings } = await import('../findings/export-findings.ts');
      refuseReversed(command, spanOf(options), SPAN_NAMES);
      await exportFindings(options, context);
    });
}

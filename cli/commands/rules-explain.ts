import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption, gather, placeholdersOption, someText, wholeNumber } from '../option-values.ts';
import type { ExplainOptions } from '../rules/explain/explain.ts';

const MOST_EXPLAINED = 1000;

/** Adds `rules explain` to `rules`. */
export function registerExplain(rules: Command, context: CliContext): void {
  rules
    .command('explain')
    .description('say why a rule matches an event or not; of a correlation, what its windows came to')
    .argument(
      '<rule>',
      'a rule file or a folder of them, or the id, title or name of a built-in rule (or of one in --rules)',
    )
    .argument(
      '<events...>',
      'files (one event, a list, JSON lines, CloudTrail logs, lines of text; gzip, zstd), folders, patterns, or - for standard input',
    )
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .option(
      '--event-id <id>',
      "only this event (its eventID, or '#3' for the third); may be given several times",
      gather,
    )
    .option(
      '--limit <number>',
      'how many events, or groups of a correlation, to explain',
      wholeNumber(1, MOST_EXPLAINED),
      10,
    )
    .option(
      '--logsource <parts>',
      'what the events are, such as product=linux,service=sshd, or any (default: product=aws,service=cloudtrail for CloudTrail records, any for others)',
      someText,
    )
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      '\nA correlation looks at all events; --event-id adds how those events meet the rules behind it.\n' +
        "Input that can't be read is named, and the exit code is 3.\n\n" +
        "Examples:\n  $ trailhound rules explain 'CloudTrail trail stopped or deleted' event.json\n" +
        '  $ trailhound rules explain my-rule.yml logs.json.gz --event-id 11111111-2222-4333-8444-555555555555\n' +
        "  $ trailhound rules explain --no-builtin my-rule.yml logs/ 'more/*.json.gz' --limit 3\n" +
        '  $ jq .Records[3] log.json | trailhound rules explain my-rule.yml - --format json',
    )
    .action(async (rule: string, events: string[], options: ExplainOptions) => {
      const { explain } = await import('../rules/explain/explain.ts');
      await explain(rule, events, options, context);
    });
}

import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption, gather, someText, wholeNumber } from '../option-values.ts';
import type { ExplainOptions } from '../rules/explain.ts';

const MOST_EXPLAINED = 1000;

/** Adds `rules explain` to `rules`. */
export function registerExplain(rules: Command, context: CliContext): void {
  rules
    .command('explain')
    .description('say why a rule matches an event or not; of a correlation, what its windows came to')
    .argument('<rule>', 'a rule file, or the id, title or name of a built-in rule (or of one in --rules)')
    .argument('<event>', 'a JSON file: one event, a list, JSON lines or a CloudTrail log; or -')
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
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
      '\nA correlation looks at all events of the file; --event-id adds how those events meet the rules behind it.\n\n' +
        "Examples:\n  $ trailhound rules explain 'CloudTrail trail stopped' event.json\n" +
        '  $ trailhound rules explain my-rule.yml logs.json.gz --event-id 11111111-2222-4333-8444-555555555555\n' +
        '  $ jq .Records[3] log.json | trailhound rules explain my-rule.yml - --format json',
    )
    .action(async (rule: string, event: string, options: ExplainOptions) => {
      const { explain } = await import('../rules/explain.ts');
      await explain(rule, event, options, context);
    });
}

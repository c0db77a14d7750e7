import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption } from '../option-values.ts';

/** Adds `rules verify` to `rules`. */
export function registerVerify(rules: Command, context: CliContext): void {
  rules
    .command('verify')
    .description(
      'run a file of cases (format sigma-cases/1): does the engine make of each what the file says?',
    )
    .argument('<file>', 'a JSON file, or - for standard input; docs/guides/rule-cases.md explains the format')
    .addOption(formatOption(['text', 'json', 'ndjson']))
    .addHelpText(
      'after',
      '\nPrints the cases that came out otherwise, and how many passed. Exits with 1 if one failed, with 3 if there was none.\n\n' +
        'Examples:\n  $ trailhound rules verify cases.json\n' +
        "  $ trailhound rules verify cases.json --format json | jq '.[] | select(.passed | not)'",
    )
    .action(async (file: string, options: { readonly format: string }) => {
      const { printVerdicts } = await import('../rules/verify-cases.ts');
      await printVerdicts(file, options.format, context);
    });
}

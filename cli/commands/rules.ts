import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatOption, gather, placeholdersOption } from '../option-values.ts';
import type { CheckOptions } from '../rules/print-check.ts';
import type { ListOptions } from '../rules/print-rules.ts';
import type { TestOptions } from '../rules/print-tests.ts';
import { registerExplain } from './rules-explain.ts';
import { registerLint } from './rules-lint.ts';
import { registerPushdown } from './rules-pushdown.ts';
import { registerVerify } from './rules-verify.ts';

/** Adds `rules` and its commands. */
export function register(program: Command, context: CliContext): void {
  const rules = program
    .command('rules')
    .description(
      'show which rules there are, whether yours will load, and whether they find what they should',
    );
  rules.addHelpText(
    'after',
    '\nExamples:\n  $ trailhound rules list\n  $ trailhound rules check my-rules/ other.yml\n' +
      '  $ trailhound rules test my-rules/',
  );
  rules
    .command('list')
    .description('list the rules that `scan` would run')
    .option('-r, --rules <path>', 'also the rules in this file or folder; may be given several times', gather)
    .option('--no-builtin', 'without the built-in pack')
    .addOption(placeholdersOption())
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']))
    .addHelpText(
      'after',
      '\nExamples:\n  $ trailhound rules list\n  $ trailhound rules list --no-builtin --rules my-rules/ --format csv',
    )
    .action(async (options: ListOptions) => {
      const { listRules } = await import('../rules/print-rules.ts');
      await listRules(options, context);
    });
  rules
    .command('check')
    .description('say for every document whether it loads, and if not, where and why')
    .argument('<path...>', 'files, or folders with .yml and .yaml files')
    .option('--no-builtin', 'without the built-in pack, whose ids rules of yours may not have')
    .addOption(placeholdersOption())
    .addOption(formatOption(['table', 'json', 'ndjson', 'csv']))
    .addHelpText(
      'after',
      '\nExits with 1 if a document is refused. One that needs values of placeholders is not, and still is not run.\n\nExamples:\n  $ trailhound rules check my-rules/\n' +
        '  $ trailhound rules check --format ndjson my-rules/ | jq -r \'select(.state != "loaded").message\'',
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { printCheck } = await import('../rules/print-check.ts');
      await printCheck(paths, options, context);
    });
  registerTest(rules, context);
  registerPushdown(rules, context);
  registerVerify(rules, context);
  registerExplain(rules, context);
  registerLint(rules, context);
}

function registerTest(rules: Command, context: CliContext): void {
  rules
    .command('test')
    .description('run the cases.yml beside each rule: does it find what it should, and nothing else?')
    .argument('<path...>', 'rule files, or folders with them; each rule in a folder of its own')
    .option('--no-builtin', 'without the built-in pack, whose ids rules of yours may not have')
    .addOption(placeholdersOption())
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      '\nA rule without cases is named. Exits with 1 if a case fails or a rule does not load, with 3 if there was no case.\n\n' +
        'Examples:\n  $ trailhound rules test my-rules/\n' +
        '  $ trailhound rules test my-rules/ --format json | jq \'.[] | select(.state != "passed")\'',
    )
    .action(async (paths: string[], options: TestOptions) => {
      const { printTests } = await import('../rules/print-tests.ts');
      await printTests(paths, options, context);
    });
}

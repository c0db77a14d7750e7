import { escapeForTerminal } from '#core/escape';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { WHERE_VALUES_GO } from '../load-rules.ts';
import { plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import type { Column } from '../output/table.ts';
import { type CaseFault, type RuleTests, type TestedRule, testRules } from './test-rules.ts';

const KEYS = ['state', 'file', 'ruleId', 'title', 'cases', 'faults'] as const;
const COLOUR = { passed: 'green', failed: 'red', 'no cases': 'yellow' } as const;

export interface TestOptions {
  readonly builtin: boolean;
  readonly placeholders?: string;
  readonly format: string;
}

/**
 * Prints what became of the cases of each rule. `EXIT.error` when one failed or a rule does not load, `EXIT.partial`
 * when there was no case to run.
 */
export async function printTests(
  paths: readonly string[],
  { builtin, format, placeholders }: TestOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const tests = await testRules({ builtin, paths, cwd, root, placeholders });
  if (format === 'table') printLines(tests, context);
  else {
    printRows(tests.rules, format, { columns: [], keys: KEYS }, context);
    for (const line of tests.refused) context.say(context.errColours.red(escapeForTerminal(line)));
  }
  await context.out.flush();
  sayTotals(tests, context);
  if (tests.refused.length > 0 || tests.rules.some(({ state }) => state === 'failed')) {
    context.exitWith(EXIT.error);
  } else if (casesOf(tests) === 0) context.exitWith(EXIT.partial);
}

const casesOf = ({ rules }: RuleTests): number => rules.reduce((sum, { cases }) => sum + cases, 0);

/** What failed in whole lines, as compilers print it, then every rule in a table. */
function printLines({ rules, refused }: RuleTests, context: CliContext): void {
  const { out, colours } = context;
  const lines = [...refused, ...rules.flatMap(({ faults }) => faults.map(faultLine))];
  for (const line of lines) out.write(`${colours.red(escapeForTerminal(line))}\n`);
  if (lines.length > 0 && rules.length > 0) out.write('\n');
  printRows(rules, 'table', { columns: columns(context), keys: [] }, context);
}

const faultLine = ({ file, line, column, message }: CaseFault): string =>
  `${file}:${line}:${column} ${message}`;

const columns = ({ colours }: CliContext): readonly Column<TestedRule>[] => [
  { title: 'STATE', text: (one) => one.state, paint: (text, one) => colours[COLOUR[one.state]](text) },
  { title: 'CASES', text: (one) => String(one.cases), align: 'right' },
  { title: 'RULE', text: (one) => one.title, shrinkTo: 16 },
  { title: 'FILE', text: (one) => one.file },
];

function sayTotals(tests: RuleTests, { say, errColours }: CliContext): void {
  const { rules, refused, needsValues } = tests;
  const wrong = rules.reduce((sum, { cases, faults }) => sum + Math.min(cases, faults.length), 0);
  const without = rules.filter(({ state }) => state === 'no cases').length;
  const total = casesOf(tests);
  const unusable = rules.filter(({ state, cases }) => state === 'failed' && cases === 0);
  const parts = [
    ...(total === 0 && unusable.length > 0
      ? []
      : [`${plural(total - wrong, 'case')} passed, ${wrong} failed`]),
    ...unusableText(unusable),
    ...(without > 0 ? [`${plural(without, 'rule has', 'rules have')} no cases`] : []),
    ...(refused.length > 0 ? [`${plural(refused.length, 'problem')} besides`] : []),
  ];
  say(parts.join('; '));
  // Of a rule that does not load nobody knows whether it has cases.
  if (total === 0 && unusable.length === 0 && (without > 0 || refused.length === 0)) {
    const why =
      refused.length === 0
        ? 'write a cases.yml beside the rule (docs/guides/writing-rules.md)'
        : 'no rule with cases could be used, for the reasons above';
    say(errColours.yellow(`Nothing was tested: ${why}.`));
  }
  if (needsValues) say(WHERE_VALUES_GO);
}

/** Rules that failed before a case was run: their cases can't be read, or nobody knows for which rule they are. */
function unusableText(rules: readonly TestedRule[]): readonly string[] {
  const shared = rules.filter(({ isShared }) => isShared).length;
  const unread = rules.length - shared;
  return [
    ...(unread > 0
      ? [`${plural(unread, 'rule')} failed: ${unread === 1 ? 'its' : 'their'} cases.yml cannot be read`]
      : []),
    ...(shared > 0 ? [`${plural(shared, 'rule')} failed: one cases.yml lies beside several rules`] : []),
  ];
}

import { escapeForTerminal } from '#core/escape';
import type { NamedRule } from '#packing/push-down';
import { plural } from '../output/numbers.ts';
import { type CountedReport, type Printing, summaryLines } from './pushdown-summary.ts';

/** Writes the report for people, line by line: what it comes to, then each pattern and what the engine looks for. */
export function pushdownLines(report: CountedReport, printing: Printing): readonly string[] {
  const { cloudWatchLogs, eventBridge } = report;
  const { bold } = printing.colours;
  const sections = [
    ...cloudWatchLogs.filters.map(({ pattern, rules }, index) => [
      bold(`CloudWatch Logs, filter ${index + 1}`),
      `  ${pattern === '' ? '(empty: lets everything through)' : escapeForTerminal(pattern)}`,
      ...servedLines(rules, printing),
    ]),
    ...eventBridge.patterns.map(({ pattern, rules }, index) => [
      bold(`EventBridge, pattern ${index + 1}`),
      `  ${escapeForTerminal(JSON.stringify(pattern))}`,
      ...servedLines(rules, printing),
    ]),
    [bold('Dispatch index: under which field the engine finds its rules'), ...indexLines(report)],
    [bold('Byte prefilter: what is looked for before a record is parsed'), ...prefilterLines(report)],
  ];
  return [...summaryLines(report, printing), ...sections.flatMap((lines) => ['', ...lines])];
}

const servedLines = (rules: readonly NamedRule[], { verbose }: Printing): readonly string[] =>
  verbose
    ? [
        `  serves ${plural(rules.length, 'rule')}:`,
        ...rules.map(({ title }) => `    ${escapeForTerminal(title)}`),
      ]
    : [];

const indexLines = ({ dispatchIndex }: CountedReport): readonly string[] =>
  dispatchIndex.fields.map(
    ({ field, rules, values, parts }) =>
      `  ${escapeForTerminal(field)}: ${plural(rules, 'rule')} under ${plural(values, 'value')} and ${plural(parts, 'part')} of values`,
  );

const prefilterLines = ({ prefilter }: CountedReport): readonly string[] =>
  prefilter.keys.map(
    ({ field, position, rules, texts }) =>
      `  ${escapeForTerminal(field)}: ${plural(texts, 'text')} ${position === 'whole' ? 'as its value' : 'in its value'}, for ${plural(rules, 'rule')}`,
  );

import { availableParallelism } from 'node:os';
import type { Grouping, LogScore } from './grouping.ts';

/** What one way of going through the lines took. */
export interface Speed {
  readonly name: string;
  readonly linesPerSecond: number;
}

const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
const share = (part: number, of: number): string => (of === 0 ? '–' : percent(part / of));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Errors found and wrongly told, for systems whose lines have a level. */
export function errorsTable(scores: readonly LogScore[]): string {
  const rows = scores
    .filter(({ hasLevels }) => hasLevels)
    .map(({ system, errors, told, right }) => [
      system,
      String(errors),
      String(told),
      share(right, errors),
      share(right, told),
    ]);
  return table(['System', 'Error lines', 'Told', 'Recall', 'Precision'], rows);
}

/** Kinds beside true templates. */
export function kindsTable(scores: readonly LogScore[]): string {
  const cells = (grouping: Grouping | undefined): readonly string[] =>
    grouping
      ? [String(grouping.truths), String(grouping.groups), percent(grouping.accuracy)]
      : ['–', '–', '–'];
  const rows = scores.map(({ system, all, errorLines }) => [system, ...cells(all), ...cells(errorLines)]);
  const ofErrors = scores.flatMap(({ errorLines }) => (errorLines ? [errorLines.accuracy] : []));
  rows.push([
    '**Mean**',
    '',
    '',
    `**${percent(mean(scores.map(({ all }) => all.accuracy)))}**`,
    '',
    '',
    `**${percent(mean(ofErrors))}**`,
  ]);
  return table(
    ['System', 'Templates', 'Kinds', 'Accuracy', 'Error templates', 'Error kinds', 'Accuracy, errors'],
    rows,
  );
}

/** Lines a second, each beside the first. */
export function speedTable(speeds: readonly Speed[]): string {
  const base = speeds[0]?.linesPerSecond ?? 1;
  const rows = speeds.map(({ name, linesPerSecond }) => [
    name,
    (Math.round(linesPerSecond / 1000) * 1000).toLocaleString('en'),
    (linesPerSecond / base).toFixed(4),
  ]);
  return table(['What', 'Lines/s', 'Against the search'], rows);
}

/** Prints the page from its tables. */
export const logsPage = (scores: readonly LogScore[], speeds: readonly Speed[]): string => `# Application logs

Which lines are errors, and which of them are the same error?

\`node --import tsx bench/logs.ts --page\` printed this on ${new Date().toISOString().slice(0, 10)}, with Node ${process.versions.node} on ${availableParallelism()} shared cores.
The lines are the labelled samples of loghub, 2,000 of each system (J. Zhu, S. He, P. He, J. Liu, M. R. Lyu, "Loghub: A
Large Collection of System Log Datasets for AI-driven Log Analytics", ISSRE 2023). They are not part of this repository.
Every file is read as \`trailhound logs\` reads one: lines are joined to entries, entries are read, and their messages
are mined in order, with one configuration for all systems. The masks were made with these systems in view: others may
score lower.

## Errors

A line counts as told if its entry has an error kind. Systems whose lines carry no level are left out.

${errorsTable(scores)}

## Kinds

Accuracy is grouping accuracy: the share of lines whose kind holds exactly the lines of their true template (J. Zhu et
al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019). One line too many or too few makes a whole
group wrong. The fingerprint counts that a line was given when it came, not one that it would have had later. On the
left every line is mined; on the right only errors, as in production, and what was not told as an error is one group.

${kindsTable(scores)}

## Speed

All lines in one process, median of ${ROUNDS} rounds in turn. The ratios are what counts: seconds depend on the machine.

${speedTable(speeds)}
`;

/** Counted rounds. */
export const ROUNDS = 5;

import { escapeForTerminal } from '#core/escape';
import type { DocumentReport } from '#sigma/load/load';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { isRefused, loadCliRules, problemLine, WHERE_VALUES_GO } from '../load-rules.ts';
import { count } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import type { Column } from '../output/table.ts';
import { byDocument, type CheckedDocument, noticeSlips, prepares } from './check-documents.ts';

const CSV_KEYS = [
  'file',
  'line',
  'column',
  'ruleId',
  'title',
  'state',
  'code',
  'message',
  'notices',
] as const;
const CHECK_KEYS = [...CSV_KEYS, 'problems'] as const;

export interface CheckOptions {
  readonly builtin: boolean;
  readonly format: string;
  readonly placeholders?: string;
}

/**
 * Prints what became of every document; `EXIT.error` when one is refused. What only needs values is in order as a rule, and
 * `scan` refuses it until it has them.
 */
export async function printCheck(
  paths: readonly string[],
  { builtin, format, placeholders }: CheckOptions,
  context: CliContext,
): Promise<void> {
  const { cwd, root } = context.io;
  const checked = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  const rules = checked.rules.filter((rule) => checked.sourceOf(rule) === 'own');
  const documents = byDocument(noticeSlips(rules, checked.documents));
  if (format === 'table') {
    printLines(documents, context);
    sayTotals(documents, context);
  } else {
    const rows = documents.map((one) => ({ ...one, ruleId: one.ruleId ?? '', title: one.title ?? '' }));
    const keys = format === 'csv' ? CSV_KEYS : CHECK_KEYS;
    printRows(rows, format, { columns: checkColumns(context), keys }, context);
  }
  if (documents.some(({ state }) => state === 'needs-values')) context.say(WHERE_VALUES_GO);
  if (documents.some(({ state }) => state === 'refused')) context.exitWith(EXIT.error);
}

const STATE_COLOUR = { loaded: 'green', 'needs-values': 'yellow', refused: 'red' } as const;

const checkColumns = ({ colours }: CliContext): readonly Column<DocumentReport>[] => [
  { title: 'STATE', text: (one) => one.state, paint: (text, one) => colours[STATE_COLOUR[one.state]](text) },
  { title: 'WHERE', text: placeText },
  { title: 'TITLE', text: (one) => one.title ?? '', shrinkTo: 12, mayDrop: true },
];

const placeText = ({ file, line, column }: DocumentReport): string => `${file}:${line}:${column}`;

/** What is wrong in whole lines, as compilers print them: a place that is cut is no place. The others in a table. */
function printLines(documents: readonly CheckedDocument[], context: CliContext): void {
  const { out } = context;
  const lines = [...byFile(documents)].flatMap((all) => fileLines(all, context));
  for (const line of lines) out.write(`${line}\n`);
  const loaded = documents.filter((one) => !isRefused(one) && !prepares(one));
  if (loaded.length === 0) return;
  if (lines.length > 0) out.write('\n');
  printRows(loaded, 'table', { columns: checkColumns(context), keys: [] }, context);
}

/** Problems that are printed of a file that holds no rule at all, such as a page of text. */
const MOST_OF_NO_RULES = 5;

/** A file in which nothing has a title is no rule file: what a YAML parser makes of its lines helps nobody. */
function fileLines(documents: readonly CheckedDocument[], context: CliContext): readonly string[] {
  const isRules = documents.some(({ title }) => title !== undefined);
  const lines = documents.flatMap((one) => problemLines(one, context));
  const rest = isRules ? 0 : lines.length - MOST_OF_NO_RULES;
  const kept = rest > 1 ? lines.slice(0, MOST_OF_NO_RULES) : lines;
  const file = documents[0]?.file ?? '';
  const more = `${file}: and ${count(rest)} more like these; is it a rule file? (--format json has all)`;
  const notices = documents.flatMap((one) => (isRefused(one) ? [] : one.notices.map(noticeLine(one))));
  return [...kept, ...(rest > 1 ? [escapeForTerminal(more)] : []), ...notices];
}

const problemLines = (one: CheckedDocument, { colours }: CliContext): readonly string[] =>
  one.problems.map(({ state, ...problem }) => {
    const [first = '', ...more] = problemLine({ ...one, ...problem, message: shortened(problem) })
      .split('\n')
      .map(escapeForTerminal);
    return [colours[STATE_COLOUR[state]](first), ...more.map((line) => `  ${line}`)].join('\n');
  });

const noticeLine =
  (one: CheckedDocument) =>
  (notice: string): string =>
    escapeForTerminal(`${placeText(one)} notice: ${notice}`);

/** Characters of a quotation that are printed. */
const MOST_QUOTED = 80;

/** What a YAML parser quotes at the end of its message may be half a file: the beginning of its first line is enough. */
function shortened({ code, message }: Pick<DocumentReport, 'code' | 'message'>): string {
  const begin = message.indexOf(': "') + 3;
  if (code !== 'SIGMA_YAML' || begin < 3 || !message.endsWith('"')) return message;
  const quoted = message.slice(begin, -1);
  const [line = ''] = quoted.split('\\n', 1);
  const kept = line.slice(0, MOST_QUOTED);
  return kept === quoted ? message : `${message.slice(0, begin)}${kept}…"`;
}

function byFile(documents: readonly CheckedDocument[]): Iterable<readonly CheckedDocument[]> {
  const files = new Map<string, CheckedDocument[]>();
  for (const one of documents) {
    const others = files.get(one.file);
    if (others) others.push(one);
    else files.set(one.file, [one]);
  }
  return files.values();
}

function sayTotals(documents: readonly CheckedDocument[], context: CliContext): void {
  const inState = (state: DocumentReport['state']): string =>
    count(documents.filter((one) => one.state === state && !prepares(one)).length);
  context.say(
    `${inState('loaded')} loaded, ${inState('needs-values')} need values, ${inState('refused')} refused`,
  );
}

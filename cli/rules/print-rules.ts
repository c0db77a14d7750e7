import { ruleCard } from '#app/rule-cards';
import { TrailhoundError } from '#core/errors';
import { escapeForTerminal } from '#core/escape';
import { severityRank } from '#core/severity';
import type { DocumentReport } from '#sigma/load/load';
import type { RuleHead } from '#sigma/rule';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import {
  type CliRules,
  isRefused,
  loadCliRules,
  problemLine,
  refuseProblems,
  WHERE_VALUES_GO,
} from '../load-rules.ts';
import { bySeverity } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import type { Column } from '../output/table.ts';
import { byDocument, type CheckedDocument, noticeSlips } from './check-documents.ts';

export interface ListOptions {
  readonly rules?: readonly string[];
  readonly builtin: boolean;
  readonly format: string;
}

interface ListedRule {
  readonly ruleId: string;
  readonly title: string;
  readonly level: ReturnType<typeof cardOf>['severity'];
  readonly techniques: readonly string[];
  readonly source: ReturnType<CliRules['sourceOf']>;
  readonly file: string;
  /** Only correlations count it. */
  readonly silent: boolean;
}

/** Prints the rules that would be run, worst level first. */
export async function listRules(options: ListOptions, context: CliContext): Promise<void> {
  const { cwd, root } = context.io;
  const loaded = await loadCliRules({ builtin: options.builtin, paths: options.rules ?? [], cwd, root });
  refuseProblems(loaded.documents);
  const rows = [...loaded.rules, ...loaded.correlations]
    .map((rule) => listedRule(rule, rule.silent, loaded.sourceOf(rule)))
    .sort((a, b) => severityRank(b.level) - severityRank(a.level) || (a.title < b.title ? -1 : 1));
  const isTable = options.format === 'table';
  const speaking = rows.filter(({ silent }) => !silent);
  const listed = isTable ? speaking : rows;
  printRows(listed, options.format, { columns: listColumns(context), keys: LIST_KEYS }, context);
  const silent = rows.length - speaking.length;
  const others =
    silent === 0 ? '' : `, and ${count(silent)} that only correlations count (--format json has them)`;
  if (isTable) context.say(`${plural(speaking.length, 'rule')}${others}`);
}

function cardOf(rule: RuleHead) {
  const card = ruleCard(rule);
  if (card.ok) return card.value;
  const lines = card.error.map((problem) => `${rule.file}:${rule.line}: ${problem}`);
  throw new TrailhoundError('TH_RULES_REFUSED', ["a `trailhound` block can't be read:", ...lines].join('\n'));
}

function listedRule(rule: RuleHead, silent: boolean, source: ListedRule['source']): ListedRule {
  const { ruleId, title, severity, techniques } = cardOf(rule);
  return { ruleId, title, level: severity, techniques, source, file: rule.file, silent };
}

const LIST_KEYS = ['ruleId', 'title', 'level', 'techniques', 'source', 'file', 'silent'] as const;

const listColumns = ({ colours }: CliContext): readonly Column<ListedRule>[] => [
  {
    title: 'LEVEL',
    text: (rule) => rule.level,
    paint: (text, rule) => bySeverity(colours, rule.level, text),
  },
  { title: 'TITLE', text: (rule) => rule.title, shrinkTo: 24 },
  { title: 'TECHNIQUES', text: (rule) => rule.techniques.join(' '), shrinkTo: 10, mayDrop: true },
  { title: 'SOURCE', text: (rule) => rule.source, mayDrop: true },
  { title: 'ID', text: (rule) => rule.ruleId, shrinkTo: 13 },
];

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

/** Prints what became of every document; `EXIT.error` when one is refused: `scan` would refuse it too. */
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
  if (documents.some(isRefused)) context.exitWith(EXIT.error);
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
  const { out, colours } = context;
  for (const one of documents) {
    for (const { state, ...problem } of one.problems) {
      const [first = '', ...more] = problemLine({ ...one, ...problem })
        .split('\n')
        .map(escapeForTerminal);
      out.write(`${[colours[STATE_COLOUR[state]](first), ...more.map((line) => `  ${line}`)].join('\n')}\n`);
    }
    for (const notice of isRefused(one) ? [] : one.notices)
      out.write(`${escapeForTerminal(`${placeText(one)} notice: ${notice}`)}\n`);
  }
  const loaded = documents.filter((one) => !isRefused(one));
  if (loaded.length === 0) return;
  if (loaded.length < documents.length) out.write('\n');
  printRows(loaded, 'table', { columns: checkColumns(context), keys: [] }, context);
}

function sayTotals(documents: readonly CheckedDocument[], context: CliContext): void {
  const inState = (state: DocumentReport['state']): string =>
    count(documents.filter((one) => one.state === state).length);
  context.say(
    `${inState('loaded')} loaded, ${inState('needs-values')} need values, ${inState('refused')} refused`,
  );
}

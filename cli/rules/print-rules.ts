import { ruleCard } from '#app/rule-cards';
import { TrailhoundError } from '#core/errors';
import { severityRank } from '#core/severity';
import type { RuleHead } from '#sigma/rule';
import type { CliContext } from '../context.ts';
import { type CliRules, loadCliRules, refuseProblems } from '../load-rules.ts';
import { bySeverity } from '../output/colours.ts';
import { count, plural } from '../output/numbers.ts';
import { printRows } from '../output/rows.ts';
import type { Column } from '../output/table.ts';

export interface ListOptions {
  readonly rules?: readonly string[];
  readonly placeholders?: string;
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
  const { builtin, rules: paths = [], placeholders } = options;
  const loaded = await loadCliRules({ builtin, paths, cwd, root, placeholders });
  refuseProblems(loaded.documents, 'nothing was listed');
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

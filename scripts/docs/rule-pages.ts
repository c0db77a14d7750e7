import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coveredDetections, ruleCard } from '#app/rule-cards';
import { rulePlaceholders } from '#config/rule-values';
import type { RuleCard } from '#core/match';
import { severityRank } from '#core/severity';
import type { Correlation } from '#sigma/correlation-ast';
import { loadRules } from '#sigma/load/load';
import type { SigmaCorrelation, SigmaRule } from '#sigma/rule';
import { heading, markdownTable } from './markdown.ts';

interface Entry {
  /** What raises findings: rules that a correlation speaks for are none. */
  readonly rule: SigmaRule | SigmaCorrelation;
  readonly card: RuleCard;
  /** Folder below `rules/`. */
  readonly slug: string;
}

function readPack(root: string): readonly Entry[] {
  const files = readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('rule.yml'))
    .sort();
  const { rules, correlations } = loadRules(
    files.map((file) => ({ file, text: readFileSync(join(root, 'rules', file), 'utf8') })),
    { placeholders: rulePlaceholders() },
  );
  return [...rules, ...correlations]
    .filter(({ silent }) => !silent)
    .map((rule) => {
      const card = ruleCard(rule);
      if (!card.ok) throw new Error(`${rule.file}: ${card.error.join(', ')}`);
      return { rule, card: card.value, slug: dirname(rule.file).replaceAll('\\', '/') };
    })
    .sort(
      (a, b) => severityRank(b.card.severity) - severityRank(a.card.severity) || (a.slug < b.slug ? -1 : 1),
    );
}

const link = ({ card, slug }: Entry): string => `[${card.title}](../../rules/${slug}/rule.yml)`;

/** The catalogue of the pack: what one event is enough for, then what several together tell. */
export function rulesPage(root: string): string {
  const pack = readPack(root);
  const single = pack.filter(({ rule }) => !('correlation' in rule));
  const correlations = pack.filter(({ rule }) => 'correlation' in rule);
  return [
    heading(
      'Rules',
      `${single.length} rules and ${correlations.length} correlations, the most serious first. Every one has test cases beside it (\`cases.yml\`).`,
    ),
    markdownTable(['Severity', 'Rule', 'ATT&CK', 'Window', 'What it finds'], single.map(ruleRow)),
    '',
    '## Correlations',
    '',
    'What no single event tells: [how correlations work](../guides/correlations.md).',
    '',
    markdownTable(
      ['Severity', 'Correlation', 'ATT&CK', 'Looks for', 'Of one', 'Within', 'What it finds'],
      correlations.map(correlationRow),
    ),
    '',
  ].join('\n');
}

const ruleRow = (entry: Entry): readonly string[] => [
  entry.card.severity,
  link(entry),
  entry.card.techniques.join(' ') || '–',
  `${entry.card.windowMinutes} min`,
  entry.card.description,
];

function correlationRow(entry: Entry): readonly string[] {
  const { rule, card } = entry;
  if (!('correlation' in rule)) return [];
  const { groupBy, timespanSeconds } = rule.correlation;
  return [
    card.severity,
    link(entry),
    card.techniques.join(' ') || '–',
    lookedFor(rule.correlation),
    groupBy.map(({ name }) => name).join(', '),
    `${timespanSeconds / 60} min`,
    card.description,
  ];
}

/** What a correlation counts, and how much of it is enough: `15 or more different requestParameters.secretId`. */
function lookedFor({ type, rules, fields, condition }: Correlation): string {
  const bounds = condition.map(({ op, value }) => (op === 'gte' ? `${value} or more` : `${op} ${value}`));
  const enough = bounds.join(' and ');
  if (type === 'event_count') return `${enough} events`;
  if (type === 'value_count') return `${enough} different ${fields.join(' and ')}`;
  const isFrom = (least: number): boolean =>
    condition.length === 1 && condition[0]?.op === 'gte' && condition[0].value === least;
  const isAll = isFrom(rules.length);
  if (type === 'temporal_ordered') return `${isAll ? rules.length : enough} kinds of events, in order`;
  if (type === 'temporal' && isFrom(1)) return `any of ${rules.length} kinds of events`;
  if (type === 'temporal') return `${isAll ? `all of ${rules.length}` : enough} kinds of events`;
  return `${type} of ${fields.join(', ')} ${enough}`;
}

/** ATT&CK techniques and the rules for each. */
export function coveragePage(root: string): string {
  const pack = readPack(root);
  const techniques = [...new Set(pack.flatMap(({ card }) => card.techniques))].sort();
  const detections = new Set(pack.flatMap(({ rule }) => coveredDetections(rule)));
  const rows = techniques.map((technique) => {
    const entries = pack.filter(({ card }) => card.techniques.includes(technique));
    return [
      `[${technique}](https://attack.mitre.org/techniques/${technique.replace('.', '/')}/)`,
      entries.map(link).join('<br>'),
    ];
  });
  return [
    heading(
      'ATT&CK coverage',
      `${techniques.length} techniques (ATT&CK v19), ${pack.length} rules, ${detections.size} named detections of the field.`,
    ),
    markdownTable(['Technique', 'Rules'], rows),
    '',
  ].join('\n');
}

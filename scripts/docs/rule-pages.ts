import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coveredDetections, ruleCard } from '#app/rule-cards';
import { rulePlaceholders } from '#config/rule-values';
import type { RuleCard } from '#core/match';
import { severityRank } from '#core/severity';
import { loadRules } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';
import { heading, markdownTable } from './markdown.ts';

interface Entry {
  readonly rule: SigmaRule;
  readonly card: RuleCard;
  /** Folder below `rules/`. */
  readonly slug: string;
}

function readPack(root: string): readonly Entry[] {
  const files = readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('rule.yml'))
    .sort();
  const { rules } = loadRules(
    files.map((file) => ({ file, text: readFileSync(join(root, 'rules', file), 'utf8') })),
    { placeholders: rulePlaceholders() },
  );
  return rules
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

/** The catalogue of the pack. */
export function rulesPage(root: string): string {
  const pack = readPack(root);
  const rows = pack.map((entry) => [
    entry.card.severity,
    link(entry),
    entry.card.techniques.join(' ') || '–',
    `${entry.card.windowMinutes} min`,
    entry.card.description,
  ]);
  return [
    heading(
      'Rules',
      `${pack.length} rules, the most serious first. Every one has test cases beside it (\`cases.yml\`).`,
    ),
    markdownTable(['Severity', 'Rule', 'ATT&CK', 'Window', 'What it finds'], rows),
    '',
  ].join('\n');
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

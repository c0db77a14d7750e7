import { DEFAULT_DEDUP_FIELDS } from '#core/dedup-key';
import type { RuleCard } from '#core/match';
import { fail, ok, type Result } from '#core/result';
import type { DocumentHead, RuleHead } from '#sigma/rule';
import { ruleIdOf } from '#sigma/rule-id';
import { didYouMean } from '#sigma/suggest';
import {
  DEFAULT_WINDOW_MINUTES,
  type Problems,
  readFields,
  readStrings,
  readText,
  readWindow,
} from './card-values.ts';

/** Every key that the `trailhound` block of a rule may have. */
export const CARD_KEYS = ['dedup', 'window', 'summary', 'why', 'runbook', 'covers'] as const;

const TECHNIQUE_TAG = /^attack\.(t\d{4}(?:\.\d{3})?)$/i;

/**
 * Reads what findings need to know of a rule from its Sigma attributes and its `trailhound` block.
 *
 * The block is read strictly: a key that is unknown, a value of the wrong type and a window outside 5 to 1,440 minutes
 * are problems, all reported together. A rule without the block gets the defaults of `RuleCard`.
 */
export function ruleCard(
  rule: DocumentHead & Pick<RuleHead, 'titleNumber'>,
): Result<RuleCard, readonly string[]> {
  const problems: string[] = [];
  const block = blockOf(rule, problems);
  const card: RuleCard = {
    ruleId: ruleIdOf(rule),
    title: rule.title,
    severity: rule.level ?? 'medium',
    description: rule.description ?? '',
    techniques: techniquesOf(rule.tags),
    falsePositives: rule.falsepositives,
    references: rule.references,
    dedupFields: readFields('dedup', block.dedup, problems) ?? DEFAULT_DEDUP_FIELDS,
    windowMinutes: readWindow(block.window, problems) ?? DEFAULT_WINDOW_MINUTES,
    summary: readText('summary', block.summary, problems) ?? '',
    why: readText('why', block.why, problems) ?? '',
    runbook: readStrings('runbook', block.runbook, problems) ?? [],
  };
  readStrings('covers', block.covers, problems);
  return problems.length === 0 ? ok(card) : fail(problems);
}

/** Names of the known detections that a rule says it stands for: `trailhound.covers`, empty where it says nothing. */
export function coveredDetections(rule: DocumentHead): readonly string[] {
  return readStrings('covers', blockOf(rule, []).covers, []) ?? [];
}

function blockOf(rule: DocumentHead, problems: Problems): Readonly<Record<string, unknown>> {
  const block = rule.custom.trailhound;
  if (block === undefined || block === null) return {};
  if (typeof block !== 'object' || Array.isArray(block)) {
    problems.push('trailhound: expected a map of settings');
    return {};
  }
  const known: readonly string[] = CARD_KEYS;
  for (const key of Object.keys(block)) {
    if (known.includes(key)) continue;
    const hint = didYouMean(key, known) || `; known are ${known.join(', ')}`;
    problems.push(`trailhound.${key}: unknown setting${hint}`);
  }
  return block as Readonly<Record<string, unknown>>;
}

/** ATT&CK technique ids as people write them, `T1685.002`, in the order of the tags and each once. */
const techniquesOf = (tags: readonly string[]): readonly string[] => [
  ...new Set(tags.flatMap((tag) => TECHNIQUE_TAG.exec(tag)?.[1]?.toUpperCase() ?? [])),
];

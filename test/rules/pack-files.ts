import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { failedCorrelationCases } from '#app/correlation-cases';
import { type CaseFailure, failedCases, type RuleCase, readRuleCases } from '#app/rule-cases';
import { rulePlaceholders } from '#config/rule-values';
import { ok } from '#core/result';
import { loadRules } from '#sigma/load/load';
import { buildEngine } from '#sigma/match/engine';
import type { SigmaCorrelation, SigmaRule, SigmaRuleSet } from '#sigma/rule';

/** One rule folder as it lies on disk. */
export interface PackEntry {
  /** `aws/cloudtrail/trail-stopped`. */
  readonly slug: string;
  readonly text: string;
  /** What raises findings: the rule, or the correlation with what it refers to. `undefined` when it was refused. */
  readonly rule: SigmaRule | SigmaCorrelation | undefined;
  /** All that the file holds. */
  readonly ruleSet: SigmaRuleSet;
  readonly cases: readonly RuleCase[];
  /** Why rule or cases can't be used. */
  readonly problems: readonly string[];
  /** What is odd about the rule. */
  readonly notices: readonly string[];
}

/** Rules of this name are ours, and keep to our style; others are somebody's own and need only work. */
export const isHouseRule = ({ rule }: PackEntry): boolean => rule?.author === 'Trailhound';

/** Reads every folder below `root` that holds a rule or cases. */
export function readPack(root: string): readonly PackEntry[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const slugs = files
    .filter((file) => /(^|[\\/])(rule|cases)\.yml$/.test(file))
    .map((file) => join(file, '..'));
  return [...new Set(slugs)].sort().map((slug) => readEntry(root, slug));
}

function readEntry(root: string, slug: string): PackEntry {
  const file = join(root, slug, 'rule.yml');
  if (!existsSync(file)) {
    return {
      slug,
      text: '',
      rule: undefined,
      ruleSet: { rules: [], correlations: [] },
      cases: [],
      problems: ['cases without a rule.yml'],
      notices: [],
    };
  }
  const text = readFileSync(file, 'utf8');
  const { documents, ...ruleSet } = loadRules([{ file: `${slug}/rule.yml`, text }], {
    placeholders: rulePlaceholders(),
  });
  const [rule, ...others] = speakersOf(ruleSet);
  const read = readCases(join(root, slug, 'cases.yml'), rule);
  const refused = documents
    .filter(({ state }) => state !== 'loaded')
    .map(({ line, message }) => `${line}: ${message}`);
  return {
    slug,
    text,
    rule,
    ruleSet,
    cases: read.ok ? read.value : [],
    problems: [
      ...refused,
      ...(read.ok ? [] : read.error),
      ...others.map(({ line }) => `${line}: a second rule, which needs a folder of its own`),
    ],
    notices: documents.flatMap((document) => document.notices),
  };
}

/** What no correlation of the file refers to. */
function speakersOf({ rules, correlations }: SigmaRuleSet): readonly (SigmaRule | SigmaCorrelation)[] {
  const behind = new Set(correlations.flatMap(({ correlation }) => correlation.rules));
  return [...rules, ...correlations].filter(({ key }) => !behind.has(key));
}

/** No file means no cases. */
const readCases = (
  path: string,
  rule: SigmaRule | SigmaCorrelation | undefined,
): ReturnType<typeof readRuleCases> =>
  existsSync(path)
    ? readRuleCases(parse(readFileSync(path, 'utf8')), rule && 'correlation' in rule ? 'correlation' : 'rule')
    : ok([]);

/** The cases that come out otherwise under a version of the file. */
export function failuresUnder(
  text: string,
  slug: string,
  cases: readonly RuleCase[],
): readonly CaseFailure[] {
  const { documents: _, ...ruleSet } = loadRules([{ file: slug, text }], {
    placeholders: rulePlaceholders(),
  });
  const [rule] = speakersOf(ruleSet);
  if (!rule) throw new Error('it does not load');
  return 'correlation' in rule
    ? failedCorrelationCases(ruleSet, rule, cases)
    : failedCases(buildEngine([rule]), rule, cases);
}

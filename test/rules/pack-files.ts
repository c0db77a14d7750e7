import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type RuleCase, readRuleCases } from '#app/rule-cases';
import { rulePlaceholders } from '#config/rule-values';
import { ok } from '#core/result';
import { loadRules } from '#sigma/load/load';
import type { SigmaRule } from '#sigma/rule';

/** One rule folder as it lies on disk. */
export interface PackEntry {
  /** `aws/cloudtrail/trail-stopped`. */
  readonly slug: string;
  readonly text: string;
  /** `undefined` when it was refused; `problems` says why. */
  readonly rule: SigmaRule | undefined;
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
      cases: [],
      problems: ['cases without a rule.yml'],
      notices: [],
    };
  }
  const text = readFileSync(file, 'utf8');
  const { rules, documents } = loadRules([{ file: `${slug}/rule.yml`, text }], {
    placeholders: rulePlaceholders(),
  });
  const read = readCases(join(root, slug, 'cases.yml'));
  const refused = documents
    .filter(({ state }) => state !== 'loaded')
    .map(({ line, message }) => `${line}: ${message}`);
  return {
    slug,
    text,
    rule: rules[0],
    cases: read.ok ? read.value : [],
    problems: [...refused, ...(read.ok ? [] : read.error)],
    notices: documents.flatMap((document) => document.notices),
  };
}

/** No file means no cases. */
const readCases = (path: string): ReturnType<typeof readRuleCases> =>
  existsSync(path) ? readRuleCases(parse(readFileSync(path, 'utf8'))) : ok([]);

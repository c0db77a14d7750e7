import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type RuleCase, readRuleCases } from '#app/rule-cases';
import { loadRules } from '#sigma/load';
import type { SigmaRule } from '#sigma/rule';

/** One rule folder as it lies on disk. */
export interface PackEntry {
  /** `aws/cloudtrail/trail-stopped`. */
  readonly slug: string;
  readonly text: string;
  /** `undefined` when it was refused; `complaints` says why. */
  readonly rule: SigmaRule | undefined;
  readonly cases: readonly RuleCase[];
  /** Everything that is wrong with rule or cases, notices included. */
  readonly complaints: readonly string[];
}

/** Reads every folder below `root` that holds a rule or cases. */
export function readPack(root: string): readonly PackEntry[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const slugs = files
    .filter((file) => /(^|[\\/])(rule|cases)\.yml$/.test(file))
    .map((file) => join(file, '..'));
  return [...new Set(slugs)].sort().map((slug) => readEntry(root, slug));
}

function readEntry(root: string, slug: string): PackEntry {
  const text = readFileSync(join(root, slug, 'rule.yml'), 'utf8');
  const { rules, documents } = loadRules([{ file: `${slug}/rule.yml`, text }]);
  const read = readRuleCases(parse(readFileSync(join(root, slug, 'cases.yml'), 'utf8')));
  const refused = documents
    .filter(({ state }) => state !== 'loaded')
    .map(({ line, message }) => `${line}: ${message}`);
  const notices = documents.flatMap((document) => document.notices);
  return {
    slug,
    text,
    rule: rules[0],
    cases: read.ok ? read.value : [],
    complaints: [...refused, ...notices, ...(read.ok ? [] : read.error)],
  };
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rulePlaceholders } from '#config/rule-values';
import { readRuleFolders, readRulePack } from '#packing/read-rule-files';
import { type LoadReport, loadRules, type RuleText } from '#sigma/load/load';
import { grownTo, singleRules, type Wanted } from './variants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMUNITY = '../shared/data/sigma-aws/rules';
const SEED = 1;

/** Rules to measure with: the built-in ones, those of the community where they are there, and variants of both. */
export function benchRules(wanted: Omit<Wanted, 'seed'>): readonly RuleText[] {
  const own = readRulePack(`${ROOT}/rules`, ROOT).texts;
  const others = existsSync(`${ROOT}/${COMMUNITY}`) ? readRuleFolders([COMMUNITY], ROOT) : undefined;
  return grownTo({ ...wanted, seed: SEED }, singleRules([...own, ...(others?.ok ? others.value : [])]));
}

/** Loads them. Throws when one is refused: a variant that does not load would be measured as nothing. */
export function loadedRules(texts: readonly RuleText[]): LoadReport {
  const report = loadRules(texts, { placeholders: rulePlaceholders() });
  const [refused] = report.documents.filter(({ state }) => state !== 'loaded');
  if (refused) throw new Error(`${refused.file}: ${refused.message}`);
  return report;
}
